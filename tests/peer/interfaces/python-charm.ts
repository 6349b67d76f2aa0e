import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { applicationOf } from '@reactive-charms/juju';
import type { Databag, RelationId, UnitName } from '@reactive-charms/juju';
import type { JsonMap, JsonValue } from '@reactive-charms/reactive';
import { installPythonPackages } from '../../support/python-packages.ts';
import { UNIT } from '../program.ts';
import { PYTHON_PEERS } from '../python-packages.ts';
import { Reference } from '../reference.ts';
import type { HookTrace } from '../trace.ts';

/** The folder of what runs in Python. */
export const FOLDER: string = fileURLToPath(new URL('python/', import.meta.url));

/** An endpoint of the Python charm: one that has a class, or `plain` for all else. */
export type PythonEndpoint =
  'http-service' | 'http-client' | 'cni-principal' | 'cni-plugin' | 'tls-authority' | 'plain';

const PROVIDES: Partial<Record<PythonEndpoint, object>> = {
  'http-service': { interface: 'http' },
  'cni-principal': { interface: 'kubernetes-cni' },
  'tls-authority': { interface: 'tls-certificates' },
};

const REQUIRES: Partial<Record<PythonEndpoint, object>> = {
  'http-client': { interface: 'http' },
  'cni-plugin': { interface: 'kubernetes-cni' },
  plain: { interface: 'plain' },
};

/** One thing that the Python charm does in a hook. */
export interface Task {
  /** A function below `python/charm/wire`, for example `http.serve`. */
  readonly does: string;
  readonly endpoint?: PythonEndpoint;
  readonly values?: JsonMap;
}

/** What the units on the other side publish, by their names. */
export type Bags = Readonly<Record<UnitName, Databag>>;

/** A charm on charms.reactive and charmhelpers, real ones, at one end of a relation. */
export class PythonCharm {
  readonly #reference: Reference;
  readonly #files: Readonly<Record<string, string>>;

  private constructor(reference: Reference, files: Readonly<Record<string, string>>) {
    this.#reference = reference;
    this.#files = files;
  }

  /** @param tools folder of executables for the hook tools; functions in memory without it. */
  static async start(tools?: string): Promise<PythonCharm> {
    const [python, files] = await Promise.all([installPythonPackages(PYTHON_PEERS), readCharm()]);
    return new PythonCharm(new Reference(python, tools), files);
  }

  /** What the charm has in its databag after it has done some things, each in a hook of its own. */
  async publishes(...tasks: readonly Task[]): Promise<Databag> {
    const trace = await this.#play(tasks, {});
    const bags = Object.values(trace.at(-1)?.bags ?? {});
    // Juju's own key, which every databag of a unit has.
    const { 'ingress-address': _address, ...bag } = bags[0]?.unit ?? {};
    return bag;
  }

  /** What the charm makes of the databags on the other side. */
  async reads(task: Task, bags: Bags = {}): Promise<JsonValue> {
    const [hook] = await this.#play([task], bags);
    return hook?.ran[0]?.notes[0] ?? null;
  }

  /** Plays a life of a unit of the charm. @throws Error when one of its hooks fails. */
  async live(steps: readonly object[]): Promise<HookTrace[]> {
    const trace = await this.#reference.play({ unit: UNIT, files: this.#files, steps });
    const failed = trace.find(({ exit }) => exit !== 0);
    if (failed) throw new Error(`hook ${failed.hook} of the Python charm failed:\n${failed.error}`);
    return trace;
  }

  close(): void {
    this.#reference.close();
  }

  async #play(tasks: readonly Task[], units: Bags): Promise<HookTrace[]> {
    return this.live(
      tasks.map(({ endpoint = 'plain', does, values = {} }) => {
        const relation: RelationId = `${endpoint}:0`;
        const [unit = 'other/0'] = Object.keys(units);
        const [application = ''] = unit.split('/');
        return {
          state: {
            config: { task: JSON.stringify({ does, relation, values }) },
            leader: true,
            relations: { [relation]: { application, units, applicationBag: {} } },
          },
          environment: { JUJU_HOOK_NAME: 'update-status' },
          files: {},
          shared: {},
        };
      }),
    );
  }
}

/** The files of the charm, by path. */
async function readCharm(): Promise<Record<string, string>> {
  const charm = join(FOLDER, 'charm');
  const paths = (await readdir(charm, { recursive: true })).filter((path) => path.endsWith('.py'));
  const files = paths.map(
    async (path) => [path, await readFile(join(charm, path), 'utf8')] as const,
  );
  return {
    ...Object.fromEntries(await Promise.all(files)),
    'metadata.yaml': JSON.stringify({
      name: applicationOf(UNIT),
      provides: PROVIDES,
      requires: REQUIRES,
    }),
    'config.yaml': JSON.stringify({ options: { task: { type: 'string' } } }),
  };
}
