import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unitEntries } from '../src/relation-view.ts';
import { nextStep } from '../src/scheduler.ts';
import { settle } from '../src/settle.ts';
import type { SettleReport } from '../src/settle.ts';
import { lockFolder } from '../src/storage/lock.ts';
import { loadModel, openModelFile } from '../src/storage/model-file.ts';
import { smallDisk } from './storage/full-disk.ts';
import { createRandomPlay } from './support/random-play.ts';
import type { RandomPlay } from './support/random-play.ts';

let folder: string;
let unlock: () => void;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'full-'));
  unlock = lockFolder(folder);
});

afterEach(async () => {
  unlock();
  await rm(folder, { recursive: true, force: true });
});

const work = ({ host }: RandomPlay): Promise<SettleReport> =>
  settle(host, {
    parallel: 2,
    maximumHooks: 1000,
    stopped: () => false,
    prepareMachine: async () => undefined,
  });

describe('a disk that is full in the middle of the work', () => {
  it('ends the work with one message, and memory and disk stay the same; later the rest is done', async () => {
    const disk = smallDisk(1_000_000);
    const file = openModelFile(folder, { write: disk.write });
    const play = createRandomPlay(3, file.save);
    const { store } = play.host;
    let refusals = 0;
    for (let room = 300; room < 20_000; room *= 2) {
      disk.room = room;
      await work(play).catch((error: unknown) => {
        refusals += 1;
        expect(String(error)).toMatch(/no space is left to save the model/);
      });
      expect(loadModel(folder)).toEqual(store.model);
    }
    expect(refusals).toBeGreaterThan(2);
    disk.room = 1_000_000;
    await work(play);
    file.close();

    expect(loadModel(folder)).toEqual(store.model);
    const { model } = store;
    expect(unitEntries(model.units).filter(([name]) => nextStep(model, name))).toEqual([]);
  });
});
