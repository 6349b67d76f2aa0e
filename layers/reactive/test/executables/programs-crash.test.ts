import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { killEverywhere } from '../support/kill-everywhere.ts';
import { bundleFixture } from '../support/process-unit.ts';
import { ProgramUnit } from '../support/program-unit.ts';

/** A handler that changes flags both when it is asked and when it runs. */
const SCRIPT = `#!/bin/sh
case $1 in
  --test)
    charms.reactive set_flag asked
    charms.reactive is_flag_set backup.due
    ;;
  --invoke)
    charms.reactive set_flag backup.made
    charms.reactive mark_invoked "$REACTIVE_HANDLER:once"
    ;;
esac
`;

let folder: string;
let unit: ProgramUnit;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'programs-'));
  unit = await ProgramUnit.create(await bundleFixture('programs-charm', folder), SCRIPT);
  expect(await unit.command('set', 'backup.due')).toMatchObject({ code: 0 });
}, 30_000);

afterAll(async () => {
  await unit.remove();
  await rm(folder, { recursive: true });
});

interface Life {
  readonly flags: readonly string[];
  readonly flagsAfter: readonly string[];
  readonly filesAfter: readonly string[];
}

/** Runs the first hook, killed at some operation on files, and again. */
async function live(place: number): Promise<(Life & { readonly wasKilled: boolean }) | undefined> {
  const copy = await unit.copy();
  try {
    const { code } = await copy.runHook('config-changed', { KILL_AT_FILE: String(place) });
    const flags = await copy.flags();
    expect(await copy.runHook('config-changed')).toMatchObject({ code: 0 });
    const filesAfter = await copy.files();
    return { wasKilled: code === null, flags, flagsAfter: await copy.flags(), filesAfter };
  } finally {
    await copy.remove();
  }
}

it('R23 a unit that is killed while its program changes flags has those of before or of after', async () => {
  const whole = await live(0);
  expect(whole).toMatchObject({ flags: ['announced', 'asked', 'backup.made'] });
  const { ends, places } = await killEverywhere({ stride: 5 }, async (place) => {
    const life = await live(place);
    return life?.wasKilled === true ? life : undefined;
  });
  expect(places).toBeGreaterThan(20);
  for (const { flags, flagsAfter, filesAfter } of ends) {
    expect([['backup.due'], whole?.flags]).toContainEqual(flags);
    expect(flagsAfter).toEqual(whole?.flagsAfter);
    expect(filesAfter).toEqual(whole?.filesAfter);
  }
  expect(ends[0]?.flags).toEqual(['backup.due']);
}, 120_000);
