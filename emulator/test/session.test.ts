import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ModelEvent } from '../src/events.ts';
import { openSession } from '../src/session.ts';
import type { Session } from '../src/session.ts';
import { readLog } from '../src/storage/log-file.ts';
import {
  addRelation,
  addUnit,
  deployApplication,
  removeUnit,
  setConfig,
  upgradeCharm,
} from '../src/transitions/index.ts';
import { writeArchive } from './support/charm-archive.ts';

// Real processes on a busy host take their time.
jest.setTimeout(60_000);

const DISPATCH = `#!/bin/sh
printf '%s\\n' "$JUJU_HOOK_NAME" >> /var/log/hooks.log
if [ -e "fail-$JUJU_HOOK_NAME" ]; then exit 3; fi
if [ -e "kill-$JUJU_HOOK_NAME" ]; then rm "kill-$JUJU_HOOK_NAME"; kill -TERM $$; fi
case "$JUJU_HOOK_NAME" in
  install) env > /var/log/install.env; pwd > /var/log/install.pwd; echo to stdout; echo to stderr >&2;;
  config-changed) config-get greeting > /etc/greeting;;
  db-relation-created) relation-set name="$JUJU_UNIT_NAME";;
  db-relation-changed) relation-get name "$JUJU_REMOTE_UNIT" > /etc/peer; juju-log "met $JUJU_REMOTE_UNIT";;
  start) status-set active ready;;
esac
`;

const CHARM_DIRECTORY = '/var/lib/juju/agents/unit-one-0/charm';

const METADATA = (name: string, role: string): string =>
  `name: ${name}\nsummary: s\ndescription: d\n${role}:\n  db:\n    interface: sql\n`;

const CONFIG = 'options:\n  greeting:\n    type: string\n    default: hello\n    description: d\n';

