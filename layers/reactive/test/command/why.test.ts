import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CommandUnit } from '../support/command-unit.ts';
import { commandCharm, COMMAND_MEMORY, COMMAND_RECORDS } from '../support/command-charm.ts';
import { runOf } from '../support/records.ts';

let folder: string;
let watchedFile: string;
let unit: CommandUnit;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'why-'));
  watchedFile = join(folder, 'blog.conf');
  unit = await CommandUnit.create(commandCharm(watchedFile));
  await unit.remember(COMMAND_MEMORY);
  await unit.record(...COMMAND_RECORDS);
});

afterEach(async () => {
  await unit.remove();
  await rm(folder, { recursive: true });
});

/** The lines of an explanation. */
async function why(name: string): Promise<string[]> {
  const { code, stdout, stderr } = await unit.run('why', name);
  expect([code, stderr]).toEqual([0, '']);
  return stdout.trimEnd().split('\n');
}

describe('why a handler', () => {
  it('tells which conditions do not hold, who is to blame, and what it did in the last runs', async () => {
    expect(await why('share-token')).toEqual([
      'blog/share-token  when(leadership.is_leader) whenNot(token)',
      'would not run now:',
      '  set, but must not be: token',
      '  token was set by hand, 1 min ago',
      'has run once in 8.4 ms, 6 min ago',
      '  2026-01-02 03:04:05Z  install: ran in round 0, 8.4 ms',
      '  2026-01-02 03:06:00Z  config-changed: did not run (the hook failed)',
      '  2026-01-02 03:07:00Z  action backup: did not run',
    ]);
  });

  it('tells when all conditions hold', async () => {
    expect(await why('blog/version')).toEqual([
      'blog/version  every hook',
      'would run in the next hook: all its conditions hold',
      'has run once in 0.4 ms, 4 min ago',
      '  2026-01-02 03:04:05Z  install: did not run',
      '  2026-01-02 03:06:00Z  config-changed: ran in round 0, 0.4 ms (the hook failed)',
      '  2026-01-02 03:07:00Z  action backup: did not run',
    ]);
  });

  it.each([
    ['blog/install', 'would run only in hook install'],
    ['backup', 'would run only in action backup'],
    ['count', 'would run only in hook collect-metrics, where nothing else runs'],
    ['prepare', 'would run in every hook and action, before all others'],
    ['clean-up', 'would run in every hook and action, after all others'],
    ['report', 'would run whenever its own test says so: reactive/report --test'],
    ['announce', '  not set: config.changed.title'],
    ['connect', '  not set: endpoint.db.joined'],
    ['greet', '  has run on this unit already'],
    ['greet', 'has never run'],
    ['announce', '  2026-01-02 03:06:00Z  config-changed: failed in round 0 (the hook failed)'],
    ['announce', 'has run once, 4 min ago; failed once'],
    [
      'announce',
      '  2026-01-02 03:04:05Z  install: was due, but an earlier handler changed a flag that it needs',
    ],
    ['blog/install', '  2026-01-02 03:04:05Z  install: ran in the hook phase, 2.1 s'],
    ['backup', '  2026-01-02 03:07:00Z  action backup: ran as handler of the action, 31 ms'],
  ])('%s: %s', async (name, line) => {
    expect(await why(name)).toContain(line);
  });

  it('looks at files where they lie', async () => {
    expect(await why('reload')).toContain(`  not changed: ${watchedFile}`);
    await writeFile(watchedFile, 'port=80');
    expect(await why('reload')).toContain('would run in the next hook: all its conditions hold');
  });

  it('tells of many runs in one hook, and of hooks that were killed', async () => {
    const run = (name: string) => ({
      name,
      runs: [{ id: 'blog/version', milliseconds: 1, transitions: [] }],
      dropped: [],
    });
    await unit.record({ ...runOf('stop'), rounds: [run('0'), run('2')] });
    await unit.record({
      ...runOf('start'),
      rounds: [run('0')],
      omitted: { 'blog/version': [9, 9] },
    });
    await unit.record({ ...runOf('remove'), killed: true });
    expect((await why('blog/version')).slice(-3)).toEqual([
      '  2026-01-02 03:04:05Z  stop: ran 2 times in rounds 0, 2',
      '  2026-01-02 03:04:05Z  start: ran 10 times in round 0',
      '  2026-01-02 03:04:05Z  remove: nobody knows: the hook was killed (the hook was killed)',
    ]);
  });

  it('asks which one is meant', async () => {
    expect(await unit.run('why', 'install')).toEqual({
      code: 1,
      stdout: '',
      stderr: 'reactive: install is ambiguous: database/install, blog/install\n',
    });
  });
});

