import { defineLayer, endpointFlags } from '@reactive-charms/reactive';
import type { CharmShape, Databag, JsonValue } from '@reactive-charms/reactive';
import {
  charmWithEndpoint,
  freshUnit,
  relationState,
  runHook,
  secretState,
} from '@reactive-charms/testing';
import type { UnitState } from '@reactive-charms/testing';
import { Provides, providesFlags, Requires, requiresFlags } from '../index.ts';

type Units = Readonly<Record<`${string}/${number}`, Databag>>;

interface ShapeWith<T> extends CharmShape {
  readonly options: object;
  readonly endpoints: { readonly side: T };
  readonly actions: object;
  readonly results: object;
  readonly storage: object;
  readonly flags: string;
}

/** A control plane that signs for all, and revokes. */
const signing = defineLayer<ShapeWith<Provides>>('signing', (layer) => {
  layer.when('endpoint.side.closed').handle('revoke', ({ endpoints, unit }) => {
    for (const closed of endpoints.side.closed) {
      unit.data.set('revoked', closed.user);
      endpoints.side.withdraw(closed);
    }
  });
  layer.when('endpoint.side.unanswered').handle('sign', async ({ endpoints, secrets }) => {
    for (const request of endpoints.side.unanswered) {
      const token = `token of ${request.user}`;
      if (request.schemaVersions.includes(1)) {
        const secretId = await secrets.add({ 'client-token': token, 'kubelet-token': token });
        await secrets.grant(secretId, request.relationId, request.unit);
        endpoints.side.answer(request, { secretId });
      } else endpoints.side.answer(request, { clientToken: token });
    }
  });
});

/** A control plane that tells, and signs for nobody. */
const telling = defineLayer<ShapeWith<Provides>>('telling', (layer) => {
  layer.always().handle('tell', ({ endpoints, leader }) => {
    endpoints.side.publish({ clusterTag: 'tag' });
    if (!leader.isLeader) endpoints.side.withdrawAll();
  });
});

/** A charm that asks, and keeps what it can read. */
const asking = defineLayer<ShapeWith<Requires>>('asking', (layer) => {
  layer.always().handle('ask', ({ endpoints }) => {
    endpoints.side.publish({ user: 'me', group: 'system:masters', schemaVersions: [0, 1] });
  });
  layer.when('endpoint.side.joined').handle('read', async (context) => {
    const { unit, endpoints } = context;
    unit.data.set('token', (await endpoints.side.readTokens(context))?.clientToken ?? null);
    unit.data.set('ca', (await endpoints.side.readCaCertificate(context)) ?? null);
  });
});

const CHARMS = {
  mute: charmWithEndpoint('side', 'provides', Provides),
  signing: { ...charmWithEndpoint('side', 'provides', Provides), layers: [signing] },
  telling: { ...charmWithEndpoint('side', 'provides', Provides), layers: [telling] },
  asking: { ...charmWithEndpoint('side', 'requires', Requires), layers: [asking] },
};

let state: UnitState;
let log: string;
beforeEach(() => {
  state = freshUnit('charm/0', {
    isLeader: true,
    relations: { 'side:1': relationState('other') },
  });
});

/** Runs a hook about other/0 while these units are joined. @returns the interface's flags that are set. */
async function flagsAfter(
  charm: keyof typeof CHARMS,
  hook: string,
  units: Units,
): Promise<string[]> {
  const relation = { ...(state.relations['side:1'] ?? relationState('other')), units };
  const outcome = await runHook(
    CHARMS[charm],
    hook,
    { ...state, relations: { 'side:1': relation } },
    { remoteUnit: 'other/0' },
  );
  state = outcome.state;
  log = JSON.stringify(outcome.logLines);
  const table = charm === 'asking' ? requiresFlags : providesFlags;
  const names = new Set<string>(Object.values(endpointFlags('side', table)));
  return outcome.flags
    .filter((flag) => names.has(flag))
    .map((flag) => flag.replace('endpoint.side.', ''));
}

function published(): Databag {
  return state.relations['side:1']?.published ?? {};
}

function remembered(key: string): JsonValue | undefined {
  return state.memory?.data[key];
}

describe('the flags of Requires', () => {
  const creds =
    '{"me": {"client_token": "T", "kubelet_token": "", "proxy_token": "", "scope": "charm/0"}}';
  const whole = { 'api-endpoints': '["https://10.0.12.20:6443"]', creds };

  it('follow what the control plane publishes', async () => {
    const after = async (bag: Databag): Promise<string[]> =>
      flagsAfter('asking', 'side-relation-changed', { 'other/0': bag });
    expect(await after({})).toEqual([]);
    expect(await after({ 'enable-kube-dns': 'False' })).toEqual(['dns']);
    expect(await after({ creds, 'ca-certificate-secret-id': 'secret:1' })).toEqual(['authority']);
    expect(await after({ ...whole, creds: creds.replace('me', 'you') })).toEqual([]);
    expect(await after(whole)).toEqual(['available']);
    expect(await after({ ...whole, creds: '' })).toEqual([]);
  });

  it('are there at the end of the hook in which the unit asks for what is there', async () => {
    expect(await flagsAfter('asking', 'side-relation-changed', { 'other/0': whole })).toEqual([
      'available',
    ]);
  });

  it('stay when one of two units leaves, and go with the relation', async () => {
    const both = { 'other/0': whole, 'other/1': whole };
    expect(await flagsAfter('asking', 'side-relation-changed', both)).toEqual(['available']);
    const left = { 'other/1': whole };
    expect(await flagsAfter('asking', 'side-relation-departed', left)).toEqual(['available']);
    expect(await flagsAfter('asking', 'update-status', left)).toEqual(['available']);
    expect(await flagsAfter('asking', 'side-relation-broken', {})).toEqual([]);
  });
});

