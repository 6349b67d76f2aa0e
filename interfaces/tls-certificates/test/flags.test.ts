import { defineLayer, endpointFlags } from '@reactive-charms/reactive';
import type { CharmShape, Databag, UnitName } from '@reactive-charms/reactive';
import { charmWithEndpoint, freshUnit, relationState, runHook } from '@reactive-charms/testing';
import type { UnitState } from '@reactive-charms/testing';
import { Provides, providesFlags, Requires, requiresFlags } from '../index.ts';

type Units = Readonly<Record<`${string}/${number}`, Databag>>;

interface Authority extends CharmShape {
  readonly options: object;
  readonly endpoints: { readonly side: Provides };
  readonly actions: object;
  readonly results: object;
  readonly storage: object;
  readonly flags: string;
}

/** An authority that signs what is new, and counts what it signs. */
const signing = defineLayer<Authority>('signing', (layer) => {
  layer.when('endpoint.side.available').handle('introduce', ({ endpoints }) => {
    endpoints.side.publishAuthority({ ca: 'CA' });
  });
  layer.when('endpoint.side.unanswered').handle('sign', ({ endpoints, unit }) => {
    for (const wanted of endpoints.side.unanswered) {
      const serial = Number(unit.data.get('serial') ?? 0) + 1;
      unit.data.set('serial', serial);
      endpoints.side.answer(wanted, { certificate: `C${serial}`, key: `K${serial}` });
    }
  });
});

const CHARMS = {
  mute: charmWithEndpoint('side', 'provides', Provides),
  signing: { ...charmWithEndpoint('side', 'provides', Provides), layers: [signing] },
  server: charmWithEndpoint('side', 'requires', Requires),
};

let state: UnitState;
beforeEach(() => {
  state = freshUnit('charm/0', { relations: { 'side:1': relationState('other') } });
});

/** Runs a hook about one unit while these units are joined. @returns the interface's flags that are set. */
async function flagsAfter(
  charm: keyof typeof CHARMS,
  hook: string,
  units: Units,
  remoteUnit: UnitName = 'other/0',
): Promise<string[]> {
  const relation = { ...(state.relations['side:1'] ?? relationState('other')), units };
  const outcome = await runHook(
    CHARMS[charm],
    hook,
    { ...state, relations: { 'side:1': relation } },
    { remoteUnit },
  );
  state = outcome.state;
  const table = charm === 'server' ? requiresFlags : providesFlags;
  const names = new Set<string>(Object.values(endpointFlags('side', table)));
  return outcome.flags
    .filter((flag) => names.has(flag))
    .map((flag) => flag.replace('endpoint.side.', ''));
}

function published(): Databag {
  return state.relations['side:1']?.published ?? {};
}

describe('the flags of Requires', () => {
  const own = { 'charm_0.server.cert': 'C', 'charm_0.server.key': 'K' };

  it('follow what providers publish', async () => {
    const after = async (bag: Databag): Promise<string[]> =>
      flagsAfter('server', 'side-relation-changed', { 'other/0': bag });
    expect(await after({})).toEqual([]);
    expect(await after({ ca: 'CA' })).toEqual(['authority']);
    expect(await after({ ca: 'CA', ...own })).toEqual(['authority', 'available']);
    expect(await after({ ...own, 'client.cert': 'C', 'client.key': 'K' })).toEqual([]);
    expect(await after({ ca: 'CA', 'client.cert': 'C', 'client.key': 'K' })).toEqual([
      'authority',
      'client-available',
    ]);
    expect(await after({ ca: 'CA', 'charm_1.server.cert': 'C' })).toEqual(['authority']);
  });

  it('stay when one of two providers leaves, and go with the relation', async () => {
    const bag = { ca: 'CA', ...own };
    const both = { 'other/0': bag, 'other/1': bag };
    expect(await flagsAfter('server', 'side-relation-changed', both)).toContain('available');
    const left = { 'other/1': bag };
    expect(await flagsAfter('server', 'side-relation-departed', left)).toContain('available');
    expect(await flagsAfter('server', 'update-status', left)).toContain('available');
    expect(await flagsAfter('server', 'side-relation-broken', {})).toEqual([]);
  });
});

