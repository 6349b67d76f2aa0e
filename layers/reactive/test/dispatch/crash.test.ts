import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { killEverywhere } from '../support/kill-everywhere.ts';
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

/** Where units keep their memory. */
const KINDS: readonly { kind: string; environment: Record<string, string>; stride: number }[] = [
  { kind: 'a unit', environment: {}, stride: 5 },
  {
    kind: 'a unit whose memory the controller keeps',
    environment: { TEST_STATE: 'controller' },
    stride: 9,
  },
];

let folder: string;
/** Units as they are before each hook, by their kind. */
const ready = new Map<string, ProcessUnit[]>();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'crash-'));
  const bundle = await bundleBlogCharm(folder);
  for (const { kind, environment } of KINDS) {
    let unit = await ProcessUnit.create(bundle, JUJU);
    const units: ProcessUnit[] = [];
    ready.set(kind, units);
    for (const { hook, before } of HOOKS) {
      const bags = { ...unit.state.bags, ...before.bags };
      unit.state = { ...unit.state, ...before, bags };
      units.push(unit);
      unit = await unit.copy();
      expect(await unit.runHook(hook, { environment })).toMatchObject({ code: 0 });
    }
    await unit.remove();
  }
}, 60_000);

afterAll(async () => {
  await Promise.all([...ready.values()].flat().map(async (unit) => unit.remove()));
  await rm(folder, { recursive: true });
});

interface Life {
  readonly wasKilled: boolean;
  /** The unit after the hook ran again, and after one more hook. */
  readonly again: unknown;
  readonly end: unknown;
}

/** Whose life it is, and which hook it begins with. */
interface Birth {
  readonly kind: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly index: number;
}

/**
 * Runs a hook, killed as `kill` says; the same hook again, as Juju does; and one more.
 * @param expected spares the last hook of a unit that is as it should be before.
 */
async function live(
  { kind, environment, index }: Birth,
  kill: Readonly<Record<string, string>>,
  expected?: Life,
): Promise<Life> {
  const [unit, hook] = [await ready.get(kind)?.[index]?.copy(), HOOKS[index]?.hook];
  if (unit === undefined || hook === undefined) throw new Error(`there is no hook ${index}`);
  try {
    const first = await unit.runHook(hook, { environment: { ...environment, ...kill } });
    const wasKilled = first.code === null;
    expect(await unit.runHook(hook, { environment })).toMatchObject({ code: 0 });
    const again = await unit.snapshot();
    if (expected && isDeepStrictEqual(again, expected.again)) return { ...expected, wasKilled };
    expect(await unit.runHook('update-status', { environment })).toMatchObject({ code: 0 });
    return { wasKilled, again, end: await unit.snapshot() };
  } finally {
    await unit.remove();
  }
}

describe.each(KINDS.flatMap((kind) => HOOKS.map(({ hook }, index) => ({ ...kind, hook, index }))))(
  '$kind that is killed in $hook and runs it again',
  ({ stride, ...birth }) => {
    it.each([
      ['call of a hook tool', 'KILL_AT'],
      ['operation on files', 'KILL_AT_FILE'],
    ])(
      'ends as if nothing had happened, after whichever %s it was killed',
      async (_what, variable) => {
        const expected = await live(birth, {});
        const { ends, places } = await killEverywhere({ stride }, async (place) => {
          const { wasKilled, end } = await live(birth, { [variable]: String(place) }, expected);
          return wasKilled ? end : undefined;
        });
        expect(ends).toEqual(ends.map(() => expected.end));
        expect(places).toBeGreaterThan(5);
      },
      120_000,
    );
  },
);
