import type { ActionDefinition } from '@reactive-charms/juju';
import { validateParams } from '../../src/transitions/action-schema.ts';
import {
  cancelTask,
  deployApplication,
  enqueueActions,
  removeUnit,
  setConfig,
  resolveUnit,
} from '../../src/transitions/index.ts';
import { makeCharm } from '../support/charms.ts';
import { fail } from '../support/related.ts';
import { CharmFailure, CharmKilled, createSimulation } from '../support/simulation.ts';
import type { Simulation } from '../support/simulation.ts';

const SNAPSHOT: ActionDefinition = {
  description: 'Takes a snapshot.',
  params: {
    outfile: { type: 'string' },
    quality: { type: 'integer', minimum: 1, maximum: 9, default: 5 },
    compression: {
      type: 'object',
      properties: { kind: { type: 'string', enum: ['gzip', 'xz'], default: 'gzip' } },
    },
  },
  required: ['outfile'],
  additionalProperties: false,
};

const CHARM = makeCharm('mysql', {
  provides: { server: 'mysql' },
  options: { title: { type: 'string', description: '' } },
  actions: { snapshot: SNAPSHOT, ping: { description: '', params: {}, required: [] } },
});

function settled(units = 1): Simulation {
  const simulation = createSimulation();
  simulation.update(deployApplication({ name: 'mysql', charm: CHARM, units }));
  simulation.settle();
  return simulation;
}

describe('actions', () => {
  it.each([
    ['3.6.11', undefined, true],
    ['3.6.11', false, false],
    ['4.0.1', undefined, false],
    ['4.0.1', true, true],
  ])(
    'J62 Juju %s with additionalProperties %s takes undeclared parameters: %s',
    (agentVersion, additionalProperties, isTaken) => {
      const open = { description: '', params: {}, required: [] };
      const ping = additionalProperties === undefined ? open : { ...open, additionalProperties };
      const simulation = createSimulation({ agentVersion });
      const charm = makeCharm('mysql', { actions: { ping } });
      simulation.update(deployApplication({ name: 'mysql', charm, units: 1 }));
      simulation.settle();
      const enqueue = (): void =>
        simulation.update(
          enqueueActions({ units: ['mysql/0'], action: 'ping', params: { extra: 1 } }),
        );
      if (isTaken) expect(enqueue).not.toThrow();
      else expect(enqueue).toThrow('additional property "extra" is not allowed');
    },
  );

  it('are put on units as one operation, with the defaults of the schema', () => {
    const simulation = settled(2);
    const params = { outfile: '/tmp/a' };
    simulation.update(
      enqueueActions({ units: ['mysql/0', 'mysql/1'], action: 'snapshot', params }),
    );

    expect(Object.values(simulation.model.tasks)).toMatchObject([
      { id: '2', operation: '1', unit: 'mysql/0', status: 'pending' },
      { id: '3', operation: '1', unit: 'mysql/1', status: 'pending' },
    ]);
    expect(simulation.model.tasks['2']?.params).toEqual({
      outfile: '/tmp/a',
      quality: 5,
      compression: { kind: 'gzip' },
    });
  });

  it('run in the order of their numbers and keep results and progress', () => {
    const simulation = settled();
    for (const action of ['ping', 'snapshot']) {
      const params = action === 'ping' ? {} : { outfile: 'x' };
      simulation.update(enqueueActions({ units: ['mysql/0'], action, params }));
    }
    const lines = simulation.settle(undefined, {
      actions: (_task, tools) => {
        tools('action-log going');
        tools('action-set a.b=1');
      },
    });

    expect(lines).toEqual(['mysql/0 action ping', 'mysql/0 action snapshot']);
    const task = simulation.model.tasks['2'];
    expect(task).toMatchObject({ status: 'completed', message: '', results: { a: { b: '1' } } });
    expect(task?.log.map(({ message }) => message)).toEqual(['going']);
    expect(simulation.model.units['mysql/0']?.agent.status).toBe('idle');
  });

  it('C64 leave nothing behind when they fail, and put no unit in error', () => {
    const simulation = settled();
    simulation.update(enqueueActions({ units: ['mysql/0'], action: 'ping' }));
    simulation.settle(undefined, {
      actions: (_task, tools) => {
        tools('state-set k=v');
        throw new CharmFailure();
      },
    });

    expect(simulation.model.tasks['2']).toMatchObject({
      status: 'failed',
      message: 'exit status 1',
    });
    expect(simulation.model.units['mysql/0']).toMatchObject({
      state: {},
      agent: { status: 'idle' },
    });
  });

  it('C65 fail by action-fail, yet what they wrote is committed', () => {
    const simulation = settled();
    simulation.update(enqueueActions({ units: ['mysql/0'], action: 'ping' }));
    simulation.settle(undefined, {
      actions: (_task, tools) => {
        tools('action-fail');
        tools('state-set k=v');
      },
    });

    expect(simulation.model.tasks['2']).toMatchObject({
      status: 'failed',
      message: 'action failed without reason given, check action for errors',
    });
    expect(simulation.model.units['mysql/0']?.state).toEqual({ k: 'v' });
  });

  it('fail as terminated when they are killed', () => {
    const simulation = settled();
    simulation.update(enqueueActions({ units: ['mysql/0'], action: 'ping' }));
    simulation.settle(undefined, {
      actions: () => {
        throw new CharmKilled();
      },
    });

    expect(simulation.model.tasks['2']).toMatchObject({
      status: 'failed',
      message: 'action terminated',
    });
  });

  it('C109 run while the unit is in error, which stays', () => {
    const simulation = settled();
    simulation.update(setConfig('mysql', { title: 'x' }));
    simulation.settle(fail('config-changed'));
    simulation.update(enqueueActions({ units: ['mysql/0'], action: 'ping' }));

    expect(simulation.settle()).toEqual(['mysql/0 action ping']);
    expect(simulation.model.units['mysql/0']?.agent).toMatchObject({
      status: 'error',
      message: 'hook failed: "config-changed"',
    });
    simulation.update(resolveUnit('mysql/0', { retry: true }));
    expect(simulation.settle()).toEqual(['mysql/0 config-changed']);
  });

  it('come after install and before other hooks', () => {
    const simulation = createSimulation();
    simulation.update(deployApplication({ name: 'mysql', charm: CHARM }));
    simulation.update(enqueueActions({ units: ['mysql/0'], action: 'ping' }));

    expect(simulation.settle()).toEqual([
      'mysql/0 install',
      'mysql/0 leader-elected',
      'mysql/0 action ping',
      'mysql/0 config-changed',
      'mysql/0 start',
    ]);
  });

  it('are cancelled before they run, and with their unit', () => {
    const simulation = settled();
    simulation.update(enqueueActions({ units: ['mysql/0'], action: 'ping' }));
    simulation.update(cancelTask('2'));
    simulation.update(enqueueActions({ units: ['mysql/0'], action: 'ping' }));
    simulation.update(removeUnit('mysql/0', { force: true }));

    expect(simulation.hooks).not.toContain('mysql/0 action ping');
    expect(Object.values(simulation.model.tasks)).toMatchObject([
      { status: 'cancelled', message: 'action cancelled via the API' },
      { status: 'cancelled', message: 'unit removed' },
    ]);
    expect(() => simulation.update(cancelTask('2'))).toThrow('task "2" is cancelled already');
    expect(() => simulation.update(cancelTask('9'))).toThrow('task "9" not found');
  });

  it.each([
    ['nope', {}, 'action "nope" not defined on unit "mysql/0"'],
    [
      'snapshot',
      {},
      'validation failed: (root) : "outfile" property is missing and required, given {"compression":{"kind":"gzip"},"quality":5}',
    ],
    [
      'snapshot',
      { outfile: 'a', quality: 'two' },
      'validation failed: (root).quality : must be of type integer, given "two"',
    ],
    [
      'snapshot',
      { outfile: 5, quality: 10, more: 1 },
      'additional property "more" is not allowed, given',
    ],
    [
      'snapshot',
      { outfile: 'a', compression: { kind: 'zip' } },
      '(root).compression.kind : must match one of the enum values ["gzip","xz"], given "zip"',
    ],
  ])('refuse %s with %j in the words of Juju', (action, params, message) => {
    const simulation = settled();
    const run = enqueueActions({ units: ['mysql/0'], action, params });

    expect(() => simulation.update(run)).toThrow(message);
  });
});

