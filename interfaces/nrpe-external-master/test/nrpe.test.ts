import { fakeEndpoint } from '@reactive-charms/reactive/testing';
import * as fc from 'fast-check';
import { agentSchema, Provides, readMonitors, Requires, writeMonitors } from '../index.ts';

const name = 'check_contrail_status_kubernetes_master';
const monitors = `monitors:
  remote:
    nrpe:
      ${name}:
        command: check_${name}
`;

describe('the wire', () => {
  it('is that of the Python charm, byte for byte (2.8)', async () => {
    const provides = fakeEndpoint(Provides, { 'nrpe:0': {} }, 'provides');
    await provides.publish({ checks: { [name]: `check_${name}` } });
    expect(provides.relations[0]?.published).toEqual({ primary: 'False', monitors });
  });

  it('loses both keys with the last check', async () => {
    const published = { primary: 'False', monitors, 'private-address': '10.0.0.1' };
    const provides = fakeEndpoint(Provides, { 'nrpe:0': { published } }, 'provides');
    await provides.publish({ checks: {} });
    expect(provides.relations[0]?.published).toEqual({ 'private-address': '10.0.0.1' });
  });

  it('is read as it was written', async () => {
    await fc.assert(
      fc.asyncProperty(fc.dictionary(fc.string(), fc.string()), async (checks) => {
        expect(await readMonitors(await writeMonitors(checks))).toEqual({
          ok: true,
          value: checks,
        });
      }),
    );
    const agent = { nagiosHostname: 'juju-mysql-0', nagiosHostContext: 'juju' };
    const requires = fakeEndpoint(Requires, { 'nrpe:0': {} });
    requires.publish(agent);
    const bag = requires.relations[0]?.published ?? {};
    expect(bag).toEqual({ nagios_hostname: 'juju-mysql-0', nagios_host_context: 'juju' });
    expect(agentSchema.decode(bag).values).toEqual(agent);
  });
});

describe('readMonitors', () => {
  it.each([
    ['', {}],
    ['null', {}],
    ['[1, 2]', {}],
    ['monitors: {local: {procrunning: {}}}', {}],
    ['{monitors: {remote: {nrpe: {a: {command: b, max: 3}}}}}', { a: 'b' }],
  ])('reads %j', async (wire, value) => {
    expect(await readMonitors(wire)).toEqual({ ok: true, value });
  });

  it.each([
    ['a: [', 'expected YAML'],
    ['monitors: {remote: {nrpe: text}}', 'expected a map of checks'],
    ['monitors: {remote: {nrpe: {a: {}}}}', 'expected a command in check a'],
  ])('refuses %j', async (wire, reason) => {
    expect(await readMonitors(wire)).toEqual({ ok: false, reason });
  });

  it('never throws', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string(), async (wire) => {
        expect(typeof (await readMonitors(wire)).ok).toBe('boolean');
      }),
    );
  });
});

describe('Requires', () => {
  it('reads the checks of each unit and tells what it cannot read', async () => {
    const requires = fakeEndpoint(Requires, {
      'nrpe:0': { units: { 'mysql/0': { primary: 'True', monitors } } },
      'nrpe:1': { units: { 'wordpress/1': { primary: 'perhaps', monitors: 'a: [' } } },
      'nrpe:2': { units: { 'ntp/0': {} } },
    });
    expect(await requires.readChecks()).toEqual({
      units: [
        { unit: 'mysql/0', primary: true, checks: { [name]: `check_${name}` } },
        { unit: 'ntp/0', primary: false, checks: {} },
      ],
      problems: [
        {
          unit: 'wordpress/1',
          relationId: 'nrpe:1',
          key: 'primary',
          reason: 'expected True or False',
        },
        { unit: 'wordpress/1', relationId: 'nrpe:1', key: 'monitors', reason: 'expected YAML' },
      ],
    });
  });
});

describe('Provides', () => {
  it("knows the machine's name at the monitoring server", () => {
    const provides = fakeEndpoint(
      Provides,
      {
        'nrpe:0': {
          units: { 'nrpe/0': { nagios_hostname: 'juju-a', nagios_host_context: 'juju' } },
        },
      },
      'provides',
    );
    expect(provides.nagiosHostname).toBe('juju-a');
    expect(provides.nagiosHostContext).toBe('juju');
    expect(provides.problems).toEqual([]);
  });
});
