import type { CharmDefinition, Databag } from '@reactive-charms/reactive';
import { charmWithEndpoint, freshUnit, relationState, runHook } from '@reactive-charms/testing';
import type { HookOutcome, RelationState, UnitState } from '@reactive-charms/testing';
import { Provides, Requires } from '../index.ts';

const PRINCIPAL = charmWithEndpoint('cni', 'provides', Provides);
const PLUGIN = charmWithEndpoint('cni', 'requires', Requires);

const WHOLE = { cidr: '10.32.0.0/12', 'cni-conf-file': '10-contrail.conf' };

let state: UnitState;
beforeEach(() => {
  state = freshUnit('charm/0');
});

/** A relation with an application whose unit, if any, has joined with this databag. */
function relation(application: string, bag?: Databag): RelationState {
  return relationState(application, bag ? { units: { [`${application}/0`]: bag } } : {});
}

/** What goal-state says when the operator has related these applications. */
function goal(...applications: string[]): NonNullable<UnitState['goalState']> {
  const named = applications.map((name) => [name, { status: 'joining' }] as const);
  return {
    units: { 'charm/0': { status: 'active' } },
    relations: { cni: { applications: Object.fromEntries(named), units: {} } },
  };
}

/** Runs a hook about a relation, after a change to what the last hook left. */
async function run(
  charm: CharmDefinition,
  hook: string,
  change: Partial<UnitState>,
  relationId: 'cni:1' | 'cni:2' = 'cni:1',
): Promise<HookOutcome> {
  const before = { ...state, ...change };
  const { application = 'contrail' } = before.relations[relationId] ?? {};
  const outcome = await runHook(charm, hook, before, {
    relationId,
    remoteUnit: `${application}/0`,
  });
  state = outcome.state;
  return outcome;
}

async function isAvailableAfter(...hook: Parameters<typeof run>): Promise<boolean> {
  return (await run(...hook)).flags.includes('endpoint.cni.available');
}