describe('a session', () => {
  let folder: string;
  let session: Session;
  let events: ModelEvent[];

  const open = (): Promise<Session> =>
    openSession({
      directory: join(folder, '.juju-local'),
      containers: 'stand-in',
      create: { seed: 1 },
      onEvent: (event) => events.push(event),
    });
  const inside = async (unit: 'one/0' | 'two/0', path: string): Promise<string> =>
    readFile(await session.hostPath(unit, path), 'utf8');
  const hooks = (): string[] =>
    events.flatMap((event) =>
      event.kind === 'hook-finished' ? [`${event.unit} ${event.hook} ${event.exitCode}`] : [],
    );

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'juju-local-'));
    events = [];
    for (const [name, role] of [
      ['one', 'provides'],
      ['two', 'requires'],
    ] as const) {
      await writeArchive(join(folder, `${name}.charm`), {
        'metadata.yaml': METADATA(name, role),
        'config.yaml': CONFIG,
        dispatch: { text: DISPATCH, mode: 0o755 },
      });
    }
    session = await open();
  });

  afterEach(async () => {
    await session.destroy();
    await rm(folder, { recursive: true, force: true });
  });

  const deployBoth = async (): Promise<void> => {
    for (const name of ['one', 'two']) {
      const charm = await session.importCharm(join(folder, `${name}.charm`));
      session.update(deployApplication({ name, charm }));
    }
    session.update(addRelation('one', 'two'));
  };

  it('runs hooks as processes on machines of their own, with hook tools that reach the model', async () => {
    await deployBoth();
    const report = await session.settle();

    expect(report.failures).toEqual([]);
    expect(session.model.units['one/0']?.workload).toMatchObject({
      status: 'active',
      message: 'ready',
    });
    expect(await inside('one/0', '/etc/greeting')).toBe('hello\n');
    expect(await inside('one/0', '/etc/peer')).toBe('two/0\n');
    expect(await inside('two/0', '/etc/peer')).toBe('one/0\n');
    expect(session.model.relations['0']?.units['one/0']?.data).toMatchObject({
      name: 'one/0',
      'private-address': '10.0.12.10',
    });
    const finished = events.find(
      (event) => event.kind === 'hook-finished' && event.hook === 'db-relation-changed',
    );
    expect(finished).toMatchObject({ ok: true, toolCalls: { 'relation-get': 1, 'juju-log': 1 } });
  });

  it('C60 gives hooks exactly the environment of Juju, in the charm directory', async () => {
    await deployBoth();
    await session.settle();
    const lines = (await inside('one/0', '/var/log/install.env')).split('\n');
    const variables = new Map(
      lines.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
    );
    const charm = variables.get('JUJU_CHARM_DIR') ?? '';

    expect(variables.has('HOME')).toBe(false);
    expect(variables.has('USER')).toBe(false);
    expect(variables.get('PATH')).toMatch(/^[^:]*\/var\/lib\/juju\/tools\/unit-one-0:/);
    expect(charm).toMatch(/\/var\/lib\/juju\/agents\/unit-one-0\/charm$/);
    expect((await inside('one/0', '/var/log/install.pwd')).trim()).toBe(charm);
    expect(variables.get('JUJU_CONTEXT_ID')).toMatch(/^one\/0-install-[0-9a-f]{32}$/);
    expect(variables.get('JUJU_DISPATCH_PATH')).toBe('hooks/install');
    expect(variables.get('JUJU_PRINCIPAL_UNIT')).toBe('');
  });

  it('C108 logs what a hook prints, and how it ended', async () => {
    await deployBoth();
    await session.settle();
    const log = readLog(session.directory).filter(({ entity }) => entity === 'unit-one-0');

    expect(log).toContainEqual(
      expect.objectContaining({
        level: 'DEBUG',
        module: 'unit.one/0.install',
        message: 'to stdout',
      }),
    );
    expect(log).toContainEqual(
      expect.objectContaining({
        level: 'WARNING',
        module: 'unit.one/0.install',
        message: 'to stderr',
      }),
    );
    expect(log).toContainEqual(
      expect.objectContaining({
        module: 'juju.worker.uniter.operation',
        message: 'ran "install" hook (via hook dispatching script: dispatch)',
      }),
    );
    expect((await stat(join(session.directory, 'logs/all.jsonl'))).mode & 0o777).toBe(0o600);
  });

  it('C109 C110 leaves a unit in error, goes on with others, and takes up the hook when resolved', async () => {
    await deployBoth();
    await session.settle();
    const mark = await session.hostPath(
      'one/0',
      '/var/lib/juju/agents/unit-one-0/charm/fail-config-changed',
    );
    await session.shell('one/0', 'touch /var/lib/juju/agents/unit-one-0/charm/fail-config-changed');
    session.update(setConfig('one', { greeting: 'bye' }));
    session.update(setConfig('two', { greeting: 'bye' }));
    const report = await session.settle();

    expect(report.failures).toEqual([{ unit: 'one/0', hook: 'config-changed', exitCode: 3 }]);
    expect(session.model.units['one/0']?.agent.message).toBe('hook failed: "config-changed"');
    expect(await inside('two/0', '/etc/greeting')).toBe('bye\n');
    await rm(mark);
    session.resolve('one/0', { retry: true });
    expect((await session.settle()).inError).toEqual([]);
    expect(await inside('one/0', '/etc/greeting')).toBe('bye\n');
  });

  it('C116 leaves a hook due that was killed, without an error', async () => {
    await deployBoth();
    await session.settle();
    await session.shell('one/0', `touch ${CHARM_DIRECTORY}/kill-config-changed`);
    session.update(setConfig('one', { greeting: 'bye' }));
    await session.settle();
    expect(session.model.units['one/0']?.uniter.failed).toBeUndefined();
    expect(await inside('one/0', '/etc/greeting')).toBe('hello\n');
    await session.settle();

    expect(await inside('one/0', '/etc/greeting')).toBe('bye\n');
  });

  it('C113 answers only to its own context', async () => {
    await deployBoth();
    await session.settle();
    const stale = await session.runCommands('one/0', 'JUJU_CONTEXT_ID=old is-leader');

    expect(stale.code).toBe(1);
    expect(stale.stderr).toMatch(
      /^ERROR bad request: expected context id "one\/0-run-commands-.*", got "old"/,
    );
  });

  it('tells the seed of a new model, and only of a new one', async () => {
    const notices = (): string[] =>
      events.flatMap((event) => (event.kind === 'notice' ? [event.text] : []));
    expect(notices()).toEqual(['new model "local"; seed 1 decides the order between relations']);
    await session.close();
    events = [];
    session = await open();

    expect(notices()).toEqual([]);
  });

  it('C118 keeps what commands wrote although they failed', async () => {
    await deployBoth();
    await session.settle();
    const result = await session.runCommands(
      'one/0',
      'relation-ids db; relation-set -r db:0 a=1; exit 5',
    );
    await session.settle();

    expect(result).toEqual({ code: 5, stdout: 'db:0\n', stderr: '' });
    expect(session.model.relations['0']?.units['one/0']?.data).toMatchObject({ a: '1' });
    expect(hooks().at(-1)).toBe('two/0 db-relation-changed 0');
  });

  it('runs commands about a relation with its only member, and no application unless one is named', async () => {
    await deployBoth();
    await session.settle();
    const script = 'echo "[$JUJU_REMOTE_UNIT] [$JUJU_REMOTE_APP]"';
    const told = async (options: Parameters<typeof session.runCommands>[2]): Promise<string> =>
      (await session.runCommands('one/0', script, options)).stdout;

    expect(await told({ relation: 'db:0' })).toBe('[two/0] []\n');
    expect(await told({ relation: 'db:0', remoteApplication: 'two' })).toBe('[] [two]\n');
  });

  it('hands on what commands print byte for byte, however long the line', async () => {
    await deployBoth();
    await session.settle();
    const result = await session.runCommands('one/0', 'head -c 20000 /dev/zero | tr "\\0" x');

    expect(result).toEqual({ code: 0, stdout: 'x'.repeat(20_000), stderr: '' });
  });

  it('goes on where the process before it stopped', async () => {
    await deployBoth();
    await session.settle();
    await session.close();
    events = [];
    session = await open();
    expect(await session.settle()).toMatchObject({ hooks: 0 });
    session.update(setConfig('one', { greeting: 'again' }));
    await session.settle();

    expect(hooks()).toEqual(['one/0 config-changed 0']);
    expect(await inside('one/0', '/etc/greeting')).toBe('again\n');
  });

  it('refuses a second process, and names the first', async () => {
    await expect(open()).rejects.toThrow(`process ${process.pid} is at work on the model`);
  });

  it('removes the machine of a unit that is gone', async () => {
    await deployBoth();
    await session.settle();
    const root = await session.hostPath('one/0', '/');
    session.update(addUnit({ application: 'one' }));
    session.update(removeUnit('one/0'));
    await session.settle();

    expect(Object.keys(session.model.units)).toEqual(['two/0', 'one/1']);
    await expect(stat(root)).rejects.toThrow('ENOENT');
  });

  it('C111 upgrades a charm, drops its old files and keeps those that the charm made', async () => {
    await deployBoth();
    await session.settle();
    await session.shell('one/0', `echo mine > ${CHARM_DIRECTORY}/.unit-state`);
    await writeArchive(join(folder, 'one.charm'), {
      'metadata.yaml': METADATA('one', 'provides'),
      'hooks/upgrade-charm': { text: '#!/bin/sh\nstatus-set active upgraded\n', mode: 0o644 },
    });
    const charm = await session.importCharm(join(folder, 'one.charm'));
    session.update(upgradeCharm({ application: 'one', charm }));
    events = [];
    await session.settle();

    expect(charm.revision).toBe(1);
    expect(hooks()).toEqual(['one/0 upgrade-charm 0', 'one/0 config-changed 0']);
    expect(session.model.units['one/0']?.workload.message).toBe('upgraded');
    expect(await inside('one/0', `${CHARM_DIRECTORY}/.unit-state`)).toBe('mine\n');
    await expect(inside('one/0', `${CHARM_DIRECTORY}/dispatch`)).rejects.toThrow('ENOENT');
    expect(readLog(session.directory).at(-1)?.message).toBe(
      'skipped "config-changed" hook (missing)',
    );
  });

  it('gives the same bytes the same revision', async () => {
    const first = await session.importCharm(join(folder, 'one.charm'));

    expect(await session.importCharm(join(folder, 'one.charm'))).toEqual(first);
    await expect(session.importCharm(join(folder, 'none.charm'))).rejects.toThrow(
      'there is no charm at',
    );
  });
});
