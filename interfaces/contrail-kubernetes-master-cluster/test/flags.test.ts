import type { Databag } from '@reactive-charms/reactive';
import { charmWithEndpoint, freshUnit, relationState, runHook } from '@reactive-charms/testing';
import type { UnitState } from '@reactive-charms/testing';
import { Peers } from '../index.ts';

const MASTER = charmWithEndpoint('cluster', 'peers', Peers);

const TOLD = { 'unit-address': '10.0.12.21' };

let state: UnitState;
beforeEach(() => {
  state = freshUnit('master/0', { relations: { 'cluster:1': relationState('master') } });
});

/** Runs a hook about master/1 while these other units are there. */
async function isAvailableAfter(
  hook: string,
  units: Readonly<Record<`master/${number}`, Databag>>,
): Promise<boolean> {
  const outcome = await runHook(
    MASTER,
    hook,
    { ...state, relations: { 'cluster:1': relationState('master', { units }) } },
    { remoteUnit: 'master/1' },
  );
  state = outcome.state;
  return outcome.flags.includes('endpoint.cluster.available');
}

describe('the flag available', () => {
  it('is clear while the unit is alone, and set while another has told its address', async () => {
    expect(await isAvailableAfter('cluster-relation-created', {})).toBe(false);
    expect(await isAvailableAfter('cluster-relation-joined', { 'master/1': {} })).toBe(false);
    expect(await isAvailableAfter('cluster-relation-changed', { 'master/1': TOLD })).toBe(true);
    expect(await isAvailableAfter('update-status', { 'master/1': TOLD })).toBe(true);
    expect(await isAvailableAfter('cluster-relation-departed', {})).toBe(false);
  });

  it('stays while one of two others is there', async () => {
    const both = { 'master/1': TOLD, 'master/2': TOLD };
    expect(await isAvailableAfter('cluster-relation-changed', both)).toBe(true);
    expect(await isAvailableAfter('cluster-relation-departed', { 'master/2': TOLD })).toBe(true);
  });

  it('goes with the relation', async () => {
    expect(await isAvailableAfter('cluster-relation-changed', { 'master/1': TOLD })).toBe(true);
    expect(await isAvailableAfter('cluster-relation-broken', {})).toBe(false);
  });
});
