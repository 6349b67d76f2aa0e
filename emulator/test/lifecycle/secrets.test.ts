import { addUnit, removeRelation, removeUnit, setLeader } from '../../src/transitions/index.ts';
import { nextTimer } from '../../src/scheduler.ts';
import { CharmFailure, CharmKilled } from '../support/simulation.ts';
import { fail, related } from '../support/related.ts';
import type { Simulation } from '../support/simulation.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** mysql shares a secret with wordpress, which has read it. */
function shared(options: { readonly flags?: string; readonly mysql?: number } = {}): {
  readonly simulation: Simulation;
  readonly uri: string;
  readonly id: string;
} {
  const simulation = related({ mysql: options.mysql ?? 1 });
  const [added] = simulation.exec('mysql/0', [`secret-add token=one ${options.flags ?? ''}`]);
  const uri = added?.stdout.trim() ?? '';
  simulation.exec('mysql/0', [`secret-grant ${uri} -r 0`]);
  simulation.exec('wordpress/0', [`secret-get ${uri} token --label mine`]);
  simulation.settle();
  return { simulation, uri, id: Object.keys(simulation.model.secrets)[0] ?? '' };
}

describe('secret-changed', () => {
  it('comes once to units that follow an older revision', () => {
    const { simulation, uri } = shared();
    simulation.exec('mysql/0', [`secret-set ${uri} token=two`]);
    simulation.exec('mysql/0', [`secret-set ${uri} token=three`]);

    expect(simulation.settle()).toContain('wordpress/0 secret-changed');
    expect(simulation.settle()).toEqual([]);
    simulation.exec('mysql/0', [`secret-set ${uri} token=four`]);
    expect(simulation.settle()).toContain('wordpress/0 secret-changed');
  });

  it('does not come for a new label or description', () => {
    const { simulation, uri } = shared();
    simulation.exec('mysql/0', [`secret-set ${uri} --description more`]);

    expect(simulation.settle()).toEqual([]);
  });

  it('does not come to a unit that may not read the secret any more', () => {
    const { simulation, uri } = shared();
    simulation.exec('mysql/0', [`secret-revoke ${uri} --app wordpress`]);
    simulation.exec('mysql/0', [`secret-set ${uri} token=two`]);

    expect(simulation.settle()).not.toContain('wordpress/0 secret-changed');
  });

  it('names the label that the unit itself gave', () => {
    const { simulation, uri } = shared({ flags: '--label owners' });
    simulation.exec('mysql/0', [`secret-set ${uri} token=two`]);
    const labels: unknown[] = [];
    simulation.settle((hook) => {
      if (hook.name === 'secret-changed' && hook.kind === 'secret') labels.push(hook.label);
    });

    expect(labels).toEqual(['mine']);
  });
});

describe('secret-remove', () => {
  it('comes to the owner for each revision that nobody reads any more', () => {
    const { simulation, uri } = shared();
    simulation.exec('mysql/0', [`secret-set ${uri} token=two`]);
    expect(simulation.settle()).toEqual(['wordpress/0 secret-changed']);
    simulation.exec('wordpress/0', [`secret-get ${uri} --refresh`]);
    const revisions: unknown[] = [];
    const lines = simulation.settle((hook) => {
      if (hook.kind === 'secret') revisions.push(hook.revision);
    });

    expect(lines).toEqual(['mysql/0 secret-remove']);
    expect(revisions).toEqual([1]);
    expect(simulation.settle()).toEqual([]);
  });

  it('comes to the leader only', () => {
    const { simulation, uri } = shared({ mysql: 2 });
    simulation.exec('mysql/0', [`secret-set ${uri} token=two`]);
    simulation.exec('wordpress/0', [`secret-get ${uri} --refresh`]);
    simulation.update(setLeader('mysql/1'));

    expect(simulation.settle().filter((line) => line.includes('secret'))).toEqual([
      'mysql/1 secret-remove',
    ]);
  });
});

