import type { UnitName } from '@reactive-charms/juju';
import { shownStatus } from '../../src/status-view.ts';
import { agentInstalling, charmDeployed } from '../../src/transitions/hooks.ts';
import {
  deployApplication,
  removeUnit,
  requestUpdateStatus,
  setPartition,
} from '../../src/transitions/index.ts';
import { fail, MYSQL, related } from '../support/related.ts';
import { createSimulation } from '../support/simulation.ts';
import type { Simulation } from '../support/simulation.ts';

const UNIT: UnitName = 'mysql/0';

function workload({ model }: Simulation, unit: UnitName = UNIT): string {
  const { status, message } = model.units[unit]?.workload ?? { status: 'gone', message: '' };
  return `${status}: ${message}`;
}

/** The workload status that a charm would read at the start of each hook. */
function seenInHooks(simulation: Simulation, unit: UnitName = UNIT): string[] {
  const seen: string[] = [];
  simulation.settle((hook, tools) => {
    if (tools.unit !== unit) return;
    const status = tools('status-get --include-data --format=json').stdout;
    const { status: name, message }: { status: string; message: string } = JSON.parse(status);
    seen.push(`${hook.name}: ${name}: ${message}`);
  });
  return seen;
}

describe('the workload status that Juju sets itself', () => {
  it('waits for the machine, then for the agent', () => {
    const simulation = createSimulation();
    simulation.update(deployApplication({ name: 'mysql', charm: MYSQL }));
    expect(workload(simulation)).toBe('waiting: waiting for machine');
    simulation.update(agentInstalling(UNIT));
    expect(workload(simulation)).toBe('waiting: installing agent');
    simulation.update(charmDeployed(UNIT, { kind: 'lifecycle', name: 'install' }));

    expect(workload(simulation)).toBe('waiting: agent initializing');
  });

  it('C78 installs, and is unknown after a start in which the charm said nothing', () => {
    const simulation = createSimulation();
    simulation.update(deployApplication({ name: 'mysql', charm: MYSQL }));

    expect(seenInHooks(simulation)[0]).toBe('install: maintenance: installing charm software');
    expect(workload(simulation)).toBe('unknown: ');
  });

  it('C78 stays what the charm said before', () => {
    const simulation = createSimulation();
    simulation.update(deployApplication({ name: 'mysql', charm: MYSQL }));
    simulation.settle((hook, tools) => {
      if (hook.name === 'install') tools("status-set blocked 'no disk'");
    });

    expect(workload(simulation)).toBe('blocked: no disk');
  });

  it('stops, cleans up and is terminated', () => {
    const simulation = createSimulation();
    simulation.update(deployApplication({ name: 'mysql', charm: MYSQL }));
    simulation.settle();
    simulation.update(removeUnit(UNIT));

    expect(seenInHooks(simulation)).toEqual([
      'stop: maintenance: stopping charm software',
      'remove: maintenance: cleaning up prior to charm deletion',
    ]);
  });

  it('C77 is read once in a hook, and the first answer holds', () => {
    const simulation = related();
    simulation.update(requestUpdateStatus([UNIT]));
    const answers: string[] = [];
    simulation.settle((_hook, tools) => {
      answers.push(tools('status-get').stdout);
      tools('status-set blocked');
      answers.push(tools('status-get').stdout);
    });
    simulation.update(requestUpdateStatus([UNIT]));
    simulation.settle((_hook, tools) => {
      tools('status-set active');
      answers.push(tools('status-get').stdout);
    });

    expect(answers).toEqual(['unknown\n', 'unknown\n', 'active\n']);
  });

  it('is unknown while nobody hears of the agent', () => {
    const simulation = related();
    simulation.update(setPartition('0', true));
    const unit = simulation.model.units[UNIT];

    expect(unit && shownStatus(unit)).toMatchObject({
      status: 'unknown',
      message: "agent lost, see 'juju show-status-log mysql/0'",
    });
  });
});

describe('the status of an agent', () => {
  it('C109 names the hook that failed', () => {
    const simulation = createSimulation();
    simulation.update(deployApplication({ name: 'mysql', charm: MYSQL }));
    expect(simulation.model.units[UNIT]?.agent.status).toBe('allocating');
    simulation.settle(fail('config-changed'));

    expect(simulation.model.units[UNIT]?.agent).toMatchObject({
      status: 'error',
      message: 'hook failed: "config-changed"',
      data: { hook: 'config-changed' },
    });
  });

  it('keeps the error over a partition', () => {
    const simulation = related();
    simulation.exec('mysql/0', ['relation-set -r 0 a=1']);
    simulation.settle(fail('db-relation-changed'));
    const before = simulation.model.units['wordpress/0']?.agent;
    simulation.update(setPartition('1', true));
    simulation.update(setPartition('1', false));

    expect(simulation.model.units['wordpress/0']?.agent).toEqual(before);
  });
});