describe('the flags of Provides', () => {
  const request = { common_name: 'db', sans: '["db"]' };

  it('follow what units ask for', async () => {
    const after = async (hook: string, units: Units): Promise<string[]> =>
      flagsAfter('mute', hook, units);
    expect(await after('side-relation-joined', { 'other/0': {} })).toEqual([]);
    expect(await after('side-relation-changed', { 'other/0': request })).toEqual([
      'available',
      'unanswered',
    ]);
    expect(await after('side-relation-departed', {})).toEqual([]);
  });

  it('end unanswered with the hook in which the charm answers', async () => {
    const units = { 'other/0': request };
    expect(await flagsAfter('signing', 'side-relation-changed', units)).toEqual(['available']);
    expect(published()).toEqual({
      ca: 'CA',
      'other_0.server.cert': 'C1',
      'other_0.server.key': 'K1',
    });
    expect(await flagsAfter('signing', 'update-status', units)).toEqual(['available']);
    expect(await flagsAfter('signing', 'side-relation-changed', units)).toEqual(['available']);
    expect(published()['other_0.server.cert']).toBe('C1');
  });

  it('ask anew for a certificate whose names have changed, not for their order', async () => {
    const two = { 'other/0': { common_name: 'db', sans: '["db", "10.0.12.1"]' } };
    await flagsAfter('signing', 'side-relation-changed', two);
    const turned = { 'other/0': { common_name: 'db', sans: '["10.0.12.1", "db"]' } };
    await flagsAfter('signing', 'side-relation-changed', turned);
    expect(published()['other_0.server.cert']).toBe('C1');
    const more = { 'other/0': { common_name: 'db', sans: '["10.0.12.2", "db"]' } };
    expect(await flagsAfter('signing', 'side-relation-changed', more)).toEqual(['available']);
    expect(published()['other_0.server.cert']).toBe('C2');
  });

  it('take the answers of a charm before this one as they are', async () => {
    const bag = { ca: 'CA', 'other_0.server.cert': 'OLD', 'other_0.server.key': 'OLD KEY' };
    state = freshUnit('charm/0', {
      relations: { 'side:1': relationState('other', { published: bag }) },
    });
    expect(await flagsAfter('signing', 'upgrade-charm', { 'other/0': request })).toEqual([
      'available',
    ]);
    expect(published()).toEqual(bag);
    const more = { 'other/0': { ...request, sans: '["db", "10.0.12.2"]' } };
    await flagsAfter('signing', 'side-relation-changed', more);
    expect(published()['other_0.server.cert']).toBe('C1');
  });
});

describe('answers of Provides', () => {
  const further = (names: string): Databag => ({ common_name: 'db', cert_requests: names });

  it('leave with their unit, and with what it asks for no longer', async () => {
    const both = { 'other/0': { common_name: 'two' }, 'other/1': further('{"a": {}, "b": {}}') };
    await flagsAfter('signing', 'side-relation-changed', both);
    expect(Object.keys(published()).sort()).toEqual([
      'ca',
      'other_0.server.cert',
      'other_0.server.key',
      'other_1.processed_requests',
      'other_1.server.cert',
      'other_1.server.key',
    ]);
    const fewer = { 'other/1': { cert_requests: '{"b": {}}' } };
    await flagsAfter('signing', 'side-relation-departed', { 'other/1': both['other/1'] });
    await flagsAfter('signing', 'side-relation-changed', fewer, 'other/1');
    expect(published()).toEqual({
      ca: 'CA',
      'other_1.processed_requests': '{"b": {"cert": "C4", "key": "K4"}}',
    });
  });

  it('stay while what the unit asks for cannot be read', async () => {
    await flagsAfter('signing', 'side-relation-changed', { 'other/0': further('{"a": {}}') });
    const before = published();
    await flagsAfter('signing', 'side-relation-changed', { 'other/0': further('{"a": ') });
    expect(published()).toEqual(before);
  });

  it('stay as they are while the names for a certificate cannot be read', async () => {
    const good = { common_name: 'db', sans: '["db"]' };
    await flagsAfter('signing', 'side-relation-changed', { 'other/0': good });
    const before = published();
    for (const bag of [{ ...good, sans: '["db"' }, { ...good, sans: 'x', unit_name: '?' }, good]) {
      const flags = await flagsAfter('signing', 'side-relation-changed', { 'other/0': bag });
      expect(flags).toEqual(['available']);
      expect(published()).toEqual(before);
    }
  });

  it('stay while a unit has garbled the name that it gives itself', async () => {
    const good = { common_name: 'db', unit_name: 'db_0' };
    await flagsAfter('signing', 'side-relation-changed', { 'other/0': good });
    const before = published();
    expect(before['db_0.server.cert']).toBe('C1');
    const garbled = { ...good, unit_name: 'db' };
    await flagsAfter('signing', 'side-relation-changed', { 'other/0': garbled });
    expect(published()).toEqual(before);
    await flagsAfter('signing', 'side-relation-changed', { 'other/0': good });
    expect(published()).toEqual(before);
    await flagsAfter('signing', 'side-relation-departed', {});
    expect(published()).toEqual({ ca: 'CA' });
  });
});
