import { chmod, copyFile, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isJsonMap, parseJsonText } from '../../lib/json.ts';
import { ProcessUnit } from './process-unit.ts';
import type { ProcessOutcome } from './process-unit.ts';

const JUJU = {
  config: { port: 80 },
  isLeader: false,
  leaderData: {},
  bags: {},
  status: '',
  version: '',
};

/** A unit whose charm has a handler in another language. Its commands are real programs too. */
export class ProgramUnit {
  readonly #unit: ProcessUnit;

  private constructor(unit: ProcessUnit) {
    this.#unit = unit;
  }

  /** @param bundle of the fixture `programs-charm`. @param script what is `reactive/backup`. */
  static async create(bundle: string, script: string): Promise<ProgramUnit> {
    const unit = new ProgramUnit(await ProcessUnit.create(bundle, JUJU));
    await mkdir(unit.path('charm/bin'));
    await mkdir(unit.path('charm/reactive'));
    await addProgram(unit.path('charm/reactive/backup'), script);
    await unit.#addCommands();
    return unit;
  }

  /** The commands name the charm that they belong to. */
  async #addCommands(): Promise<void> {
    const bin = this.path('charm/bin');
    const bundle = this.path('charm/charm.cjs');
    const command = `#!/bin/sh\nexec ${process.execPath} '${bundle}' reactive "$@"\n`;
    for (const name of ['charms.reactive', 'reactive']) await addProgram(join(bin, name), command);
    const helper = 'charms.reactive.sh';
    await copyFile(join(__dirname, '../../bin', helper), join(bin, helper));
  }

  /** A unit that is in every way as this one, elsewhere. */
  async copy(): Promise<ProgramUnit> {
    const unit = new ProgramUnit(await this.#unit.copy());
    await unit.#addCommands();
    return unit;
  }

  /** Runs a hook, with more variables for the engine alone. */
  async runHook(hook: string, more: Record<string, string> = {}): Promise<ProcessOutcome> {
    return this.#unit.runHook(hook, { environment: { ...this.#environment, ...more } });
  }

  /** Runs the `reactive` command outside of hooks. */
  async command(...args: readonly string[]): Promise<ProcessOutcome> {
    return this.commandIn({}, ...args);
  }

  /** The same, with more variables. */
  async commandIn(
    more: Record<string, string>,
    ...args: readonly string[]
  ): Promise<ProcessOutcome> {
    return this.#unit.runProgram(['reactive', ...args], { ...this.#environment, ...more });
  }

  /** What is in the charm directory. */
  async files(): Promise<string[]> {
    return (await readdir(this.path('charm'))).sort();
  }

  /** Lines that the handler has written to the file `ran` since the last time this was asked. */
  async ran(): Promise<string[]> {
    const file = this.path('charm/ran');
    const text = await readFile(file, 'utf8').catch(() => '');
    await writeFile(file, '');
    return text.split('\n').filter((line) => line !== '');
  }

  /** Names of the flags that the unit remembers, but for those of the engine. */
  async flags(): Promise<string[]> {
    const state = parseJsonText(await this.#unit.read('charm/.unit-state.json'));
    const flags = isJsonMap(state) ? state['flags'] : undefined;
    const names = isJsonMap(flags) ? Object.keys(flags) : [];
    return names.filter((flag) => !/^(?:config|endpoint)\./.test(flag));
  }

  path(name: string): string {
    return this.#unit.path(name);
  }

  /** The text of a file; empty when there is none. */
  async read(name: string): Promise<string> {
    return this.#unit.read(name);
  }

  async remove(): Promise<void> {
    await this.#unit.remove();
  }

  get #environment(): Record<string, string> {
    const path = [this.path('charm/bin'), this.path('tools'), '/usr/bin', '/bin'].join(':');
    return { PATH: path };
  }
}

async function addProgram(path: string, content: string): Promise<void> {
  await writeFile(path, content);
  await chmod(path, 0o755);
}
