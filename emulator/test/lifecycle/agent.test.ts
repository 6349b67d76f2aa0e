import type { UnitName } from '@reactive-charms/juju';
import { performStep } from '../../src/agent.ts';
import type { CharmRun, CharmRunEnd, CharmRunner } from '../../src/charm-runner.ts';
import type { Model } from '../../src/model.ts';
import { nextStep } from '../../src/scheduler.ts';
import { createStore } from '../../src/store.ts';
import type { ModelStore } from '../../src/store.ts';
import { RunKilledError } from '../../src/tool-context.ts';
import { createModel } from '../../src/transitions/create-model.ts';
import { deployApplication, enqueueActions } from '../../src/transitions/index.ts';
import type { Transition } from '../../src/transitions/index.ts';
import { synchroniseScopes } from '../../src/transitions/scopes.ts';
import { hookEnvironment } from '../../src/agent-environment.ts';
import { makeCharm } from '../support/charms.ts';

const UNIT: UnitName = 'mysql/0';
const ACTION = { description: '', params: {}, required: [] };
const CHARM = makeCharm('mysql', {
  peers: { ring: 'ring' },
  actions: { ping: ACTION, absent: ACTION },
});

type Program = (run: CharmRun, call: (line: string) => void) => CharmRunEnd;

interface Bench {
  readonly store: ModelStore;
  readonly logs: string[];
  readonly reboots: string[];
  /** Carries out all that is due; answers the hooks, actions and reboots. */
  settle(): Promise<string[]>;
  update(transition: Transition): void;
}

/** Agents with a runner that runs functions; what has no function has no program. */
function createBench(programs: Readonly<Record<string, Program>>): Bench {
  const logs: string[] = [];
  const reboots: string[] = [];
  const store = createStore({
    model: createModel({
      name: 'test',
      uuid: 'f0e1d2c3-0000-4000-8000-000000000000',
      agentVersion: '3.6.11',
      seed: 1,
      time: '2026-11-23T10:00:00.000Z',
    }),
    clock: () => new Date('2026-11-23T10:00:00.000Z'),
    save: () => undefined,
    writeLog: ({ level, message }) => logs.push(`${level} ${message}`),
    onEvent: () => undefined,
  });
  const runner: CharmRunner = {
    deployCharm: async () => undefined,
    findProgram: async (_unit, path) => (programs[path] ? { path, via: 'test' } : undefined),
    run: async (run) => {
      const call = (line: string): void => {
        const [tool = '', ...args] = line.split(' ');
        const files = { read: () => '', write: () => undefined };
        run.context.call({ tool, args, files });
      };
      try {
        return programs[run.program]?.(run, call) ?? { code: 0 };
      } catch (error) {
        if (!(error instanceof RunKilledError)) throw error;
        return { code: 0, signal: 'SIGKILL' };
      }
    },
    reboot: async (machine) => {
      reboots.push(machine);
    },
    removeUnit: async () => undefined,
  };
  const settle = async (): Promise<string[]> => {
    const done: string[] = [];
    for (let count = 0; count < 50; count += 1) {
      store.update((model) => synchroniseScopes(model, UNIT));
      const step = nextStep(store.model, UNIT);
      if (!step) break;
      if (step.kind === 'hook') done.push(step.hook.name);
      else if (step.kind !== 'deploy-charm') done.push(step.kind);
      const result = await performStep({ store, runner }, UNIT, step);
      if (result.kind === 'terminated') break;
    }
    return done;
  };
  return { store, logs, reboots, settle, update: (transition) => store.update(transition) };
}

async function started(programs: Readonly<Record<string, Program>>): Promise<Bench> {
  const bench = createBench(programs);
  bench.update(deployApplication({ name: 'mysql', charm: CHARM }));
  await bench.settle();
  return bench;
}

async function runAction(
  action: string,
  programs: Readonly<Record<string, Program>>,
): Promise<Bench> {
  const bench = await started(programs);
  bench.update(enqueueActions({ units: [UNIT], action }));
  await bench.settle();
  return bench;
}

function taskOf(model: Model): Model['tasks'][string] | undefined {
  return Object.values(model.tasks)[0];
}

