import { spawn } from 'node:child_process';
import type { ChildProcessByStdio } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import type { Databag, UnitName } from '@reactive-charms/juju';
import type { JsonValue } from '@reactive-charms/reactive';
import { installPythonPackages } from '../../support/python-packages.ts';
import { PYTHON_PEERS } from '../python-packages.ts';
import { FOLDER } from './python-charm.ts';
import type { Bags } from './python-charm.ts';

/** A relation of the Python charm, as Juju knows it. */
export interface OpsRelation {
  /** The number of its ID. */
  readonly id: number;
  readonly application: string;
  readonly units: Bags;
  readonly published: Databag;
}

/** A secret of Juju. */
export interface OpsSecret {
  readonly id: string;
  readonly label: string | null;
  /** True where it is the Python charm's own; else it may read it. */
  readonly owned: boolean;
  readonly content: Readonly<Record<string, string>>;
  /** Units and applications that may read it, by the number of the relation. */
  readonly grants: Readonly<Record<string, readonly string[]>>;
}

/** A method or property of the library's object, with the arguments of the method. */
export type Call = readonly [name: string, ...args: JsonValue[]];

/** One hook of a charm on ops.interface_kube_control. */
export interface OpsHook {
  /** `requires-0` reads credentials in the databag alone. */
  readonly side: 'provides' | 'requires' | 'requires-0';
  readonly unit: UnitName;
  readonly leader: boolean;
  readonly relations: readonly OpsRelation[];
  readonly secrets: readonly OpsSecret[];
  readonly calls: readonly Call[];
}

/** What the hook did. */
export interface OpsOutcome {
  /** What each call gave. */
  readonly answers: readonly JsonValue[];
  /** The unit's databag by the number of the relation. */
  readonly published: Readonly<Record<string, Databag>>;
  readonly secrets: readonly OpsSecret[];
  /** The end of the traceback, if the hook failed. */
  readonly error?: string;
}

/** Charms on ops.interface_kube_control, in one process. */
export class OpsCharm {
  readonly #child: ChildProcessByStdio<Writable, Readable, null>;
  readonly #waiting = new Map<number, (outcome: OpsOutcome) => void>();
  readonly #ended: Promise<never>;
  #count = 0;

  private constructor(python: string) {
    const child = spawn(python, [join(FOLDER, 'kube_control.py')], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    this.#ended = new Promise((_, reject) => {
      child.on('error', reject);
      child.on('close', (code) => reject(new Error(`the charms on ops ended with code ${code}`)));
    });
    this.#ended.catch(() => undefined);
    // Nobody reads any more when it ends early; its exit code tells the story.
    child.stdin.on('error', () => undefined);
    createInterface({ input: child.stdout }).on('line', (line) => {
      const outcome: OpsOutcome & { readonly id: number } = JSON.parse(line);
      this.#waiting.get(outcome.id)?.(outcome);
      this.#waiting.delete(outcome.id);
    });
    this.#child = child;
  }

  static async start(): Promise<OpsCharm> {
    return new OpsCharm(await installPythonPackages(PYTHON_PEERS));
  }

  /** Runs a hook. @throws Error when it fails. */
  async run(hook: OpsHook): Promise<OpsOutcome> {
    this.#count += 1;
    const id = this.#count;
    const answer = new Promise<OpsOutcome>((resolve) => this.#waiting.set(id, resolve));
    this.#child.stdin.write(`${JSON.stringify({ id, ...hook })}\n`);
    const outcome = await Promise.race([answer, this.#ended]);
    if (outcome.error) throw new Error(`the hook of the charm on ops failed:\n${outcome.error}`);
    return outcome;
  }

  close(): void {
    this.#child.stdin.end();
  }
}