describe('the schema of an action', () => {
  const faults = (schema: object, value: unknown): string[] =>
    validateParams({ description: '', params: { p: schema }, required: [] }, { p: value });

  it.each([
    [{ type: ['string', 'null'] }, 5, 'must be of type string or null, given 5'],
    [{ minLength: 2 }, 'a', 'string length must be greater or equal to 2, given "a"'],
    [{ maxLength: 2 }, 'abc', 'string length must be lower or equal to 2, given "abc"'],
    [{ pattern: '^a' }, 'b', 'does not match pattern \'^a\', given "b"'],
    [{ minimum: 3 }, 2, 'must be greater than or equal to 3, given 2'],
    [{ maximum: 3 }, 4, 'must be lower than or equal to 3, given 4'],
    [{ minimum: 3, exclusiveMinimum: true }, 3, 'must be greater than 3, given 3'],
    [{ maximum: 3, exclusiveMaximum: true }, 3, 'must be lower than 3, given 3'],
    [{ multipleOf: 2 }, 3, 'must be a multiple of 2, given 3'],
    [{ uniqueItems: true }, [1, 1], 'array items must be unique, given [1,1]'],
    [{ minItems: 1 }, [], 'array must have at least 1 items, given []'],
    [{ maxItems: 1 }, [1, 2], 'array must have at the most 1 items, given [1,2]'],
    [{ minProperties: 1 }, {}, 'must have at least 1 properties, given {}'],
    [{ anyOf: [{ type: 'string' }] }, 1, 'must validate at least one schema (anyOf), given 1'],
    [{ oneOf: [{}, {}] }, 1, 'must validate one and only one schema (oneOf), given 1'],
    [{ allOf: [{}, { type: 'null' }] }, 1, 'must validate all the schemas (allOf), given 1'],
    [{ not: {} }, 1, 'must not validate the schema (not), given 1'],
  ])('%j refuses %j', (schema, value, message) => {
    expect(faults(schema, value)).toEqual([`(root).p : ${message}`]);
  });

  it('looks into lists and open properties', () => {
    expect(faults({ items: { type: 'integer' } }, [1, 'a'])).toEqual([
      '(root).p.1 : must be of type integer, given "a"',
    ]);
    expect(faults({ additionalProperties: { type: 'string' } }, { a: 1 })).toEqual([
      '(root).p.a : must be of type string, given 1',
    ]);
    expect(faults({ type: 'object' }, { any: ['thing'] })).toEqual([]);
  });
});