describe('an agent that runs an action', () => {
  it('C63 runs actions/<name> with the variables of an action', async () => {
    let environment: Record<string, string> = {};
    await runAction('ping', {
      'actions/ping': ({ context }) => {
        const { model, purpose } = context.run;
        const unit = model.units[UNIT];
        const machine = model.machines['0'];
        if (!unit || !machine) throw new Error('the unit is gone');
        const paths = { charm: '/charm', tools: '/tools', socket: '/socket' };
        environment = hookEnvironment({
          model,
          unit,
          machine,
          purpose,
          contextId: context.id,
          paths,
        });
        return { code: 0 };
      },
    });

    expect(environment).toMatchObject({
      JUJU_HOOK_NAME: '',
      JUJU_DISPATCH_PATH: 'actions/ping',
      JUJU_ACTION_NAME: 'ping',
      JUJU_ACTION_UUID: '2',
      JUJU_ACTION_TAG: 'action-2',
    });
    expect(environment['JUJU_CONTEXT_ID']).toMatch(/^mysql\/0-ping-[0-9a-f]{32}$/);
  });

  it('C64 keeps code and output of one that fails, and nothing that it wrote', async () => {
    const { store } = await runAction('ping', {
      'actions/ping': (run, call) => {
        call('relation-set -r 0 a=1');
        call('action-set kept=yes');
        run.onOutput?.('stdout', Buffer.from('out\n'));
        run.onOutput?.('stderr', Buffer.from([0xff, 0xfe]));
        return { code: 3 };
      },
    });

    expect(taskOf(store.model)).toMatchObject({
      status: 'failed',
      message: 'exit status 3',
      results: {
        kept: 'yes',
        'return-code': 3,
        stdout: 'out\n',
        stderr: '//4=',
        'stderr-encoding': 'base64',
      },
    });
    expect(store.model.relations['0']?.units[UNIT]?.data).not.toHaveProperty('a');
    expect(store.model.units[UNIT]?.agent.status).not.toBe('error');
  });

  it('C65 commits what one wrote that calls action-fail and ends with 0', async () => {
    const { store } = await runAction('ping', {
      'actions/ping': (_run, call) => {
        call('relation-set -r 0 a=1');
        call('action-fail');
        return { code: 0 };
      },
    });

    expect(taskOf(store.model)).toMatchObject({
      status: 'failed',
      message: 'action failed without reason given, check action for errors',
      results: { 'return-code': 0 },
    });
    expect(store.model.relations['0']?.units[UNIT]?.data).toMatchObject({ a: '1' });
  });

  it('says so when the charm has no program for it', async () => {
    const { store } = await runAction('absent', {});

    expect(taskOf(store.model)).toMatchObject({
      status: 'failed',
      message: 'action not implemented on unit "mysql/0"',
    });
  });

  it('fails one that was running when an agent ended, and does not run it again', async () => {
    const bench = await started({
      'actions/ping': () => {
        throw new Error('runs a second time');
      },
    });
    bench.update(enqueueActions({ units: [UNIT], action: 'ping' }));
    bench.update((model) => {
      const task = model.tasks['2'];
      return task ? { ...model, tasks: { '2': { ...task, status: 'running' } } } : model;
    });
    await bench.settle();

    expect(taskOf(bench.store.model)).toMatchObject({
      status: 'failed',
      message: 'action terminated',
    });
  });
});

describe('an agent that runs hooks', () => {
  it('C58 counts a hook without a program as done and says so', async () => {
    const { store, logs } = await started({});

    expect(logs).toContain('INFO skipped "start" hook (missing)');
    expect(store.model.units[UNIT]?.uniter.started).toBe(true);
  });

  it('C116 queues a hook again that was ended by SIGTERM', async () => {
    const { store } = await started({ 'hooks/start': () => ({ code: 0, signal: 'SIGTERM' }) });

    expect(store.model.units[UNIT]?.agent.status).not.toBe('error');
    expect(store.model.units[UNIT]?.uniter.queued?.name).toBe('start');
  });

  it('C117 reboots the machine at once, and runs the same hook again', async () => {
    let runs = 0;
    const bench = createBench({
      'hooks/config-changed': (_run, call) => {
        runs += 1;
        if (runs > 1) return { code: 0 };
        call('juju-reboot --now');
        return { code: 0 };
      },
    });
    bench.update(deployApplication({ name: 'mysql', charm: makeCharm('mysql') }));

    expect(await bench.settle()).toEqual([
      'install',
      'leader-elected',
      'config-changed',
      'reboot',
      'config-changed',
      'start',
    ]);
    expect(bench.reboots).toEqual(['0']);
  });

  it('C117 reboots after a hook that succeeds, and not after one that fails', async () => {
    const outcome = async (code: number): Promise<string[]> => {
      const bench = createBench({
        'hooks/start': (_run, call) => {
          call('juju-reboot');
          return { code: bench.reboots.length > 0 ? 0 : code };
        },
      });
      bench.update(deployApplication({ name: 'mysql', charm: makeCharm('mysql') }));
      return (await bench.settle()).slice(3, 5);
    };

    expect(await outcome(0)).toEqual(['start', 'reboot']);
    expect(await outcome(1)).toEqual(['start']);
  });
});
