import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleBlogCharm, ProcessUnit } from './support/process-unit.ts';
import type { JujuState } from './support/process-unit.ts';

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

let folder: string;
let bundle: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'crash-'));
  bundle = await bundleBlogCharm(folder);
});

afterAll(async () => {
  await rm(folder, { recursive: true });
});

/** Runs the life of a unit up to a hook; then that hook, killed as `environment` says. */
async function liveUpTo(
  index: number,
  environment: Readonly<Record<string, string>>,
): Promise<{ unit: ProcessUnit; wasKilled: boolean }> {
  const unit = await ProcessUnit.create(bundle, JUJU);
  for (const [place, { hook, before }] of HOOKS.slice(0, index + 1).entries()) {
    const bags = { ...unit.state.bags, ...before.bags };
    unit.state = { ...unit.state, ...before, bags };
    const outcome = await unit.runHook(hook, place === index ? { environment } : {});
    if (place === index) return { unit, wasKilled: outcome.code === null };
    expect(outcome).toMatchObject({ code: 0 });
  }
  throw new Error('there is no such hook');
}

/** Runs the same hook again, as Juju does, and two more that have nothing to do. */
async function settle(unit: ProcessUnit, hook: string): Promise<unknown> {
  for (const next of [hook, 'update-status', 'update-status']) {
    expect(await unit.runHook(next)).toMatchObject({ code: 0 });
  }
  return unit.snapshot();
}

describe.each(HOOKS.map(({ hook }, index) => ({ hook, index })))(
  'a unit that is killed in $hook and runs it again',
  ({ hook, index }) => {
    it.each([
      ['KILL_AT', 'before'],
      ['KILL_AT', 'after'],
      ['KILL_AT_FILE', 'before'],
      ['KILL_AT_FILE', 'after'],
    ])(
      'ends as if nothing had happened, wherever it was killed (%s, %s)',
      async (variable, when) => {
        const { unit: undisturbed } = await liveUpTo(index, {});
        const expected = await settle(undisturbed, hook);
        await undisturbed.remove();
        let kills = 0;
        for (let place = 1; ; place += 1) {
          const environment = { [variable]: String(place), KILL_WHEN: when };
          const { unit, wasKilled } = await liveUpTo(index, environment);
          try {
            if (!wasKilled) break;
            kills += 1;
            expect([place, await settle(unit, hook)]).toEqual([place, expected]);
          } finally {
            await unit.remove();
          }
        }
        expect(kills).toBeGreaterThan(5);
      },
      120_000,
    );
  },
);