describe('why a flag', () => {
  it('tells whether it is set, by whom, who waits for it, and what changes it', async () => {
    expect(await why('token')).toEqual([
      'token is set: by hand, 1 min ago',
      'handlers that wait for it:',
      '  blog/share-token  when(leadership.is_leader) whenNot(token)',
      'triggers:',
      '  when endpoint.db.joined becomes cleared: clear token',
      'last changes by handlers:',
      '  2026-01-02 03:04:05Z  install: set by blog/share-token in round 0',
    ]);
    expect(await why('backup.fresh')).toEqual([
      'backup.fresh is not set',
      'no handler waits for it',
      'triggers:',
      '  when backup.made becomes set: set backup.fresh, clear backup.stale',
      'last changes by handlers:',
      '  2026-01-02 03:07:00Z  action backup: set by blog/backup as handler of the action',
    ]);
  });

  it.each([
    ['installed', 'installed is set: by blog/install, in hook install, 6 min ago'],
    ['theme', 'its value is {"dark":true}'],
    ['theme', 'theme is set'],
    ['config.changed.title', 'the engine sets and clears it, by what Juju says'],
    ['config.changed.title', 'config.changed.title is not set'],
    ['config.set.port', 'config.set.port is set: by the engine'],
    [
      'leadership.is_leader',
      '  2026-01-02 03:04:05Z  install: set by the engine before all others',
    ],
  ])('%s: %s', async (name, line) => {
    expect(await why(name)).toContain(line);
  });
});

describe('why status', () => {
  it('tells who said what in the last run that decided', async () => {
    expect(await why('status')).toEqual([
      'what the layers said in action backup, 3 min ago; * is shown',
      'status of the unit:',
      '    database  active   Ready',
      '  * blog      blocked  no database',
      'status of the application:',
      '    blog  active  Serving',
    ]);
  });

  it('names the flag of the endpoint where the engine has spoken', async () => {
    const said = { status: 'blocked', message: 'mysql/0 publishes a malformed port' } as const;
    const opinions = [
      { layer: 'endpoint.db.malformed', about: 'unit' as const, ...said },
      { layer: 'database', about: 'unit' as const, status: 'active' as const, message: 'Ready' },
    ];
    await unit.record({ ...runOf('update-status'), opinions });
    const flags = { 'endpoint.db.malformed': [said.message] };
    await unit.remember({ ...COMMAND_MEMORY, flags, status: said });
    expect((await why('status')).slice(1)).toEqual([
      'status of the unit:',
      '  * endpoint.db.malformed  blocked  mysql/0 publishes a malformed port',
      '    database               active   Ready',
    ]);
    expect(await why('endpoint.db.malformed')).toEqual(
      expect.arrayContaining([
        'its value is ["mysql/0 publishes a malformed port"]',
        'the engine sets and clears it, by what Juju says',
      ]),
    );
  });

  it('says when nobody has said anything', async () => {
    const fresh = await CommandUnit.create(commandCharm());
    expect((await fresh.run('why', 'status')).stdout).toBe(
      'no status decider has said anything in the last hooks\n',
    );
    await fresh.remove();
  });
});

describe('why something that is not there', () => {
  it.each([
    ['shared-token', 'did you mean share-token?'],
    ['instaled', 'did you mean installed?'],
    ['nobody', '`reactive handlers` and `reactive flags` list them'],
  ])('%s: %s', async (name, fix) => {
    expect(await unit.run('why', name)).toEqual({
      code: 1,
      stdout: '',
      stderr: `reactive: no handler and no flag is called ${name}\n  fix: ${fix}\n`,
    });
  });
});
