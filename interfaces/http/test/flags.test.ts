import type { Databag } from '@reactive-charms/reactive';
import { charmWithEndpoint, freshUnit, relationState, runHook } from '@reactive-charms/testing';
import type { UnitState } from '@reactive-charms/testing';
import { Requires } from '../index.ts';

const PROXY = charmWithEndpoint('web', 'requires', Requires);

const WHOLE = { hostname: '10.0.12.20', port: '80' };

type Units = Readonly<Record<`${string}/${number}`, Databag>>;

let state: UnitState;
beforeEach(() => {
  state = freshUnit('charm/0', { relations: { 'web:1': relationState('web') } });
});

/** Runs a hook about web/0 while these units are joined. */
async function isAvailableAfter(hook: string, units: Units): Promise<boolean> {
  const outcome = await runHook(
    PROXY,
    hook,
    { ...state, relations: { 'web:1': relationState('web', { units }) } },
    { remoteUnit: 'web/0' },
  );
  state = outcome.state;
  return outcome.flags.includes('endpoint.web.available');
}

describe('the flag available', () => {
  it('is set while an address is known', async () => {
    expect(await isAvailableAfter('web-relation-joined', { 'web/0': {} })).toBe(false);
    expect(await isAvailableAfter('web-relation-changed', { 'web/0': WHOLE })).toBe(true);
    expect(await isAvailableAfter('update-status', { 'web/0': WHOLE })).toBe(true);
    expect(await isAvailableAfter('web-relation-changed', { 'web/0': { port: '80' } })).toBe(false);
  });

  it('stays when one of two units leaves, and goes with the last', async () => {
    const both = { 'web/0': WHOLE, 'web/1': WHOLE };
    expect(await isAvailableAfter('web-relation-changed', both)).toBe(true);
    expect(await isAvailableAfter('web-relation-departed', { 'web/1': WHOLE })).toBe(true);
    const silent = { 'web/0': WHOLE, 'web/1': {} };
    state = freshUnit('charm/0', { relations: state.relations });
    expect(await isAvailableAfter('web-relation-changed', silent)).toBe(true);
    expect(await isAvailableAfter('web-relation-departed', { 'web/1': {} })).toBe(false);
  });

  it('goes when the relation is removed', async () => {
    expect(await isAvailableAfter('web-relation-changed', { 'web/0': WHOLE })).toBe(true);
    expect(await isAvailableAfter('web-relation-broken', {})).toBe(false);
  });
});