describe('the flag available of a principal', () => {
  it('waits for the subnets and the file', async () => {
    const told = async (hook: string, bag: Databag): Promise<boolean> =>
      isAvailableAfter(PRINCIPAL, hook, { relations: { 'cni:1': relation('contrail', bag) } });
    expect(await told('cni-relation-joined', {})).toBe(false);
    expect(await told('cni-relation-changed', { cidr: WHOLE.cidr })).toBe(false);
    expect(await told('cni-relation-changed', WHOLE)).toBe(true);
    expect(await told('update-status', WHOLE)).toBe(true);
    expect(await told('cni-relation-changed', { 'cni-conf-file': 'x' })).toBe(false);
  });

  it('waits for an application that goal-state names and that has not joined', async () => {
    const contrail = { 'cni:1': relation('contrail', WHOLE) };
    const goalState = goal('contrail', 'flannel');
    const told = async (relations: UnitState['relations']): Promise<boolean> =>
      isAvailableAfter(PRINCIPAL, 'cni-relation-changed', { relations, goalState });
    expect(await told(contrail)).toBe(false);
    expect(await told({ ...contrail, 'cni:2': relation('flannel') })).toBe(false);
    expect(await told({ ...contrail, 'cni:2': relation('flannel', {}) })).toBe(false);
    const whole = { ...contrail, 'cni:2': relation('flannel', WHOLE) };
    const change = { relations: whole, goalState };
    expect(await isAvailableAfter(PRINCIPAL, 'cni-relation-changed', change, 'cni:2')).toBe(true);
  });

  it('goes with the next application that the operator relates, and comes back without it', async () => {
    const contrail = { 'cni:1': relation('contrail', WHOLE) };
    const both = { ...contrail, 'cni:2': relation('flannel') };
    const related = { relations: both, goalState: goal('contrail', 'flannel') };
    const alone = { relations: contrail };
    expect(await isAvailableAfter(PRINCIPAL, 'cni-relation-changed', alone)).toBe(true);
    expect(await isAvailableAfter(PRINCIPAL, 'cni-relation-created', related, 'cni:2')).toBe(false);
    // Juju names an application up to the end of the last hook of its relation.
    expect(await isAvailableAfter(PRINCIPAL, 'cni-relation-broken', related, 'cni:2')).toBe(true);
  });

  it('comes back in the last hook of a relation, where goal-state names its application still', async () => {
    const both = { 'cni:1': relation('contrail', WHOLE), 'cni:2': relation('flannel') };
    const related = { relations: both, goalState: goal('contrail', 'flannel') };
    expect(await isAvailableAfter(PRINCIPAL, 'cni-relation-changed', related)).toBe(false);
    expect(await isAvailableAfter(PRINCIPAL, 'cni-relation-broken', related, 'cni:2')).toBe(true);
  });

  it('waits no longer, whatever the hook, when goal-state names fewer applications', async () => {
    const relations = { 'cni:1': relation('contrail', WHOLE) };
    const both = { relations, goalState: goal('contrail', 'flannel') };
    expect(await isAvailableAfter(PRINCIPAL, 'cni-relation-changed', both)).toBe(false);
    expect(await isAvailableAfter(PRINCIPAL, 'update-status', both)).toBe(false);
    const one = { relations, goalState: goal('contrail') };
    expect(await isAvailableAfter(PRINCIPAL, 'update-status', one)).toBe(true);
  });

  it('is cleared when the plug-in leaves, and when the relation is removed', async () => {
    const relations = { 'cni:1': relation('contrail', WHOLE) };
    const left = { 'cni:1': relation('contrail') };
    expect(await isAvailableAfter(PRINCIPAL, 'cni-relation-changed', { relations })).toBe(true);
    expect(await isAvailableAfter(PRINCIPAL, 'cni-relation-departed', { relations: left })).toBe(
      false,
    );
    expect(await isAvailableAfter(PRINCIPAL, 'cni-relation-changed', { relations })).toBe(true);
    expect(await isAvailableAfter(PRINCIPAL, 'cni-relation-broken', { relations: left })).toBe(
      false,
    );
  });

  it('is clear while goal-state names nobody', async () => {
    const relations = { 'cni:1': relation('contrail', WHOLE) };
    const goalState = { ...goal(), relations: {} };
    expect(
      await isAvailableAfter(PRINCIPAL, 'cni-relation-changed', { relations, goalState }),
    ).toBe(false);
  });

  it('costs no question while nobody has joined, and none when it is set and nothing is new', async () => {
    const asks = async (...hook: Parameters<typeof run>): Promise<boolean> =>
      (await run(...hook)).calls.join().includes('goal-state');
    const alone = { relations: { 'cni:1': relation('contrail') } };
    expect(await asks(PRINCIPAL, 'cni-relation-created', alone)).toBe(false);
    const told = { relations: { 'cni:1': relation('contrail', WHOLE) } };
    expect(await asks(PRINCIPAL, 'cni-relation-joined', told)).toBe(true);
    expect(await asks(PRINCIPAL, 'update-status', told)).toBe(false);
  });
});

describe('the flag available of a plug-in', () => {
  it('is set while the principal has told what it is', async () => {
    const told = async (hook: string, bag?: Databag): Promise<boolean> =>
      isAvailableAfter(PLUGIN, hook, { relations: { 'cni:1': relation('worker', bag) } });
    expect(await told('cni-relation-joined', {})).toBe(false);
    expect(await told('cni-relation-changed', { is_master: 'perhaps' })).toBe(false);
    expect(await told('cni-relation-changed', { is_master: 'False' })).toBe(true);
    expect(await told('update-status', { is_master: 'False' })).toBe(true);
    expect(await told('cni-relation-departed')).toBe(false);
    expect(await told('cni-relation-changed', { is_master: 'True' })).toBe(true);
    expect(await told('cni-relation-broken')).toBe(false);
    // Newer principals say no word of the control plane.
    expect(await told('cni-relation-changed', { 'service-cidr': '10.96.0.0/12' })).toBe(true);
  });
});
