import { mkdir, mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { assert, asyncProperty, boolean, integer } from 'fast-check';
import type { Model } from '../../src/model.ts';
import { loadModel, openModelFile } from '../../src/storage/model-file.ts';
import { lockFolder } from '../../src/storage/lock.ts';
import { hookStarted } from '../../src/transitions/hooks.ts';
import { setConfig } from '../../src/transitions/index.ts';
import { related } from '../support/related.ts';
import { createSimulation } from '../support/simulation.ts';
import { smallDisk } from './full-disk.ts';
import { modelHistory } from './model-history.ts';

// A busy host takes its time.
jest.setTimeout(30_000);

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'model-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

const EMPTY = createSimulation().model;
const named = (name: string): Model => ({ ...EMPTY, name });

/** Saves models one after the other. */
function saveAll(
  models: readonly Model[],
  options: Parameters<typeof openModelFile>[1] = {},
): void {
  const file = openModelFile(folder, options);
  models.forEach((model, index) => file.save(model, models[index - 1] ?? model));
  file.close();
}

describe('the saved model', () => {
  it('gives back what was saved, and nothing before', () => {
    expect(loadModel(folder)).toBeUndefined();
    saveAll([EMPTY, named('two'), named('three')]);

    expect(loadModel(folder)).toEqual(named('three'));
  });

  it('is readable by its owner only', async () => {
    saveAll([EMPTY, named('two')]);

    for (const name of await readdir(folder)) {
      expect([name, (await stat(join(folder, name))).mode & 0o777]).toEqual([name, 0o600]);
    }
  });

  it('takes a line for a change, and not the whole model', async () => {
    const { model } = related();
    saveAll([model, setConfig('wordpress', { title: 'News' })(model)]);

    expect(await readFile(join(folder, 'journal-1.jsonl'), 'utf8')).toBe(
      '[[["applications","wordpress","config","title"],"News"],' +
        '[["applications","wordpress","configVersion"],2]]\n',
    );
  });

  it('is written anew when the journal has outgrown it, and one journal is left', async () => {
    const models = Array.from({ length: 40 }, (_, index) => named(`model-${index}`));
    saveAll(models, { smallJournal: 0 });
    const size = (await stat(join(folder, 'model.json'))).size;

    expect(loadModel(folder)?.name).toBe('model-39');
    expect(await readdir(folder)).toEqual([
      expect.stringMatching(/^journal-\d+\.jsonl$/),
      'model.json',
    ]);
    expect(size).toBeLessThan(2000);
  });

  it('goes on from what an earlier process saved, and drops journals that are left over', async () => {
    saveAll([EMPTY, named('two')]);
    await writeFile(join(folder, 'journal-0.jsonl'), 'old\n');
    await writeFile(join(folder, 'model.json.new'), '{"half');
    const file = openModelFile(folder);
    expect(file.model).toEqual(named('two'));
    file.save(named('three'), named('two'));
    file.close();

    expect(loadModel(folder)).toEqual(named('three'));
    expect(await readdir(folder)).toEqual(['journal-1.jsonl', 'model.json', 'model.json.new']);
  });

  it('drops a last line that is cut off, wherever the cut is', async () => {
    saveAll([EMPTY, named('two'), named('three')]);
    const path = join(folder, 'journal-1.jsonl');
    const text = await readFile(path, 'utf8');
    const start = text.indexOf('\n') + 1;
    for (let length = text.length - 1; length >= start; length -= 1) {
      await truncate(path, length);
      expect(loadModel(folder)).toEqual(named('two'));
    }
    const file = openModelFile(folder);
    file.save(named('four'), named('two'));
    file.close();

    expect(loadModel(folder)).toEqual(named('four'));
  });

  it('loads what was saved, at every moment of any history', async () => {
    await assert(
      asyncProperty(integer(), boolean(), async (seed, compacts) => {
        const directory = await mkdtemp(join(folder, 'play-'));
        const unlock = lockFolder(directory);
        const models = await modelHistory(seed);
        const file = openModelFile(directory, compacts ? { smallJournal: 2000 } : {});
        models.forEach((model, index) => {
          file.save(model, models[index - 1] ?? model);
          if (index % 40 === 0) {
            expect(loadModel(directory)).toEqual(model);
            expect(JSON.stringify(loadModel(directory)) === JSON.stringify(model)).toBe(true);
          }
        });
        file.close();
        expect(loadModel(directory)).toEqual(models.at(-1));
        unlock();
      }),
      { numRuns: 6 },
    );
  });
});

describe('a reader', () => {
  it('sees a unit at work while the process that works lives, and idle when it is gone', () => {
    const { model } = related();
    const hook = { kind: 'lifecycle', name: 'start' } as const;
    const started = hookStarted('mysql/0', hook)(model);
    saveAll([model, started]);
    const unlock = lockFolder(folder);
    expect(loadModel(folder)?.units['mysql/0']?.agent.status).toBe('executing');
    unlock();

    expect(loadModel(folder)?.units['mysql/0']?.agent.status).toBe('idle');
  });
});

describe('a saved model that cannot be read', () => {
  const write = (name: string, text: string): Promise<void> => writeFile(join(folder, name), text);

  it('of another version is told what to do', async () => {
    await write('model.json', '{"format": 1, "name": "old"}');

    expect(() => loadModel(folder)).toThrow(
      'the model is of format 1, and this version works with format 2',
    );
    expect(() => loadModel(folder)).toThrow('go on with the version of juju-local that made it');
    expect(() => openModelFile(folder)).toThrow('of format 1');
  });

  it('names the file and the line', async () => {
    await write('model.json', '{"format": 1');
    expect(() => loadModel(folder)).toThrow(/model\.json: error: not JSON: /);
    await rm(join(folder, 'model.json'));
    saveAll([EMPTY]);
    await write('journal-1.jsonl', '[]\n[[["units","mysql/0"');
    expect(loadModel(folder)).toEqual(EMPTY);
    await write('journal-1.jsonl', '[]\n[[["units","mysql/0"\n[]\n');
    expect(() => loadModel(folder)).toThrow(/journal-1\.jsonl:2: error: not JSON: /);
    await write('journal-1.jsonl', '[[["units","mysql/0","life"],"dying"]]\n');
    expect(() => loadModel(folder)).toThrow(/journal-1\.jsonl:1: error: not a change of the model/);
    await write('journal-1.jsonl', '[[[],7]]\n');
    expect(() => loadModel(folder)).toThrow('expected a model of format 2');
  });
});

describe('a full disk', () => {
  it('leaves the model as it was before, and one message', () => {
    const disk = smallDisk(100_000);
    const file = openModelFile(folder, { write: disk.write });
    file.save(EMPTY, EMPTY);
    file.save(named('two'), EMPTY);
    for (const room of [0, 1, 10]) {
      disk.room = room;
      expect(() => file.save(named('three'), named('two'))).toThrow(
        /journal-1\.jsonl: error: no space is left to save the model.*\n.*make room/,
      );
      expect(loadModel(folder)).toEqual(named('two'));
    }
    disk.room = 100_000;
    file.save(named('four'), named('two'));
    file.close();

    expect(loadModel(folder)).toEqual(named('four'));
  });

  it('at the first save leaves nothing', async () => {
    const file = openModelFile(folder, { write: smallDisk(50).write });

    expect(() => file.save(EMPTY, EMPTY)).toThrow('no space is left to save the model');
    expect(await readdir(folder)).toEqual([]);
  });

  it('that takes a snapshot, and no journal after it, loses nothing that comes later', async () => {
    const file = openModelFile(folder, { smallJournal: 0 });
    file.save(EMPTY, EMPTY);
    const names = Array.from({ length: 60 }, (_, index) => named(`model-${index}`));
    const play = (from: number, to: number): void =>
      names
        .slice(from, to)
        .forEach((model, index) => file.save(model, names[from + index - 1] ?? EMPTY));
    const inTheWay = join(folder, 'journal-2.jsonl');
    await mkdir(inTheWay);
    play(0, 40);
    expect(loadModel(folder)?.name).toBe('model-39');
    await rm(inTheWay, { recursive: true, force: true });
    play(40, 60);
    file.close();

    expect(loadModel(folder)?.name).toBe('model-59');
  });

  it('that has no room for a snapshot lets the journal go on', () => {
    const disk = smallDisk(100_000);
    const file = openModelFile(folder, { write: disk.write, smallJournal: 0 });
    file.save(EMPTY, EMPTY);
    disk.room = 1300;
    const names = Array.from({ length: 30 }, (_, index) => named(`model-${index}`));
    names.forEach((model, index) => file.save(model, names[index - 1] ?? EMPTY));
    file.close();

    expect(loadModel(folder)?.name).toBe('model-29');
  });
});
