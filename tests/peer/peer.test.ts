import { compareTraces, compareWays } from './compare.ts';
import { generateProgram } from './generate.ts';
import { allHandlers, CONDITION_WORDS } from './program.ts';
import type { Act, HandlerSpec, Program } from './program.ts';
import { Random } from './random.ts';
import { renderCharm } from './reference-charm.ts';
import { describeFinding } from './report.ts';
import { runOurs } from './run-ours.ts';
import { shrinkProgram } from './shrink.ts';
import type { HookTrace } from './trace.ts';
import { play } from './world.ts';

/**
 * The comparison with charms.reactive, without charms.reactive: that it plays what it should, and that
 * it can fail. `npm run test:peer` is the comparison itself.
 */

describe('generated programs', () => {
  const programs = Array.from({ length: 150 }, (_, index) => generateProgram(`test/${index}`));

  it('are the same for the same name, and others for another', () => {
    expect(generateProgram('test/3')).toEqual(programs[3]);
    expect(new Set(programs.map((program) => JSON.stringify(program))).size).toBe(programs.length);
  });

  it('can happen, every one', () => {
    expect(programs.filter((program) => play(program) === undefined)).toEqual([]);
  });

  it('have every kind of condition, binding, act, hook and trigger somewhere', () => {
    const handlers = programs.flatMap(allHandlers);
    const seen = new Set([
      ...handlers.flatMap(({ conditions }) => conditions.map(({ word }) => word)),
      ...handlers.map(({ binding }) => binding.kind),
      ...handlers.flatMap(({ acts }) => acts.map((act) => act.do)),
      ...handlers.flatMap(({ once, files, isLazy }) => [
        ...(once ? ['once'] : []),
        ...(files ? ['files'] : []),
        ...(isLazy ? ['lazy-files'] : []),
      ]),
      ...programs.flatMap(({ events }) => events.map(({ kind }) => kind)),
      ...programs.flatMap(({ events }) => events.flatMap(({ fails }) => (fails ? 'fails' : []))),
      ...programs.flatMap(({ triggers }) => triggers.flatMap((trigger) => Object.keys(trigger))),
      ...programs.flatMap(({ interfaces }) => interfaces.map(({ role }) => role)),
    ]);
    const wanted = `${CONDITION_WORDS.join(' ')} flags hook before after restricted
      set clear toggle ask publish publishRaw withdraw echo once files lazy-files fails
      plain configure lead follow share relate join change changeApplication depart break
      when whenNot tells requires provides peers`.split(/\s+/);
    expect(wanted.filter((kind) => !seen.has(kind))).toEqual([]);
  });
});

describe('random choices', () => {
  it('stay within their bounds and take no item twice', () => {
    const random = new Random('bounds');
    for (let round = 0; round < 200; round += 1) {
      expect([1, 2, 3]).toContain(random.between(1, 3));
      expect(new Set(random.some([1, 2, 3, 4], 3)).size).toBe(3);
    }
  });
});

describe('the life of a unit', () => {
  it('changes databags only in the hooks that tell of it', () => {
    const steps = play({
      options: {},
      events: [
        { kind: 'relate', id: 'db:0', application: 'mysql', applicationBag: {} },
        { kind: 'join', id: 'db:0', unit: 'mysql/1', bag: { host: 'a' } },
        { kind: 'change', id: 'db:0', unit: 'mysql/1', changes: { host: null, port: '1' } },
        { kind: 'depart', id: 'db:0', unit: 'mysql/1' },
        { kind: 'break', id: 'db:0' },
        { kind: 'plain', hook: 'update-status' },
      ],
    });
    expect(steps?.map(({ hook, world }) => [hook, world.relations['db:0']?.units])).toEqual([
      ['db-relation-created', {}],
      ['db-relation-joined', { 'mysql/1': { host: 'a' } }],
      ['db-relation-changed', { 'mysql/1': { port: '1' } }],
      ['db-relation-departed', {}],
      ['db-relation-broken', {}],
      ['update-status', undefined],
    ]);
  });

  it.each<readonly [string, Program['events']]>([
    ['a unit leaves that never came', [{ kind: 'depart', id: 'db:0', unit: 'mysql/1' }]],
    ['a follower stops leading', [{ kind: 'follow' }]],
    [
      'a relation breaks that has units',
      [
        { kind: 'relate', id: 'db:0', application: 'mysql', applicationBag: {} },
        { kind: 'join', id: 'db:0', unit: 'mysql/1', bag: {} },
        { kind: 'break', id: 'db:0' },
      ],
    ],
  ])('is refused when %s', (_, events) => {
    expect(play({ options: {}, events })).toBeUndefined();
  });
});

