import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { HookToolError } from '@reactive-charms/juju';
import type { DatabagChanges } from '@reactive-charms/juju';
import { SEAL_FILE } from '../../lib/memory/controller-memory.ts';
import { EMPTY_MEMORY } from '../../lib/memory/memory.ts';
import type { Memory } from '../../lib/memory/memory.ts';
import { openMemory } from '../../lib/memory/memory-store.ts';
import type { MemoryStore } from '../../lib/memory/memory-store.ts';
import { joinChunks, splitIntoChunks } from '../../lib/memory/state-chunks.ts';

/** The controller's side: what is set counts when the hook has succeeded. */
class Controller {
  kept: Record<string, string> = {};
  readonly calls: DatabagChanges[] = [];
  #pending: Record<string, string> = {};

  readonly tools = {
    stateGet: async (): Promise<Record<string, string>> => ({ ...this.#pending }),
    stateSet: async (changes: DatabagChanges): Promise<void> => {
      this.calls.push(changes);
      for (const [key, value] of Object.entries(changes)) {
        expect(Buffer.byteLength(key)).toBeLessThanOrEqual(256);
        expect(Buffer.byteLength(value ?? '')).toBeLessThanOrEqual(65_536);
        if (value === null) delete this.#pending[key];
        else this.#pending[key] = value;
      }
    },
  };

  begin(): void {
    this.#pending = { ...this.kept };
    this.calls.length = 0;
  }

  commit(): void {
    this.kept = { ...this.#pending };
  }
}

let folder: string;
let controller: Controller;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'controller-'));
  controller = new Controller();
});

afterEach(async () => rm(folder, { recursive: true }));

const open = async (): Promise<MemoryStore> =>
  openMemory({ state: 'controller' }, { charmDirectory: folder, tools: controller.tools });

interface Hook {
  readonly memory?: Memory;
  readonly interrupted: boolean;
}

/** Runs a hook that leaves a memory. @returns what it found. */
async function runHook(leave: Memory, juju: 'commits' | 'refuses' = 'commits'): Promise<Hook> {
  controller.begin();
  const store = await open();
  const found = await store.load();
  await store.begin('update-status');
  await store.save(leave, { finished: true });
  if (juju === 'commits') controller.commit();
  return found;
}

const memory: Memory = {
  ...EMPTY_MEMORY,
  flags: { ready: null },
  relations: {
    'db:1': { application: 'mysql', units: { 'mysql/0': { host: 'a' } }, applicationBag: {} },
    'web:2': { application: 'proxy', units: {}, applicationBag: {} },
  },
};