describe('secrets', () => {
  const TOKENS = 'secret:9m4e2mr0ui3e8a215n40';
  const AUTHORITY = 'secret:9m4e2mr0ui3e8a215n41';
  const inSecret = {
    'api-endpoints': '["https://10.0.12.20:6443"]',
    creds: `{"me": {"client_token": "", "kubelet_token": "", "proxy_token": "", "scope": "charm/0", "secret-id": "${TOKENS}"}}`,
    'ca-certificate-secret-id': AUTHORITY,
  };
  const tokens = secretState({ 'client-token': 'OLD' }, { owner: 'other' });
  const authority = secretState({ 'ca-certificate': 'PEM' }, { owner: 'other' });

  it('are read in their newest revision', async () => {
    state = { ...state, secrets: { [TOKENS]: tokens, [AUTHORITY]: authority } };
    await flagsAfter('asking', 'side-relation-changed', { 'other/0': inSecret });
    expect([remembered('token'), remembered('ca')]).toEqual(['OLD', 'PEM']);
    const rotated = { ...state.secrets?.[TOKENS], ...tokens };
    const revisions = { ...tokens.revisions, 2: { 'client-token': 'NEW' } };
    state = { ...state, secrets: { ...state.secrets, [TOKENS]: { ...rotated, revisions } } };
    await flagsAfter('asking', 'update-status', { 'other/0': inSecret });
    expect(remembered('token')).toBe('NEW');
  });

  it('that Juju refuses count as not there yet, and are logged without a content', async () => {
    state = {
      ...state,
      secrets: { [AUTHORITY]: secretState({ other: 'PEM' }, { owner: 'other' }) },
    };
    const flags = await flagsAfter('asking', 'side-relation-changed', { 'other/0': inSecret });
    expect(flags).toEqual(['authority', 'available']);
    expect([remembered('token'), remembered('ca')]).toEqual([null, null]);
    expect(log).toContain('a secret that kube-control names cannot be read: secret-get failed');
    expect(log).not.toContain('PEM');
  });
});

describe('the flags of Provides', () => {
  const request = { kubelet_user: 'me', auth_group: 'system:nodes' };

  it('follow what units ask for', async () => {
    const after = async (hook: string, units: Units): Promise<string[]> =>
      flagsAfter('mute', hook, units);
    expect(await after('side-relation-joined', { 'other/0': {} })).toEqual([]);
    expect(await after('side-relation-changed', { 'other/0': { kubelet_user: 'me' } })).toEqual([]);
    expect(await after('side-relation-changed', { 'other/0': request })).toEqual([
      'available',
      'unanswered',
    ]);
    expect(await after('side-relation-departed', {})).toEqual([]);
  });

  it('end with the hook in which the charm answers and revokes', async () => {
    const both = { 'other/0': request, 'other/1': { ...request, kubelet_user: 'you' } };
    expect(await flagsAfter('signing', 'side-relation-changed', both)).toEqual(['available']);
    expect(Object.keys(JSON.parse(published()['creds'] ?? ''))).toEqual(['me', 'you']);
    expect(await flagsAfter('signing', 'update-status', both)).toEqual(['available']);
    const left = { 'other/1': both['other/1'] };
    expect(await flagsAfter('signing', 'side-relation-departed', left)).toEqual(['available']);
    expect(remembered('revoked')).toBe('me');
    expect(Object.keys(JSON.parse(published()['creds'] ?? ''))).toEqual(['you']);
  });

  it('tell of closed credentials while nobody revokes them', async () => {
    await flagsAfter('signing', 'side-relation-changed', { 'other/0': request });
    expect(await flagsAfter('mute', 'side-relation-departed', {})).toEqual(['closed']);
    expect(await flagsAfter('signing', 'update-status', {})).toEqual([]);
    expect(published()).toEqual({ creds: '{}' });
  });

  it('go with an empty list where the leader has no credentials, which Python needs', async () => {
    await flagsAfter('telling', 'side-relation-joined', { 'other/0': {} });
    expect(published()).toMatchObject({ 'cluster-tag': 'tag', creds: '{}' });
    state = { ...state, isLeader: false };
    await flagsAfter('telling', 'update-status', { 'other/0': {} });
    expect(published()).not.toHaveProperty('creds');
    expect(published()).toHaveProperty('cluster-tag');
  });

  it('count a secret as an answer', async () => {
    const units = { 'other/0': { ...request, schema_vers: '[0, 1]' } };
    expect(await flagsAfter('signing', 'side-relation-changed', units)).toEqual(['available']);
    expect(published()['creds']).not.toContain('token of me');
    expect(Object.values(state.secrets ?? {})).toMatchObject([
      {
        revisions: { 1: { 'client-token': 'token of me' } },
        grants: [{ relation: 'side:1', unit: 'other/0' }],
      },
    ]);
  });
});
