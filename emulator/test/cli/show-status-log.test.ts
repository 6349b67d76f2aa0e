import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { StatusEntry } from '../../src/events.ts';
import { openStatusLog } from '../../src/storage/status-log.ts';
import { deployApplication } from '../../src/transitions/applications.ts';
import { FakeModels, MYSQL, emptyModel, run } from './support.ts';
import type { Outcome } from './support.ts';

const ENTRIES: readonly StatusEntry[] = [
  ['2026-11-20T10:00:00.000Z', 'juju-unit', 'executing', 'running install hook'],
  ['2026-11-23T09:00:00.000Z', 'workload', 'active', 'Serving.'],
  ['2026-11-23T09:00:01.000Z', 'juju-unit', 'idle', ''],
].map(([time = '', type, status = '', message = '']) => ({
  time,
  entity: 'mysql/0',
  type: type === 'workload' ? 'workload' : 'juju-unit',
  status,
  message,
}));

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'status-log-'));
  const log = openStatusLog(folder);
  ENTRIES.forEach((entry) => log.append(entry));
  const time = '2026-11-23T09:00:00.000Z';
  log.append({
    time,
    entity: 'mysql',
    type: 'application',
    status: 'active',
    message: 'All well.',
  });
  log.close();
});

afterEach(() => rmSync(folder, { recursive: true }));

async function show(...args: string[]): Promise<Outcome> {
  const models = new FakeModels(deployApplication({ name: 'mysql', charm: MYSQL })(emptyModel()));
  return run(models, ['show-status-log', ...args], { environment: { JUJU_LOCAL_DIR: folder } });
}

describe('juju-local show-status-log', () => {
  it('shows what a unit and its agent said, oldest first', async () => {
    expect((await show('mysql/0', '--utc')).stdout)
      .toBe(`Time                  Type       Status     Message
2026-11-20 10:00:00Z  juju-unit  executing  running install hook
2026-11-23 09:00:00Z  workload   active     Serving.
2026-11-23 09:00:01Z  juju-unit  idle
`);
  });

  it.each([
    [['mysql/0', '-n', '1'], ['idle']],
    [
      ['mysql/0', '--days', '1'],
      ['active', 'idle'],
    ],
    [
      ['mysql/0', '--from-date', '2026-11-21'],
      ['active', 'idle'],
    ],
    [
      ['mysql/0', '--type', 'juju-unit'],
      ['executing', 'idle'],
    ],
    [['mysql/0', '--type', 'workload'], ['active']],
    [['mysql'], ['active']],
  ])('with %j shows %j', async (args, statuses) => {
    const { stdout } = await show(...args, '--format', 'json');
    const entries: unknown = JSON.parse(stdout);
    expect(entries).toEqual(statuses.map((status) => expect.objectContaining({ status })));
  });

  it('has the field names of Juju', async () => {
    const { stdout } = await show('mysql/0', '-n', '2', '--utc', '--format', 'yaml');
    expect(stdout).toBe(`- status: active
  message: Serving.
  since: "2026-11-23 09:00:00Z"
  type: workload
- status: idle
  since: "2026-11-23 09:00:01Z"
  type: juju-unit
`);
  });

  it.each([
    [['mysql/9'], 1, 'unit "mysql/9" not found'],
    [['mysql/0', '--type', 'cloud'], 2, 'expected one of'],
    [['mysql/0', '-n', '1', '--days', '1'], 2, 'only one of'],
    [['mysql/0', '--from-date', 'tuesday'], 2, 'expected YYYY-MM-DD'],
  ])('refuses %j', async (args, code, message) => {
    const outcome = await show(...args);
    expect(outcome.code).toBe(code);
    expect(outcome.stderr).toContain(message);
  });
});