describe('a memory that the controller keeps', () => {
  it('is found by the next hook', async () => {
    expect(await runHook(memory)).toEqual({ interrupted: true });
    expect(await runHook(memory)).toEqual({ memory, interrupted: false });
  });

  it('begins with what the unit kept itself before, which goes when the controller has it', async () => {
    const before = await openMemory({}, { charmDirectory: folder });
    await before.save(memory, { finished: true });
    expect(await runHook(memory, 'refuses')).toEqual({ memory, interrupted: true });
    expect(await runHook(memory)).toEqual({ memory, interrupted: true });
    expect(await readdir(folder)).toContain('.unit-state.json');
    expect(await runHook(memory)).toEqual({ memory, interrupted: false });
    expect(await readdir(folder)).not.toContain('.unit-state.json');
  });

  it('leaves what the charm itself keeps there alone', async () => {
    controller.kept = { mine: 'x' };
    await runHook(memory);
    await runHook({ ...EMPTY_MEMORY });
    expect(controller.kept).toMatchObject({ mine: 'x' });
    expect(Object.keys(controller.kept)).toEqual(['mine', 'reactive.memory.0']);
  });

  it('is written only where it has changed', async () => {
    await runHook(memory);
    await runHook(memory);
    expect(controller.calls).toEqual([]);
    const { 'db:1': db } = memory.relations;
    if (db === undefined) throw new Error('no relation');
    const changed = { ...db, units: { 'mysql/0': { host: 'b' } } };
    await runHook({ ...memory, relations: { ...memory.relations, 'db:1': changed } });
    expect(controller.calls.map((call) => Object.keys(call))).toEqual([
      ['reactive.relation.db:1.0'],
    ]);
    await runHook({ ...memory, relations: { 'db:1': changed } });
    expect(controller.calls).toEqual([{ 'reactive.relation.web:2.0': null }]);
  });

  it('is of the moment before a hook that Juju refuses, and the next hook knows', async () => {
    await runHook(memory);
    expect(await runHook({ ...memory, flags: {} }, 'refuses')).toMatchObject({
      interrupted: false,
    });
    expect(await runHook(memory)).toEqual({ memory, interrupted: true });
    expect(await runHook(memory)).toEqual({ memory, interrupted: false });
  });

  it('is in doubt after a hook that did not reach its end', async () => {
    await runHook(memory);
    controller.begin();
    await (await open()).begin('start');
    expect(await runHook(memory)).toEqual({ memory, interrupted: true });
    expect(await runHook(memory)).toEqual({ memory, interrupted: false });
  });

  it('is in doubt on a machine that is not the one it was left on', async () => {
    await runHook(memory);
    await rm(join(folder, SEAL_FILE));
    expect(await runHook(memory)).toEqual({ memory, interrupted: true });
  });

  it('is in doubt when one is told to doubt it', async () => {
    await runHook(memory);
    await (await open()).doubt();
    expect(await runHook(memory)).toEqual({ memory, interrupted: true });
  });

  it('is not in doubt after the command changed it, but for what was so before', async () => {
    await runHook(memory);
    const changed = { ...memory, flags: { byHand: null } };
    await command(changed);
    expect(await runHook(changed)).toEqual({ memory: changed, interrupted: false });
    await (await open()).doubt();
    await command(memory);
    expect(await runHook(memory)).toEqual({ memory, interrupted: true });
  });

  async function command(leave: Memory): Promise<void> {
    controller.begin();
    const store = await open();
    await store.load();
    await store.save(leave, { finished: false });
    controller.commit();
  }

  it('may be as large as it likes: each value is one that Juju takes, and none is left over', async () => {
    const large = { ...memory, data: { text: 'ä€ 😀"'.repeat(30_000) } };
    await runHook(large);
    const keys = Object.keys(controller.kept).filter((key) => key.includes('memory'));
    expect(keys.length).toBeGreaterThan(5);
    expect((await runHook(memory)).memory).toEqual(large);
    expect(Object.keys(controller.kept).filter((key) => key.includes('memory'))).toHaveLength(1);
    expect((await runHook(memory)).memory).toEqual(memory);
  });

  it('R119 tells which part of it is missing or damaged', async () => {
    await runHook({ ...memory, data: { text: 'x'.repeat(130_000) } });
    const { 'reactive.memory.1': _gone, ...rest } = controller.kept;
    controller.kept = rest;
    await expect(runHook(memory)).rejects.toThrow(
      "state-get: error: the unit's memory is damaged: reactive.memory.1 is missing [STATE_DAMAGED]",
    );
    controller.kept = { 'reactive.memory.0': '{"flags": {"password": "hunter2' };
    await expect(runHook(memory)).rejects.toThrow('characters, which are not JSON [STATE_DAMAGED]');
    await expect(runHook(memory)).rejects.not.toThrow('hunter2');
  });

  it('cannot be reached from outside a hook', async () => {
    const outside = await openMemory({ state: 'controller' }, { charmDirectory: folder });
    await expect(outside.load()).rejects.toThrow('STATE_AT_CONTROLLER');
    const missing = new HookToolError(
      { tool: 'state-get', args: [] },
      { code: 127, stdout: '', stderr: '' },
    );
    const tools = { ...controller.tools, stateGet: async () => Promise.reject(missing) };
    const store = await openMemory({ state: 'controller' }, { charmDirectory: folder, tools });
    await expect(store.load()).rejects.toThrow(/STATE_AT_CONTROLLER[^]*fix: .*juju exec/);
  });

  it('R27 leaves nothing of its content on the machine, and nothing for other users', async () => {
    await runHook({ ...memory, flags: { password: 'hunter2' } });
    const [name = ''] = await readdir(folder);
    expect(await readdir(folder)).toEqual([SEAL_FILE]);
    expect((await stat(join(folder, name))).mode & 0o777).toBe(0o600);
    expect(await readFile(join(folder, name), 'utf8')).toMatch(/^[0-9a-f]{64}\n$/);
  });

  it('takes a seal that is none for a reason to doubt', async () => {
    await runHook(memory);
    await writeFile(join(folder, SEAL_FILE), createHash('sha256').update('other').digest('hex'));
    expect(await runHook(memory)).toEqual({ memory, interrupted: true });
  });
});

describe('chunks', () => {
  it('are put together to what was cut, whatever the text', () => {
    const piece = fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.constant(' '.repeat(70)));
    const long = fc.tuple(piece, fc.nat(4_000)).map(([text, times]) => text.repeat(times));
    fc.assert(
      fc.property(fc.dictionary(fc.string(), long, { maxKeys: 3 }), (texts) => {
        const chunks = splitIntoChunks(texts);
        expect(Object.values(chunks).filter((chunk) => Buffer.byteLength(chunk) > 60_000)).toEqual(
          [],
        );
        // A map: an object of the same keys as __proto__ would look equal to any other.
        expect(new Map(Object.entries(joinChunks(chunks)))).toEqual(
          new Map(Object.entries(texts).map(([key, text]) => [key, Buffer.from(text).toString()])),
        );
      }),
      { numRuns: 50 },
    );
  });

  it('neither begin nor end with white space within a text', () => {
    const chunks = Object.values(splitIntoChunks({ text: `{${'word '.repeat(50_000)}}` }));
    expect(chunks.length).toBeGreaterThan(3);
    expect(chunks.filter((chunk) => chunk.trim() !== chunk)).toEqual([]);
  });
});
