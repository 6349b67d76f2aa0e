import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { bundleBlogCharm, ProcessUnit } from '../support/process-unit.ts';
import type { JujuState } from '../support/process-unit.ts';

const JUJU: JujuState = {
  config: { port: 80, title: 'Blog' },
  isLeader: true,
  leaderData: {},
  bags: { 'db:1 mysql/0': { host: 'a' }, 'db:1 mysql': { version: '8' } },
  status: '',
  version: '',
};

/** What happens before a hook, so that it has something to do. */
const HOOKS: readonly { hook: string; before: Partial<JujuState> }[] = [
  { hook: 'install', before: {} },
  { hook: 'config-changed', before: { config: { port: 80, title: 'News' } } },
  {
    hook: 'db-relation-changed',
    before: { bags: { 'db:1 mysql/0': { host: 'z' }, 'db:1 mysql': { version: '8' } } },
  },
];

/** Lives that are tried side by side. */
const SIDE_BY_SIDE = 3;

/** With CRASH_TEST=all every place is tried, else every fourth. */
const STRIDE = process.env['CRASH_TEST'] === 'all' ? 1 : 4;

let folder: string;
/** Units as they are before each hook. */
const ready: ProcessUnit[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'crash-'));
  let unit = await ProcessUnit.create(await bundleBlogCharm(folder), JUJU);
  for (const { hook, before } of HOOKS) {
    const bags = { ...unit.state.bags, ...before.bags };
    unit.state = { ...unit.state, ...before, bags };
    ready.push(unit);
    unit = await unit.copy();
    expect(await unit.runHook(hook)).toMatchObject({ code: 0 });
  }
  await unit.remove();
}, 60_000);

afterAll(async () => {
  await Promise.all(ready.map(async (unit) => unit.remove()));
  await rm(folder, { recursive: true });
});

interface Life {
  readonly wasKilled: boolean;
  /** The unit after the hook ran again, and after one more hook. */
  readonly again: unknown;
  readonly end: unknown;
}

/**
 * Runs a hook, killed as `environment` says; the same hook again, as Juju does; and one more.
 * @param expected spares the last hook of a unit that is as it should be before.
 */
async function live(
  index: number,
  environment: Readonly<Record<string, string>>,
  expected?: Life,
): Promise<Life> {
  const [unit, hook] = [await ready[index]?.copy(), HOOKS[index]?.hook];
  if (unit === undefined || hook === undefined) throw new Error(`there is no hook ${index}`);
  try {
    const wasKilled = (await unit.runHook(hook, { environment })).code === null;
    expect(await unit.runHook(hook)).toMatchObject({ code: 0 });
    const again = await unit.snapshot();
    if (expected && isDeepStrictEqual(again, expected.again)) return { ...expected, wasKilled };
    expect(await unit.runHook('update-status')).toMatchObject({ code: 0 });
    return { wasKilled, again, end: await unit.snapshot() };
  } finally {
    await unit.remove();
  }
}

describe.each(HOOKS.map(({ hook }, index) => ({ hook, index })))(
  'a unit that is killed in $hook and runs it again',
  ({ index }) => {
    it.each([
      ['call of a hook tool', 'KILL_AT'],
      ['operation on files', 'KILL_AT_FILE'],
    ])(
      'ends as if nothing had happened, after whichever %s it was killed',
      async (_what, variable) => {
        const expected = await live(index, {});
        let kills = 0;
        for (let first = 0; kills === first; first += SIDE_BY_SIDE) {
          const places = Array.from(
            { length: SIDE_BY_SIDE },
            (_, more) => 1 + (first + more) * STRIDE,
          );
          const lives = await Promise.all(
            places.map(async (place) => live(index, { [variable]: String(place) }, expected)),
          );
          const killed = lives.filter(({ wasKilled }) => wasKilled);
          expect(killed.map(({ end }) => end)).toEqual(killed.map(() => expected.end));
          kills += killed.length;
        }
        expect(kills * STRIDE).toBeGreaterThan(5);
      },
      120_000,
    );
  },
);