describe('the words of the reference', () => {
  it('say the same handlers and triggers', () => {
    const program = programOf(
      [
        handler('first', { acts: [{ do: 'set', flag: 'a', value: [null, true] }] }),
        handler('second', {
          conditions: [
            { word: 'when', flags: ['a', 'b'] },
            { word: 'whenNotAll', flags: ['c'] },
          ],
          once: true,
          acts: [{ do: 'clear', flag: 'a', ifSet: 'b' }],
        }),
        handler('third', { binding: { kind: 'hook', patterns: ['install', 'start'] } }),
      ],
      { triggers: [{ whenNot: 'a', set: 'b', clear: 'c' }] },
    );
    expect(renderCharm(program)['reactive/peer.py']?.split('\n').slice(5)).toEqual([
      'register_trigger(when_not="a", set_flag="b", clear_flag="c")',
      '',
      '',
      '@when("start")',
      'def first():',
      '    ran("first")',
      '    set_flag("a", [None, True])',
      '    fail_if_wanted("first")',
      '',
      '',
      '@only_once',
      '@when("a", "b")',
      '@when_not_all("c")',
      'def second():',
      '    ran("second")',
      '    if is_flag_set("b"):',
      '        clear_flag("a")',
      '    fail_if_wanted("second")',
      '',
      '',
      '@hook("install", "start")',
      'def third(*_):',
      '    ran("third")',
      '    fail_if_wanted("third")',
    ]);
  });

  it('bind handlers of an interface to their endpoint', () => {
    const shared = handler('shared-0', {
      conditions: [{ word: 'when', flags: ['endpoint.{endpoint_name}.joined'] }],
      acts: [{ do: 'set', flag: 'endpoint.{endpoint_name}.ready' }],
    });
    const program = programOf([], {
      endpoints: [{ name: 'db', role: 'requires', interface: 'mysql' }],
      interfaces: [{ interface: 'mysql', role: 'requires', handlers: [shared] }],
    });
    const files = renderCharm(program);
    expect(files['reactive/relations/mysql/requires.py']).toContain(
      [
        '@when("endpoint.{endpoint_name}.joined")',
        'def shared_0(self):',
        '    ran(self.expand_name("shared-0:{endpoint_name}"))',
        '    set_flag(self.expand_name("endpoint.{endpoint_name}.ready"))',
      ].join('\n'),
    );
    expect(allHandlers(program)).toEqual([
      handler('shared-0:db', {
        conditions: [{ word: 'when', flags: ['endpoint.db.joined'] }],
        acts: [{ do: 'set', flag: 'endpoint.db.ready' }],
      }),
    ]);
  });
});

describe('comparing traces', () => {
  const program = programOf([
    handler('waits', {
      conditions: [{ word: 'when', flags: ['endpoint.db.changed'] }],
      acts: [],
    }),
    handler('ends', { binding: { kind: 'after' } }),
  ]);
  const trace: readonly HookTrace[] = [
    {
      hook: 'install',
      exit: 0,
      ran: [
        { handler: 'one', flags: ['a'], notes: [1] },
        { handler: 'two', flags: ['a', 'b'], notes: [] },
      ],
      flags: { a: null, b: 1 },
      bags: { 'db:0': { unit: { key: 'x' }, application: {} } },
      shared: { key: 'x' },
    },
    hookTrace({ hook: 'start' }),
  ];

  it('finds nothing where there is nothing', () => {
    expect(
      compareTraces(
        program,
        trace,
        trace.map((hook) => ({ ...hook })),
      ),
    ).toBeUndefined();
  });

  it.each<readonly [string, (first: HookTrace) => HookTrace]>([
    ['handlers', (first) => ({ ...first, ran: first.ran.toReversed() })],
    ['handlers', (first) => ({ ...first, ran: first.ran.slice(1) })],
    [
      'flags that handlers found',
      (first) => ({ ...first, ran: first.ran.map((run) => ({ ...run, flags: ['a'] })) }),
    ],
    [
      'notes of handlers',
      (first) => ({ ...first, ran: first.ran.map((run) => ({ ...run, notes: [1] })) }),
    ],
    ['exit code', (first) => ({ ...first, exit: 1 })],
    ['flags after the hook', (first) => ({ ...first, flags: { a: null, b: 2 } })],
    ['flags after the hook', (first) => ({ ...first, flags: { a: null } })],
    ['databags after the hook', (first) => ({ ...first, bags: {} })],
    ['leader data after the hook', (first) => ({ ...first, shared: {} })],
    ['hook', (first) => ({ ...first, hook: 'upgrade-charm' })],
  ])('reports a difference in %s', (what, change) => {
    const [first = hookTrace({}), ...rest] = trace;
    const wrong = [change(first), ...rest];
    expect(compareTraces(program, trace, wrong)).toMatchObject({ index: 0, hook: 'install', what });
    expect(compareWays(trace, wrong)).toMatchObject({ what });
  });

  it('reports a hook that one engine did not have to repeat', () => {
    expect(compareTraces(program, trace, trace.slice(0, 1))).toMatchObject({
      index: 1,
      hook: 'start',
      what: 'tries of hooks',
    });
    expect(compareWays(trace.slice(0, 1), trace)).toMatchObject({ what: 'tries of hooks' });
  });

  it('leaves out flags that only our engine has, and changes that nobody waits for', () => {
    const ours = hookTrace({ ran: [{ handler: 'one', flags: ['upgrade.charm'], notes: [] }] });
    const theirs = hookTrace({
      ran: [{ handler: 'one', flags: ['endpoint.db.changed.host'], notes: [] }],
      flags: { 'endpoint.db.changed.host': null },
    });
    expect(compareTraces(program, [ours], [theirs])).toBeUndefined();
    const waitedFor = { ...theirs, flags: { 'endpoint.db.changed': null } };
    expect(compareTraces(program, [ours], [waitedFor])).toMatchObject({
      what: 'flags after the hook',
    });
  });

  it('takes the silent end of a loop for our error, if the same handlers ran', () => {
    const loop = Array.from({ length: 110 }, (_, index) => ({
      handler: index % 2 === 0 ? 'ping' : 'pong',
      flags: [],
      notes: [],
    }));
    const end = { handler: 'ends', flags: [], notes: [] };
    const ours = hookTrace({ ran: loop, exit: 1, isLoop: true });
    const theirs = hookTrace({ ran: [...loop.slice(0, 100), end] });
    expect(compareTraces(program, [ours], [theirs])).toBeUndefined();

    const another = { ...theirs, ran: theirs.ran.slice(1) };
    const settled = { ...theirs, ran: theirs.ran.slice(0, 5) };
    for (const wrong of [another, settled]) {
      expect(compareTraces(program, [ours], [wrong])).toMatchObject({ what: 'handlers of a loop' });
    }
  });

  it('of one engine run in two ways takes flags only where they are known', () => {
    const unknown = trace.map((hook) => ({ ...hook, flags: {} }));
    expect(compareWays(trace, unknown, (index) => index === 1)).toBeUndefined();
    expect(compareWays(trace, unknown)).toMatchObject({ what: 'flags after the hook' });
  });
});

