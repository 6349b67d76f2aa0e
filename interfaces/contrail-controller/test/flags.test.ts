import { endpointFlags } from '@reactive-charms/reactive';
import type { Databag } from '@reactive-charms/reactive';
import { charmWithEndpoint, freshUnit, relationState, runHook } from '@reactive-charms/testing';
import type { UnitState } from '@reactive-charms/testing';
import { Provides, providesFlags, Requires, requiresFlags } from '../index.ts';

type Units = Readonly<Record<`${string}/${number}`, Databag>>;

describe.each([
  {
    title: 'Requires',
    charm: charmWithEndpoint('side', 'requires', Requires),
    flag: endpointFlags('side', requiresFlags).available,
    ready: { controller_ips: '["10.0.12.10"]' },
    // Controllers that are too few.
    unready: { controller_ips: '[]', 'auth-mode': 'no-auth' },
  },
  {
    title: 'Provides',
    charm: charmWithEndpoint('side', 'provides', Provides),
    flag: endpointFlags('side', providesFlags).available,
    ready: { 'unit-type': 'agent' },
    unready: { ziu_done: '2' },
  },
])('the flag available of $title', ({ charm, flag, ready, unready }) => {
  let state: UnitState;
  beforeEach(() => {
    state = freshUnit('charm/0', { relations: { 'side:1': relationState('other') } });
  });

  /** Runs a hook about other/0 while these units are joined. */
  async function isSetAfter(hook: string, units: Units): Promise<boolean> {
    const outcome = await runHook(
      charm,
      hook,
      { ...state, relations: { 'side:1': relationState('other', { units }) } },
      { remoteUnit: 'other/0' },
    );
    state = outcome.state;
    return outcome.flags.includes(flag);
  }

  it('follows what units publish, and stays through hooks of others', async () => {
    expect(await isSetAfter('side-relation-joined', { 'other/0': {} })).toBe(false);
    expect(await isSetAfter('side-relation-changed', { 'other/0': unready })).toBe(false);
    expect(await isSetAfter('side-relation-changed', { 'other/0': ready })).toBe(true);
    expect(await isSetAfter('update-status', { 'other/0': ready })).toBe(true);
    expect(await isSetAfter('side-relation-changed', { 'other/0': {} })).toBe(false);
  });

  it('stays when one of two units leaves, and goes with the last', async () => {
    const both = { 'other/0': ready, 'other/1': ready };
    expect(await isSetAfter('side-relation-changed', both)).toBe(true);
    expect(await isSetAfter('side-relation-departed', { 'other/1': ready })).toBe(true);
    state = freshUnit('charm/0', { relations: state.relations });
    expect(await isSetAfter('side-relation-changed', { 'other/0': ready })).toBe(true);
    expect(await isSetAfter('side-relation-departed', {})).toBe(false);
  });

  it('goes when the relation is removed', async () => {
    expect(await isSetAfter('side-relation-changed', { 'other/0': ready })).toBe(true);
    expect(await isSetAfter('side-relation-broken', {})).toBe(false);
  });
});
