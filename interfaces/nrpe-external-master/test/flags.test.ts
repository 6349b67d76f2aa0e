import type { CharmDefinition, Databag } from '@reactive-charms/reactive';
import { charmWithEndpoint, freshUnit, relationState, runHook } from '@reactive-charms/testing';
import type { UnitState } from '@reactive-charms/testing';
import { Provides, Requires } from '../index.ts';

const CHECKED = charmWithEndpoint('nrpe', 'provides', Provides);
const AGENT = charmWithEndpoint('nrpe', 'requires', Requires);

let state: UnitState;
beforeEach(() => {
  state = freshUnit('charm/0', { relations: { 'nrpe:1': relationState('other') } });
});

/** Runs a hook about other/0, which is joined with a databag, or is not. */
async function isAvailableAfter(
  charm: CharmDefinition,
  hook: string,
  bag?: Databag,
): Promise<boolean> {
  const units = bag ? { 'other/0': bag } : {};
  const outcome = await runHook(
    charm,
    hook,
    { ...state, relations: { 'nrpe:1': relationState('other', { units }) } },
    { remoteUnit: 'other/0' },
  );
  state = outcome.state;
  return outcome.flags.includes('endpoint.nrpe.available');
}

describe('the flag available', () => {
  it('is set while the agent has told the name of the machine', async () => {
    const named = { nagios_hostname: 'juju-mysql-0' };
    expect(await isAvailableAfter(CHECKED, 'nrpe-relation-joined', {})).toBe(false);
    expect(await isAvailableAfter(CHECKED, 'nrpe-relation-changed', named)).toBe(true);
    expect(await isAvailableAfter(CHECKED, 'update-status', named)).toBe(true);
    expect(await isAvailableAfter(CHECKED, 'nrpe-relation-departed')).toBe(false);
    expect(await isAvailableAfter(CHECKED, 'nrpe-relation-changed', named)).toBe(true);
    expect(await isAvailableAfter(CHECKED, 'nrpe-relation-broken')).toBe(false);
  });

  it('is set while a charm on the machine wants something checked', async () => {
    const wanted = { monitors: '{monitors: {remote: {nrpe: {a: {command: b}}}}}' };
    const none = { monitors: '{monitors: {remote: {nrpe: {}}}}' };
    expect(await isAvailableAfter(AGENT, 'nrpe-relation-joined', {})).toBe(false);
    expect(await isAvailableAfter(AGENT, 'nrpe-relation-changed', none)).toBe(false);
    expect(await isAvailableAfter(AGENT, 'nrpe-relation-changed', wanted)).toBe(true);
    expect(await isAvailableAfter(AGENT, 'update-status', wanted)).toBe(true);
    expect(await isAvailableAfter(AGENT, 'nrpe-relation-changed', { monitors: 'a: [' })).toBe(
      false,
    );
    expect(await isAvailableAfter(AGENT, 'nrpe-relation-changed', wanted)).toBe(true);
    expect(await isAvailableAfter(AGENT, 'nrpe-relation-departed')).toBe(false);
    expect(await isAvailableAfter(AGENT, 'nrpe-relation-changed', wanted)).toBe(true);
    expect(await isAvailableAfter(AGENT, 'nrpe-relation-broken')).toBe(false);
  });
});

describe('the flag malformed', () => {
  it('is set while YAML of a charm cannot be read', async () => {
    const relations = (monitors: string): UnitState['relations'] => ({
      'nrpe:1': relationState('other', { units: { 'other/0': { monitors } } }),
    });
    const bad = await runHook(AGENT, 'nrpe-relation-changed', {
      ...state,
      relations: relations('a: ['),
    });
    expect(bad.flags).toContain('endpoint.nrpe.malformed');
    expect(bad.state.status).toEqual({
      status: 'blocked',
      message: 'other/0 publishes a malformed monitors in relation nrpe:1: expected YAML',
    });
    const good = await runHook(AGENT, 'nrpe-relation-changed', {
      ...bad.state,
      relations: relations('monitors:'),
    });
    expect(good.flags).not.toContain('endpoint.nrpe.malformed');
  });
});
