import { spawn } from 'node:child_process';
import type { ChildProcessByStdio } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { applicationOf } from '@reactive-charms/juju';
import { entriesOf } from './entries.ts';
import { UNIT } from './program.ts';
import type { Program } from './program.ts';
import { renderCharm } from './reference-charm.ts';
import type { HookTrace } from './trace.ts';
import { play } from './world.ts';
import type { Step } from './world.ts';

/** The folder of the driver and of what it needs. */
export const PYTHON_FOLDER: string = fileURLToPath(new URL('python/', import.meta.url));

/** The files of a charm, and the hooks of one of its units, as the driver takes them. */
export interface ReferenceLife {
  readonly unit: string;
  readonly files: Readonly<Record<string, string>>;
  readonly steps: readonly object[];
}

/** charms.reactive in a process of its own, which plays one program after the other. */
export class Reference {
  readonly #child: ChildProcessByStdio<Writable, Readable, null>;
  readonly #waiting = new Map<number, (trace: HookTrace[]) => void>();
  #count = 0;
  #fail: (error: Error) => void = () => undefined;
  readonly #failure: Promise<never>;

  /**
   * @param python the interpreter of the virtual environment.
   * @param realTools folder of executables for the hook tools; functions in memory without it.
   */
  constructor(python: string, realTools?: string) {
    const args = realTools === undefined ? [] : ['--real-tools', realTools];
    this.#failure = new Promise((_, reject) => {
      this.#fail = reject;
    });
    this.#failure.catch(() => undefined);
    this.#child = spawn(python, [`${PYTHON_FOLDER}driver.py`, ...args], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    this.#child.on('error', this.#fail);
    this.#child.on('close', (code) => {
      this.#fail(new Error(`the driver of charms.reactive ended with exit code ${code}`));
    });
    // Nobody reads any more when it ends early; its exit code tells the story.
    this.#child.stdin.on('error', () => undefined);
    createInterface({ input: this.#child.stdout }).on('line', (line) => {
      const { id, trace }: { id: number; trace: HookTrace[] } = JSON.parse(line);
      this.#waiting.get(id)?.(trace);
      this.#waiting.delete(id);
    });
  }

  /** Plays a program. Several may be given at once; they are played in turn. */
  async run(program: Program): Promise<HookTrace[]> {
    return this.play(describe(program));
  }

  /** Plays a life of any charm on the reference. */
  async play(life: ReferenceLife): Promise<HookTrace[]> {
    this.#count += 1;
    const id = this.#count;
    const answer = new Promise<HookTrace[]>((resolve) => this.#waiting.set(id, resolve));
    this.#child.stdin.write(`${JSON.stringify({ id, ...life })}\n`);
    return Promise.race([answer, this.#failure]);
  }

  /** Ends the process. */
  close(): void {
    this.#child.stdin.end();
  }
}

function describe(program: Program): ReferenceLife {
  const steps = play(program);
  if (steps === undefined) throw new Error(`program ${program.name} cannot happen`);
  return { unit: UNIT, files: renderCharm(program), steps: steps.map(describeStep) };
}

function describeStep(step: Step): object {
  const { fails, files, shared } = step;
  return { state: stateOf(step), environment: environmentOf(step), files, shared, fails };
}

/** What the hook tools of the test answer with but for the unit's own side; see python/hook_tools.py. */
export function stateOf({ world, relation }: Step): object {
  const { config, isLeader, relations } = world;
  return {
    config,
    leader: isLeader,
    relations: Object.fromEntries(
      entriesOf(relations).map(([id, { application, units, applicationBag }]) => [
        id,
        { application, units, applicationBag },
      ]),
    ),
    ...(relation?.departingBag === undefined
      ? {}
      : { departing: { id: relation.id, unit: relation.unit, bag: relation.departingBag } }),
  };
}

/** The variables by which Juju tells what a hook is about. */
export function environmentOf({ hook, relation }: Step): Record<string, string> {
  if (relation === undefined) return { JUJU_HOOK_NAME: hook };
  const { id, unit, event, application } = relation;
  return {
    JUJU_HOOK_NAME: hook,
    JUJU_RELATION: id.slice(0, id.lastIndexOf(':')),
    JUJU_RELATION_ID: id,
    JUJU_REMOTE_APP: unit === undefined ? application : applicationOf(unit),
    JUJU_REMOTE_UNIT: unit ?? '',
    ...(event === 'departed' && unit ? { JUJU_DEPARTING_UNIT: unit } : {}),
  };
}