describe('secret-rotate', () => {
  it('comes when it is due by the clock, and again an hour after a new revision', () => {
    const { simulation, uri } = shared({ flags: '--rotate hourly' });
    simulation.pass(HOUR - 1);
    expect(simulation.settle()).toEqual([]);
    simulation.pass(1);
    const lines = simulation.settle((hook, tools) => {
      if (hook.name === 'secret-rotate') tools(`secret-set ${uri} token=two`);
    });
    expect(lines).toContain('mysql/0 secret-rotate');
    simulation.pass(HOUR - 1);
    expect(simulation.settle()).toEqual([]);
    simulation.pass(1);

    expect(simulation.settle()).toEqual(['mysql/0 secret-rotate']);
  });

  it('comes again soon where the owner did not rotate', () => {
    const { simulation, id } = shared({ flags: '--rotate hourly' });
    simulation.pass(HOUR);
    simulation.settle();

    expect(simulation.model.secrets[id]?.nextRotate).toBe(
      new Date(Date.parse(simulation.model.time) + 5 * MINUTE).toISOString(),
    );
  });

  it('is dropped when the leadership is lost before it runs', () => {
    const { simulation } = shared({ flags: '--rotate hourly', mysql: 2 });
    simulation.pass(HOUR);
    simulation.step('mysql/0', () => {
      throw new CharmKilled();
    });
    expect(simulation.hooks.at(-1)).toBe('mysql/0 secret-rotate');
    simulation.update(setLeader('mysql/1'));
    const lines = simulation.settle();

    expect(lines).toContain('mysql/1 secret-rotate');
    expect(lines).not.toContain('mysql/0 secret-rotate');
  });

  it('is dropped when it failed, and the leadership is lost before it is run again', () => {
    const { simulation } = shared({ flags: '--rotate hourly', mysql: 2 });
    simulation.pass(HOUR);
    simulation.step('mysql/0', () => {
      throw new CharmFailure();
    });
    simulation.update(setLeader('mysql/1'));
    simulation.pass(MINUTE);

    expect(simulation.settle()).not.toContain('mysql/0 secret-rotate');
    expect(simulation.model.units['mysql/0']?.uniter.failed).toBeUndefined();
    expect(simulation.model.units['mysql/0']?.agent.status).toBe('idle');
  });
});

describe('secret-expired', () => {
  it('comes once when the latest revision expires', () => {
    const { simulation } = shared({ flags: '--expire 1h' });
    simulation.pass(HOUR);
    const revisions: unknown[] = [];
    const lines = simulation.settle((hook) => {
      if (hook.kind === 'secret') revisions.push(hook.revision);
    });

    expect(lines).toEqual(['mysql/0 secret-expired']);
    expect(revisions).toEqual([1]);
    expect(simulation.settle()).toEqual([]);
  });

  it('counts among what waits for the clock until it has come', () => {
    const { simulation, id } = shared({ flags: '--expire 1h' });
    const at = simulation.model.secrets[id]?.expires;
    expect(nextTimer(simulation.model, { timers: false })).toBe(at);
    simulation.pass(HOUR);
    simulation.settle();

    expect(nextTimer(simulation.model, { timers: false })).toBeUndefined();
  });
});

describe('secrets', () => {
  it('of a unit go with the unit, and those of an application stay', () => {
    const { simulation, id } = shared({ mysql: 2 });
    simulation.exec('mysql/1', ['secret-add token=own --owner unit']);
    expect(Object.keys(simulation.model.secrets)).toHaveLength(2);
    simulation.update(removeUnit('mysql/1'));
    simulation.settle();

    expect(Object.keys(simulation.model.secrets)).toEqual([id]);
  });

  it('are forgotten by readers that are gone, whose revision nobody reads then', () => {
    const { simulation, uri, id } = shared();
    simulation.update(addUnit({ application: 'wordpress' }));
    simulation.exec('mysql/0', [`secret-set ${uri} token=two`]);
    simulation.update(removeUnit('wordpress/0'));

    expect(simulation.settle()).toContain('mysql/0 secret-remove');
    expect(simulation.model.secrets[id]?.consumers).toEqual({});
  });

  it('are granted as long as the relation lasts', () => {
    const { simulation, id } = shared();
    expect(simulation.model.secrets[id]?.grants).toHaveLength(1);
    simulation.update(removeRelation('mysql', 'wordpress'));
    simulation.settle();

    expect(simulation.model.secrets[id]?.grants).toEqual([]);
  });

  it('cause no hook on a unit in error', () => {
    const { simulation, uri } = shared();
    simulation.exec('mysql/0', ['relation-set -r 0 a=1']);
    simulation.settle(fail('db-relation-changed'));
    simulation.exec('mysql/0', [`secret-set ${uri} token=two`]);

    expect(simulation.settle()).toEqual([]);
  });
});
