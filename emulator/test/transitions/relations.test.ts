import { DiagnosticsError } from '@reactive-charms/juju';
import { addRelation, deployApplication, removeRelation } from '../../src/transitions/index.ts';
import { relationKey } from '../../src/transitions/relations.ts';
import { makeCharm } from '../support/charms.ts';
import { createSimulation } from '../support/simulation.ts';
import type { Simulation } from '../support/simulation.ts';

/** Two charms with two matching pairs of endpoints, one without any, and a subordinate. */
function start(): Simulation {
  const simulation = createSimulation();
  const charms = {
    mysql: makeCharm('mysql', {
      provides: { server: 'mysql', admin: 'mysql' },
      peers: { ring: 'ring' },
    }),
    wordpress: makeCharm('wordpress', { requires: { db: 'mysql' }, provides: { web: 'http' } }),
    haproxy: makeCharm('haproxy', { requires: { backend: 'http' } }),
    logger: makeCharm('logger', {
      requires: { host: { interface: 'juju-info', container: true } },
      subordinate: true,
    }),
  };
  for (const [name, charm] of Object.entries(charms)) {
    simulation.update(deployApplication({ name, charm }));
  }
  return simulation;
}

function relate(a: string, b: string): string[] {
  const simulation = start();
  simulation.update(addRelation(a, b));
  return Object.values(simulation.model.relations).map(relationKey);
}

function failure(act: () => void): string {
  try {
    act();
  } catch (error) {
    if (error instanceof DiagnosticsError) return error.message;
    throw error;
  }
  throw new Error('expected a failure');
}

describe('addRelation', () => {
  it('infers the endpoints where only one pair fits', () => {
    expect(relate('haproxy', 'wordpress')).toContain('haproxy:backend wordpress:web');
    expect(relate('wordpress:web', 'haproxy')).toContain('haproxy:backend wordpress:web');
  });

  it('relates a subordinate to the implicit endpoint of any application', () => {
    const simulation = start();
    simulation.update(addRelation('logger', 'mysql'));

    expect(Object.values(simulation.model.relations).at(-1)).toMatchObject({
      scope: 'container',
      ends: [{ endpoint: 'juju-info' }, { endpoint: 'host' }],
    });
  });

  it('refuses several fitting pairs and lists them', () => {
    const message = failure(() => relate('mysql', 'wordpress'));

    expect(message).toContain('ambiguous relation: "mysql wordpress" could mean several');
    expect(message).toContain('"mysql:admin wordpress:db", "mysql:server wordpress:db"');
  });

  it('refuses an unknown application or endpoint and lists those there are', () => {
    expect(failure(() => relate('mysq', 'wordpress'))).toContain(
      'application "mysq" not found [APPLICATION_NOT_FOUND]\n  fix: use one of the applications there are: haproxy, logger, mysql, wordpress',
    );
    expect(failure(() => relate('mysql:nope', 'wordpress'))).toContain(
      'application "mysql" has no endpoint "nope"',
    );
  });

  it('refuses applications that do not fit and shows their endpoints', () => {
    const message = failure(() => relate('haproxy', 'mysql'));

    expect(message).toContain('no relations found between "haproxy" and "mysql"');
    expect(message).toContain('haproxy:backend (requires http)');
  });

  it('refuses a relation that there is already', () => {
    const simulation = start();
    simulation.update(addRelation('haproxy', 'wordpress'));

    expect(failure(() => simulation.update(addRelation('wordpress', 'haproxy')))).toContain(
      'exists already',
    );
  });
});

describe('removeRelation', () => {
  it('takes a relation away at once that no unit has entered', () => {
    const simulation = start();
    simulation.update(addRelation('haproxy', 'wordpress'));
    simulation.update(removeRelation('wordpress:web', 'haproxy'));

    expect(Object.values(simulation.model.relations).map(relationKey)).toEqual(['mysql:ring']);
  });

  it('refuses a relation that there is not and lists those there are', () => {
    const simulation = start();
    simulation.update(addRelation('haproxy', 'wordpress'));

    expect(failure(() => simulation.update(removeRelation('mysql', 'wordpress')))).toContain(
      'fix: use one of the relations there are: haproxy:backend wordpress:web, mysql:ring',
    );
  });
});
