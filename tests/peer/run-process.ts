import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { Databag, RelationId } from '@reactive-charms/juju';
import type { JsonValue } from '@reactive-charms/reactive';
import { entriesOf } from './entries.ts';
import { FILES } from './generate-charm.ts';
import { UNIT } from './program.ts';
import type { Program } from './program.ts';
import { environmentOf, PYTHON_FOLDER, stateOf } from './reference.ts';
import { FIRST_BAG } from './run-ours.ts';
import type { HandlerTrace, HookTrace, PublishedBags } from './trace.ts';
import { changed, play } from './world.ts';
import type { Step } from './world.ts';

/** Bundles the charm that plays any program, as the builder would. */
export async function bundleCharm(folder: string): Promise<string> {
  const outfile = join(folder, 'charm.cjs');
  await build({
    entryPoints: [fileURLToPath(new URL('process-charm.ts', import.meta.url))],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
  });
  return outfile;
}

/** Where the executables are. */
export interface Programs {
  /** The bundled charm. */
  readonly bundle: string;
  /** Folder of the hook tools. */
  readonly tools: string;
}

/**
 * Plays a program on our engine as Juju would run it: every hook a process, every hook tool one too.
 * @returns a trace that has the flags only after the last hook.
 */
export async function runProcesses(program: Program, programs: Programs): Promise<HookTrace[]> {
  const unit = await ProcessUnit.create(program, programs);
  try {
    const trace: HookTrace[] = [];
    for (const step of play(program) ?? []) {
      const first = await unit.attempt(step, step.fails);
      trace.push(first);
      if (first.exit !== 0 && step.fails !== undefined) trace.push(await unit.attempt(step));
    }
    const last = trace.pop();
    return last ? [...trace, { ...last, flags: await unit.flags() }] : [];
  } finally {
    await unit.remove();
  }
}

type Bags = Readonly<Record<RelationId, PublishedBags>>;

class ProcessUnit {
  readonly #root: string;
  readonly #tools: string;
  #bags: Bags = {};
  #shared: Databag = {};

  private constructor(root: string, tools: string) {
    this.#root = root;
    this.#tools = tools;
  }

  static async create(program: Program, { bundle, tools }: Programs): Promise<ProcessUnit> {
    const root = await mkdtemp(join(tmpdir(), 'peer-'));
    await mkdir(join(root, 'charm'));
    await copyFile(bundle, join(root, 'charm/charm.cjs'));
    // The files that handlers wait for lie below the folder of the test.
    const text = FILES.reduce(
      (so, path) => so.replaceAll(`"${path}"`, JSON.stringify(root + path)),
      JSON.stringify(program),
    );
    await writeFile(join(root, 'charm/program.json'), text);
    return new ProcessUnit(root, tools);
  }

  async attempt(step: Step, fails?: string): Promise<HookTrace> {
    const { world, hook, files, shared } = step;
    this.#shared = changed(this.#shared, shared);
    const entered = entriesOf(world.relations).map(([id]): [RelationId, PublishedBags] => [
      id,
      this.#bags[id] ?? { unit: FIRST_BAG, application: {} },
    ]);
    this.#bags = Object.fromEntries(entered);
    await Promise.all(
      Object.entries(files).map(async ([path, text]) => layDown(this.#root + path, text)),
    );
    const state = join(this.#root, 'state.json');
    await writeFile(state, JSON.stringify(this.#stateOf(step)));
    await writeFile(`${state}.writes`, '');
    const { exit, output } = await this.#run([], {
      ...environmentOf(step),
      ...(fails === undefined ? {} : { PEER_FAILS: fails }),
    });
    if (exit === 0) this.#take(await readFile(`${state}.writes`, 'utf8'));
    if (exit === 0 && step.relation?.event === 'broken') {
      // The unit has left the relation; nobody sees what it said at last.
      const { [step.relation.id]: _left, ...bags } = this.#bags;
      this.#bags = bags;
    }
    const ran: HandlerTrace[] = JSON.parse(await readFile(join(this.#root, 'runs.json'), 'utf8'));
    const error = exit === 0 ? null : output;
    return { hook, exit, ran, flags: {}, bags: this.#bags, shared: this.#shared, error };
  }

  /** The hook succeeded, so Juju takes what it wrote. */
  #take(lines: string): void {
    for (const line of lines.split('\n').filter((each) => each !== '')) {
      const write: Write = JSON.parse(line);
      if ('leader' in write) {
        this.#shared = changed(this.#shared, write.changes);
        continue;
      }
      const both = this.#bags[write.id] ?? { unit: {}, application: {} };
      const name = write.application ? 'application' : 'unit';
      const bags = { ...both, [name]: changed(both[name], write.changes) };
      this.#bags = { ...this.#bags, [write.id]: bags };
    }
  }

  /** The flags with their values, as the command says: those of options stand for the next hook. */
  async flags(): Promise<HookTrace['flags']> {
    const { exit, output } = await this.#run(['reactive', '--format', 'json', 'get_states'], {});
    if (exit !== 0) throw new Error(`reactive get_states failed:\n${output}`);
    const flags: Record<string, JsonValue> = JSON.parse(output);
    return Object.fromEntries(
      Object.entries(flags).filter(([flag]) => !flag.startsWith('config.')),
    );
  }

  async remove(): Promise<void> {
    await rm(this.#root, { recursive: true });
  }

  #stateOf(step: Step): object {
    const relations = entriesOf(step.world.relations).map(([id, side]) => {
      const { unit, application } = this.#bags[id] ?? { unit: {}, application: {} };
      return [id, { ...side, own: unit, ownApplication: application }] as const;
    });
    const own = { unit: UNIT, leaderData: this.#shared, relations: Object.fromEntries(relations) };
    return { ...stateOf(step), ...own };
  }

  async #run(
    args: readonly string[],
    environment: Readonly<Record<string, string>>,
  ): Promise<{ readonly exit: number; readonly output: string }> {
    const charm = join(this.#root, 'charm');
    return new Promise((resolve) => {
      execFile(
        process.execPath,
        [join(charm, 'charm.cjs'), ...args],
        {
          cwd: charm,
          env: {
            PATH: `${this.#tools}:${process.env['PATH'] ?? ''}`,
            JUJU_UNIT_NAME: UNIT,
            JUJU_CHARM_DIR: charm,
            JUJU_CONTEXT_ID: 'peer',
            JUJU_VERSION: '3.6.0',
            PEER_STATE: join(this.#root, 'state.json'),
            PEER_TOOLS: PYTHON_FOLDER,
            PEER_RUNS: join(this.#root, 'runs.json'),
            ...environment,
          },
        },
        (error, stdout, stderr) => {
          const exit = error === null ? 0 : typeof error.code === 'number' ? error.code : 128;
          resolve({ exit, output: exit === 0 ? stdout : stdout + stderr });
        },
      );
    });
  }
}

async function layDown(path: string, text: string | null): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  if (text === null) await rm(path, { force: true });
  else await writeFile(path, text);
}

/** A write to a databag of the unit, or to leader data. */
type Write =
  | {
      readonly id: RelationId;
      readonly application: boolean;
      readonly changes: Databag;
    }
  | { readonly leader: true; readonly changes: Databag };
