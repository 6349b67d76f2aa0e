import { join } from 'node:path';
import type { Databag } from '@reactive-charms/reactive';
import { fakeEndpoint, findInterfaceFaults } from '@reactive-charms/testing';
import * as fc from 'fast-check';
import {
  agentSchema,
  checksSchema,
  definition,
  Provides,
  Requires,
  writeMonitors,
} from '../index.ts';
import type { AgentFields } from '../index.ts';

const name = 'check_contrail_status_kubernetes_master';
const monitors = `monitors:
  remote:
    nrpe:
      ${name}:
        command: check_${name}
`;

function requiresFrom(bags: Readonly<Record<`${string}/${number}`, Databag>>): Requires {
  const relations = Object.entries(bags).map(([unit, bag], number) => [
    `nrpe:${number}`,
    { units: { [unit]: bag } },
  ]);
  return fakeEndpoint(Requires, Object.fromEntries(relations));
}

/** What an agent with these values has in its databag. */
function publishedByAgent(values: Partial<AgentFields>): Databag {
  const requires = fakeEndpoint(Requires, { 'nrpe:0': {} });
  requires.publish(values);
  return { ...requires.relations[0]?.published };
}

const word = fc.string({ minLength: 1 });
const agent = fc.record({ nagiosHostname: word, nagiosHostContext: word }, { requiredKeys: [] });

describe('the wire', () => {
  it('is that of the Python charm, byte for byte (2.8)', async () => {
    const provides = fakeEndpoint(Provides, { 'nrpe:0': {} }, 'provides');
    await provides.publish({ checks: { [name]: `check_${name}` } });
    expect(provides.relations[0]?.published).toEqual({ primary: 'False', monitors });
  });

  it('is read from the Python charm', async () => {
    const requires = requiresFrom({ 'master/0': { primary: 'False', monitors } });
    expect(await requires.readChecks()).toEqual({
      units: [{ unit: 'master/0', primary: false, checks: { [name]: `check_${name}` } }],
      problems: [],
    });
  });

  it('is that of the agent, both ways (2.8)', () => {
    const values = { nagiosHostname: 'juju-mysql-0', nagiosHostContext: 'juju' };
    const bag = { nagios_hostname: 'juju-mysql-0', nagios_host_context: 'juju' };
    expect(publishedByAgent(values)).toEqual(bag);
    expect(agentSchema.decode(bag)).toEqual({ values, faults: [] });
  });

  it('loses both keys with the last check', async () => {
    const published = { primary: 'False', monitors, 'private-address': '10.0.0.1' };
    const provides = fakeEndpoint(Provides, { 'nrpe:0': { published } }, 'provides');
    await provides.publish({ checks: {} });
    expect(provides.relations[0]?.published).toEqual({ 'private-address': '10.0.0.1' });
  });

  it('is read as it was written, on both sides', async () => {
    const checks = fc.dictionary(fc.string(), fc.string(), { minKeys: 1 });
    await fc.assert(
      fc.asyncProperty(checks, fc.boolean(), agent, async (wanted, primary, agentValues) => {
        const provides = fakeEndpoint(Provides, { 'nrpe:0': {} }, 'provides');
        await provides.publish({ primary, checks: wanted });
        const bag = { ...provides.relations[0]?.published };
        expect(checksSchema.decode(bag)).toEqual({
          values: { primary, monitors: await writeMonitors(wanted) },
          faults: [],
        });
        const { units } = await requiresFrom({ 'mysql/0': bag }).readChecks();
        expect(units).toEqual([{ unit: 'mysql/0', primary, checks: wanted }]);
        expect(agentSchema.decode(publishedByAgent(agentValues))).toEqual({
          values: agentValues,
          faults: [],
        });
      }),
    );
  });

  it('never makes a reader throw, on both sides', async () => {
    const key = fc.oneof(fc.constantFrom(...checksSchema.keys, ...agentSchema.keys), fc.string());
    const value = fc.oneof(fc.string(), fc.json());
    await fc.assert(
      fc.asyncProperty(fc.dictionary(key, value), async (bag) => {
        const requires = requiresFrom({ 'mysql/0': bag });
        const { units } = await requires.readChecks();
        const problems = await requires.problems;
        expect(problems.every(({ reason }) => reason !== '')).toBe(true);
        expect(units.length + problems.length).toBeGreaterThan(0);
        const provides = fakeEndpoint(Provides, { 'nrpe:0': { units: { 'nrpe/0': bag } } });
        expect([provides.nagiosHostname, provides.nagiosHostContext]).not.toContain('');
        expect(provides.problems).toEqual([]);
      }),
    );
  });
});

