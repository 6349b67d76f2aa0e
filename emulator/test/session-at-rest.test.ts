import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ModelEvent } from '../src/events.ts';
import { runAgents } from '../src/run-agents.ts';
import { openSession } from '../src/session.ts';
import type { Session } from '../src/session.ts';
import { loadModel } from '../src/storage/model-file.ts';
import { readStatusLog } from '../src/storage/status-log.ts';
import { deployApplication, setTrust } from '../src/transitions/index.ts';
import { writeArchive } from './support/charm-archive.ts';

jest.setTimeout(60_000);

const METADATA = 'name: slow\nsummary: s\ndescription: d\n';
const DISPATCH = '#!/bin/sh\nstatus-set active "$JUJU_HOOK_NAME"\n';
const SLOW_INSTALL =
  '#!/bin/sh\n[ "$JUJU_HOOK_NAME" != install ] || [ -e again ] || { touch again; sleep 30; }\n';

let folder: string;
let session: Session | undefined;
let events: ModelEvent[];
let now: number;

const open = (): Promise<Session> =>
  openSession({
    directory: join(folder, 'model'),
    containers: 'stand-in',
    create: { seed: 1 },
    clock: () => new Date(now),
    onEvent: (event) => events.push(event),
  });
const writeCharm = (dispatch: string): Promise<void> =>
  writeArchive(join(folder, 'slow.charm'), {
    'metadata.yaml': METADATA,
    dispatch: { text: dispatch, mode: 0o755 },
  });
const deploy = async (): Promise<Session> => {
  await writeCharm(DISPATCH);
  session = await open();
  const charm = await session.importCharm(join(folder, 'slow.charm'));
  session.update(deployApplication({ name: 'slow', charm }));
  await session.settle();
  return session;
};
const hooks = (): string[] =>
  events.flatMap((event) => (event.kind === 'hook-finished' ? [event.hook] : []));

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'at-rest-'));
  events = [];
  session = undefined;
  now = Date.parse('2026-11-23T10:00:00.000Z');
});

afterEach(async () => {
  await session?.destroy();
  await rm(folder, { recursive: true, force: true });
});

describe('a model between two commands', () => {
  it('is read while a session is open, as it stands at that moment', async () => {
    const { model, directory } = await deploy();

    expect(loadModel(directory)).toEqual(model);
  });

  it('keeps the history of statuses, without update-status', async () => {
    const work = await deploy();
    now += 600_000;
    await work.settle({ timers: true });
    const shown = readStatusLog(work.directory).map(
      ({ type, status, message }) => `${type} ${status} ${message}`,
    );

    expect(hooks()).toContain('update-status');
    expect(shown.slice(0, 6)).toEqual([
      'juju-unit allocating ',
      'workload waiting waiting for machine',
      'workload waiting installing agent',
      'workload waiting agent initializing',
      'juju-unit executing running install hook',
      'workload maintenance installing charm software',
    ]);
    expect(shown).toContain('workload active install');
    expect(shown.filter((line) => line.includes('running update-status'))).toEqual([]);
    expect(shown.filter((line, index) => line === shown[index - 1])).toEqual([]);
  });

  it('goes on after the process before it was killed in the middle of a hook', async () => {
    await writeCharm(SLOW_INSTALL);
    const script = join(import.meta.dirname, 'support/killed-session.ts');
    const child = spawn(process.execPath, ['--import', 'tsx', script, folder]);
    await new Promise<void>((resolve) => child.stdout.on('data', () => resolve()));
    await new Promise((resolve) => setTimeout(resolve, 300));
    child.kill('SIGKILL');
    await new Promise((resolve) => child.on('close', resolve));
    expect(loadModel(join(folder, 'model'))?.units['slow/0']?.agent.status).toBe('idle');
    session = await open();
    await session.settle();

    expect(hooks()[0]).toBe('install');
    expect(session.model.units['slow/0']?.uniter.started).toBe(true);
  });
});

describe('the clock of a session', () => {
  it('brings update-status to those who wait for it, and to nobody else', async () => {
    const work = await deploy();
    events = [];
    now += 600_000;
    expect(await work.settle()).toMatchObject({ hooks: 0 });
    expect(await work.settle({ timers: true })).toMatchObject({ hooks: 1 });
    expect(await work.settle({ timers: true })).toMatchObject({ hooks: 0 });

    expect(hooks()).toEqual(['update-status']);
  });

  it('wakes a session that works until it is told to stop', async () => {
    const work = await deploy();
    events = [];
    const until = new AbortController();
    const reports: number[] = [];
    const working = work.work(until.signal, (report) => {
      reports.push(report.hooks);
      if (reports.length === 1) now += 600_000;
      if (reports.length === 2) until.abort();
    });
    await working;

    expect(reports).toEqual([0, 1]);
    expect(hooks()).toEqual(['update-status']);
  });
});

describe('agents that run for longer', () => {
  it('do what other commands leave undone, what the clock brings, and nothing after the signal', async () => {
    const directory = join(folder, 'model');
    const first = await deploy();
    await first.close();
    events = [];
    const until = new AbortController();
    const reports: number[] = [];
    const agents = runAgents({
      directory,
      clock: () => new Date(now),
      onEvent: (event) => events.push(event),
      onReport: ({ hooks: count }) => void reports.push(count),
      until: until.signal,
    });
    const seen = async (hook: string): Promise<void> => {
      while (!hooks().includes(hook)) await new Promise((resolve) => setTimeout(resolve, 20));
    };
    while (reports.length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    session = await open();
    session.update(setTrust('slow', true));
    await session.close();
    await seen('config-changed');
    now += 600_000;
    await seen('update-status');
    until.abort();
    await agents;
    session = await open();

    expect(hooks()).toEqual(['config-changed', 'update-status']);
  });
});

describe('a folder of another version', () => {
  it('is left as it is', async () => {
    const path = join(folder, 'model.json');
    await writeFile(path, '{"format":1}');
    const opened = openSession({ directory: folder, onEvent: () => undefined });

    await expect(opened).rejects.toThrow('the model is of format 1');
    expect(await readFile(path, 'utf8')).toBe('{"format":1}');
  });
});
