import { join } from 'node:path';
import { measureAll, runOnce } from './measure.ts';
import type { Measurement, Subject } from './measure.ts';
import { takeCalls } from './workplace.ts';
import type { Workplace } from './workplace.ts';

/** What a settled update-status costs. */
export interface NoOpResult {
  readonly times: Readonly<Record<string, Measurement>>;
  /** Hook tool calls of one update-status, by program and units of each endpoint. */
  readonly calls: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

export const OURS = 'this framework';
export const REFERENCE = 'charms.reactive 1.5.3';
export const OPS = 'ops 3.9.0, reading its relations';
export const OPS_BLIND = 'ops 3.9.0, reading nothing';
export const BARE_NODE = "node -e 0 (the charm's own)";
export const BARE_PYTHON = 'python3 -c 0';

/** Numbers of units on each of the six endpoints. */
export const UNITS = [3, 500] as const;

/**
 * Measures a settled update-status of a charm with sixty handlers and six related endpoints.
 * @param runs times that each program runs.
 */
export async function measureNoOpHook(workplace: Workplace, runs: number): Promise<NoOpResult> {
  const calls: Record<string, Record<string, number>> = {};
  for (const units of UNITS) {
    for (const subject of hookPrograms(workplace, units)) {
      await settle(subject, workplace);
      (calls[subject.name] ??= {})[String(units)] = await countCalls(subject, workplace);
    }
  }
  const subjects = hookPrograms(workplace, UNITS[0]);
  for (const subject of subjects) await settle(subject, workplace);
  const bare = bareInterpreters(workplace);
  const measured = await measureAll([...bare, ...subjects], { measure: workplace.measure, runs });
  return { times: Object.fromEntries(measured), calls };
}

function bareInterpreters({ folder, node, python }: Workplace): Subject[] {
  const environment = { PATH: '/usr/bin:/bin' };
  return [
    { name: BARE_NODE, command: [node, '-e', '0'], directory: folder, environment },
    { name: BARE_PYTHON, command: [python, '-c', '0'], directory: folder, environment },
  ];
}

function hookPrograms(workplace: Workplace, units: number): Subject[] {
  const { charm, python, reactiveCharm, opsCharm } = workplace;
  const ops = join(opsCharm, 'charm.py');
  return [
    subject(OURS, [join(charm, 'dispatch')], charm),
    subject(REFERENCE, [python, join(reactiveCharm, 'dispatch.py')], reactiveCharm),
    subject(OPS, [python, ops], opsCharm, { BENCH_READS: 'all' }),
    subject(OPS_BLIND, [python, ops], opsCharm),
  ];

  function subject(
    name: string,
    command: readonly [string, ...string[]],
    directory: string,
    more: Readonly<Record<string, string>> = {},
  ): Subject {
    const environment = {
      ...hookEnvironment(workplace, directory),
      BENCH_UNITS: `${units}`,
      ...more,
    };
    return { name, command, directory, environment };
  }
}

function hookEnvironment(
  { folder, tools }: Workplace,
  directory: string,
): Readonly<Record<string, string>> {
  return {
    PATH: `${tools}:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin`,
    LANG: 'C.UTF-8',
    JUJU_UNIT_NAME: 'bench/0',
    JUJU_CHARM_DIR: directory,
    CHARM_DIR: directory,
    JUJU_HOOK_NAME: 'update-status',
    JUJU_DISPATCH_PATH: 'hooks/update-status',
    JUJU_CONTEXT_ID: 'bench/0-update-status-1',
    JUJU_MODEL_NAME: 'bench',
    JUJU_MODEL_UUID: '00000000-0000-4000-8000-000000000000',
    JUJU_VERSION: '3.6.5',
    BENCH_CALLS: join(folder, 'calls'),
  };
}

/** Lets a unit live through the hooks after which nothing is left to do. */
async function settle(subject: Subject, { measure }: Workplace): Promise<void> {
  for (const hook of ['install', 'config-changed', 'start', 'update-status', 'update-status']) {
    const environment = {
      ...subject.environment,
      JUJU_HOOK_NAME: hook,
      JUJU_DISPATCH_PATH: `hooks/${hook}`,
    };
    await runOnce({ ...subject, environment }, measure);
  }
}

async function countCalls(subject: Subject, { folder, measure }: Workplace): Promise<number> {
  await takeCalls(join(folder, 'calls'));
  await runOnce(subject, measure);
  return takeCalls(join(folder, 'calls'));
}