describe('Requires', () => {
  it('reads the checks of each unit and tells what it cannot read', async () => {
    const requires = requiresFrom({
      'mysql/0': { primary: 'True', monitors },
      'wordpress/1': { primary: 'perhaps', monitors: 'a: [' },
      'ntp/0': {},
      'haproxy/2': { primary: 'maybe', monitors },
    });
    const checks = { [name]: `check_${name}` };
    const { units, problems } = await requires.readChecks();
    expect(units).toEqual([
      { unit: 'mysql/0', primary: true, checks },
      { unit: 'ntp/0', primary: false, checks: {} },
      { unit: 'haproxy/2', primary: false, checks },
    ]);
    const unreadable = { key: 'primary', reason: 'expected True or False' };
    expect(problems).toEqual([
      { unit: 'wordpress/1', relationId: 'nrpe:1', ...unreadable },
      { unit: 'haproxy/2', relationId: 'nrpe:3', ...unreadable },
      { unit: 'wordpress/1', relationId: 'nrpe:1', key: 'monitors', reason: 'expected YAML' },
    ]);
    expect(await requires.problems).toEqual(problems);
  });

  it.each([
    ['True', true],
    ['true', true],
    ['False', false],
    ['false', false],
    ['None', false],
    ['null', false],
    ['', false],
  ])('reads primary %j', async (wire, primary) => {
    const requires = requiresFrom({ 'mysql/0': { primary: wire, 'some-key': 'x' } });
    expect(await requires.readChecks()).toEqual({
      units: [{ unit: 'mysql/0', primary, checks: {} }],
      problems: [],
    });
  });

  it('reads the same in whatever order units and relations came', async () => {
    const bag = fc.record(
      { primary: fc.constantFrom('True', 'perhaps'), monitors: fc.constantFrom(monitors, 'a: [') },
      { requiredKeys: [] },
    );
    const shuffled = fc
      .uniqueArray(fc.tuple(fc.nat({ max: 30 }), bag), { selector: ([number]) => number })
      .chain((list) =>
        fc.tuple(
          fc.constant(list),
          fc.shuffledSubarray(list, { minLength: list.length, maxLength: list.length }),
        ),
      );
    await fc.assert(
      fc.asyncProperty(shuffled, async (lists) => {
        const [one, two] = lists.map((list) => {
          const relations = list.map(([number, databag]) => [
            `nrpe:${number}`,
            { units: { [`mysql/${number % 7}`]: databag } },
          ]);
          return fakeEndpoint(Requires, Object.fromEntries(relations)).readChecks();
        });
        expect(await two).toEqual(await one);
      }),
    );
  });

  it('reads 500 units and databags with odd keys', async () => {
    const odd = { 'a=b': '1', ключ: '2', ['__proto__']: '3', constructor: '4', ' ': '5' };
    const bags = Array.from({ length: 500 }, (_, number) => [
      `mysql/${number}`,
      { ...odd, monitors },
    ]);
    const requires = requiresFrom(Object.fromEntries(bags));
    const { units, problems } = await requires.readChecks();
    expect(units.length).toBe(500);
    expect(problems).toEqual([]);
    expect(requires.units[0]?.received['ключ']).toBe('2');
  });
});

describe('Provides', () => {
  it("knows the machine's name at the monitoring server from the lowest unit that has told it", () => {
    const relations = {
      'nrpe:10': { units: { 'nrpe/0': { nagios_hostname: 'late', nagios_host_context: 'juju' } } },
      'nrpe:2': { units: { 'nrpe/1': { nagios_hostname: 'juju-a' }, 'nrpe/0': {} } },
    };
    const provides = fakeEndpoint(Provides, relations, 'provides');
    expect(provides.nagiosHostname).toBe('juju-a');
    expect(provides.nagiosHostContext).toBe('juju');
    expect(provides.problems).toEqual([]);
  });
});

it('is documented as it is, and reads whatever comes', async () => {
  expect(await findInterfaceFaults({ directory: join(__dirname, '..'), definition })).toEqual([]);
});