describe('a finding', () => {
  it('is made as small as it can be, and told with both traces', async () => {
    const program = generateProgram('test/shrink');
    const culprit = handler('culprit', {
      conditions: [{ word: 'when', flags: ['wrong', 'alpha'] }],
      acts: [
        { do: 'set', flag: 'gamma' },
        { do: 'set', flag: 'broken' },
      ],
    });
    const setter = handler('setter', {
      conditions: [{ word: 'whenNot', flags: ['wrong'] }],
      acts: [
        { do: 'set', flag: 'alpha' },
        { do: 'set', flag: 'wrong' },
      ],
    });
    const bigger: Program = { ...program, handlers: [...program.handlers, setter, culprit] };
    const small = await shrinkProgram(
      bigger,
      async (smaller) => (await findWrong(smaller)) !== undefined,
    );

    expect(small.events).toHaveLength(1);
    expect(small.triggers).toEqual([]);
    expect(small.handlers.map(({ name }) => name)).toEqual(['setter', 'culprit']);
    expect(small.handlers.map(({ acts }) => acts.length)).toEqual([1, 1]);

    const found = await findWrong(small);
    if (found === undefined) throw new Error('the small program does not fail');
    const text = describeFinding({ program: small, ...found });
    expect(text).toContain(`program ${program.name}: flags after the hook differ in hook`);
    expect(text).toContain('def culprit():');
    expect(text).toContain('Ours, hook by hook:');
  });

  it('is not made of programs that cannot happen', async () => {
    const program: Program = {
      ...programOf([]),
      endpoints: [{ name: 'db', role: 'requires', interface: 'mysql' }],
      events: [
        { kind: 'relate', id: 'db:0', application: 'mysql', applicationBag: {} },
        { kind: 'join', id: 'db:0', unit: 'mysql/1', bag: {} },
        { kind: 'depart', id: 'db:0', unit: 'mysql/1' },
      ],
    };
    const small = await shrinkProgram(program, async ({ events }) =>
      events.some(({ kind }) => kind === 'depart'),
    );
    expect(small.events).toEqual(program.events);
  });
});

/** An engine that forgets the flag `broken`, against ours. */
async function findWrong(program: Program): Promise<
  | {
      readonly mismatch: NonNullable<ReturnType<typeof compareTraces>>;
      readonly ours: readonly HookTrace[];
      readonly theirs: readonly HookTrace[];
    }
  | undefined
> {
  const { trace: ours, program: played } = await runOurs(program);
  const theirs = ours.map(({ flags, ...hook }) => {
    const { broken: _forgotten, ...others } = flags;
    return { ...hook, flags: others };
  });
  const mismatch = compareTraces(played, ours, theirs);
  return mismatch && { mismatch, ours, theirs };
}

function hookTrace(more: Partial<HookTrace>): HookTrace {
  return { hook: 'update-status', exit: 0, ran: [], flags: {}, bags: {}, shared: {}, ...more };
}

function handler(name: string, more: Partial<HandlerSpec> = {}): HandlerSpec {
  const acts: readonly Act[] = [];
  const conditions: HandlerSpec['conditions'] =
    more.binding === undefined ? [{ word: 'when', flags: ['start'] }] : [];
  return { name, binding: { kind: 'flags' }, conditions, acts, ...more };
}

function programOf(handlers: readonly HandlerSpec[], more: Partial<Program> = {}): Program {
  return {
    name: 'test',
    options: {},
    endpoints: [],
    interfaces: [],
    triggers: [],
    handlers,
    events: [],
    ...more,
  };
}
