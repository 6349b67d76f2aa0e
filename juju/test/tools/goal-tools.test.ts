import { answering, json, linesOf } from '../support/answering-tools.ts';

const ACTIVE = { status: 'active', since: '2026-01-02 03:04:05Z' };
const JOINED = { status: 'joined', since: '2026-01-02 03:04:00Z' };

describe('goal-state', () => {
  it('C95 tells units, and the other sides by endpoint', async () => {
    const { tools, calls } = answering(
      json({
        units: { 'blog/0': ACTIVE, 'blog/1': { status: 'allocating', since: ACTIVE.since } },
        relations: {
          db: { mysql: JOINED, 'mysql/0': ACTIVE, 'mysql/10': { status: 'dying' } },
          cache: { redis: { status: 'joining' } },
        },
      }),
    );
    expect(await tools.goalState()).toEqual({
      units: { 'blog/0': ACTIVE, 'blog/1': { status: 'allocating', since: ACTIVE.since } },
      relations: {
        db: {
          applications: { mysql: JOINED },
          units: { 'mysql/0': ACTIVE, 'mysql/10': { status: 'dying' } },
        },
        cache: { applications: { redis: { status: 'joining' } }, units: {} },
      },
    });
    expect(linesOf(calls)).toEqual(['goal-state --format=json']);
  });

  it.each([
    ['nothing', ''],
    ['null', 'null\n'],
    ['maps that nobody has made', '{"units":null,"relations":null}\n'],
    ['empty maps', '{"units":{},"relations":{}}\n'],
  ])('reads %s as no unit and no relation', async (_case, stdout) => {
    expect(await answering({ stdout }).tools.goalState()).toEqual({ units: {}, relations: {} });
  });

  it('takes an offer of another model for an application', async () => {
    const { tools } = answering(json({ relations: { db: { 'admin/other.mysql': JOINED } } }));
    const { relations } = await tools.goalState();
    expect(relations['db']?.applications).toEqual({ 'admin/other.mysql': JOINED });
  });

  it.each([
    [['a'], 'goal-state answered a list, expected a map'],
    [{ units: 'a' }, 'goal-state answered a text, expected a map as units'],
    [{ units: { blog: ACTIVE } }, 'goal-state answered "blog" among the units, which is no unit'],
    [{ units: { 'blog/0': 'active' } }, 'answered a text, expected a map as blog/0'],
    [{ units: { 'blog/0': {} } }, 'answered nothing, expected a text as status of blog/0'],
    [
      { units: { 'blog/0': { ...ACTIVE, since: 7 } } },
      'goal-state answered a number, expected a time as since of blog/0',
    ],
    [{ relations: [] }, 'goal-state answered a list, expected a map as relations'],
    [{ relations: { db: [] } }, 'answered a list, expected a map as the other side of db'],
    [
      { relations: { db: { mysql: { status: null } } } },
      'goal-state answered nothing, expected a text as status of mysql',
    ],
  ])('refuses %j by what it found', async (answer, text) => {
    await expect(answering(json(answer)).tools.goalState()).rejects.toThrow(text);
  });

  it('says when this Juju does not have the tool', async () => {
    const { tools } = answering({ code: 127, stderr: 'goal-state is not on PATH\n' });
    await expect(tools.goalState()).rejects.toMatchObject({ isMissingTool: true });
  });
});
