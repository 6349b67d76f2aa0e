import type { Databag } from '@reactive-charms/juju';
import type { JsonValue } from '@reactive-charms/reactive';
import { freshUnit, relationState, runHook, secretState } from '@reactive-charms/testing';
import type { SecretState, UnitState } from '@reactive-charms/testing';
import { clientCharm, CONTROL_PLANE, tokensOf } from './kube-control-charms.ts';
import {
  CLUSTER,
  ourBag,
  ourRequest,
  PythonKubeControl,
  settersOf,
  USER,
} from './kube-control-python.ts';
import type { OpsOutcome, OpsSecret } from './ops-charm.ts';
import type { Bags } from './python-charm.ts';

/** Credentials from the control plane to a worker, in the databag and in secrets, ours and Python's. */

const PEM = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n';

jest.setTimeout(60_000);

let python: PythonKubeControl;
beforeAll(async () => {
  python = await PythonKubeControl.start();
});
afterAll(() => python.close());

describe('credentials of a Python control plane', () => {
  const [client, kubelet, proxy] = tokensOf(USER);
  const sign = async (
    requests: Bags,
    { published = {}, secrets = [] }: { published?: Databag; secrets?: readonly OpsSecret[] } = {},
  ): Promise<OpsOutcome & { readonly bag: Databag }> =>
    python.hook(
      'provides',
      { units: requests, published },
      [
        ...settersOf(CLUSTER),
        ['set_ca_certificate', PEM],
        ['sign', { [USER]: [client, kubelet, proxy] }],
      ],
      { secrets },
    );

  /** What our worker reads of them. */
  async function ourWorkerReads(
    bags: Bags,
    published: Databag,
    secrets: Readonly<Record<string, SecretState>>,
  ): Promise<{ readonly seen: JsonValue; readonly flags: readonly string[] }> {
    let seen: JsonValue = null;
    const state = freshUnit('worker/0', {
      relations: {
        'kube-control:3': relationState('control-plane', { units: bags, published }),
      },
      secrets,
    });
    const { flags, error } = await runHook(
      clientCharm((value) => (seen = value)),
      'kube-control-relation-changed',
      state,
      { remoteUnit: 'control-plane/0' },
    );
    if (error) throw error;
    return { seen, flags };
  }

  const readable = (secrets: readonly OpsSecret[]): Record<string, SecretState> =>
    Object.fromEntries(
      secrets.map(({ id, content }) => [id, secretState(content, { owner: 'other' })]),
    );

  it('in the databag are read by us (schema 0)', async () => {
    const request = ourRequest([0]);
    const { bag, secrets } = await sign({ 'worker/0': request });
    const { seen, flags } = await ourWorkerReads(
      { 'control-plane/0': bag },
      request,
      readable(secrets),
    );
    expect(seen).toEqual({ tokens: [client, kubelet, proxy], ca: PEM });
    expect(flags).toEqual(
      expect.arrayContaining([
        'endpoint.kube-control.available',
        'endpoint.kube-control.authority',
        'endpoint.kube-control.dns',
      ]),
    );
  });

  it('in a secret are read by us, when Juju lets us (schema 1)', async () => {
    const request = ourRequest([0, 1]);
    const { bag, secrets } = await sign({ 'worker/0': request });
    expect(bag['creds']).not.toContain(client);
    const granted = await ourWorkerReads({ 'control-plane/0': bag }, request, readable(secrets));
    expect(granted.seen).toEqual({ tokens: [client, kubelet, proxy], ca: PEM });
    expect(granted.flags).toContain('endpoint.kube-control.available');
    const refused = await ourWorkerReads({ 'control-plane/0': bag }, request, {});
    expect(refused.seen).toEqual({ tokens: [null, null, null], ca: null });
  });

  it('are found beside a unit of the control plane that does not lead', async () => {
    const request = ourRequest([0]);
    const { bag } = await sign({ 'worker/0': request });
    const { bag: follower } = await python.hook(
      'provides',
      { published: { creds: '{"old": {}}' } },
      [...settersOf(CLUSTER), ['clear_creds']],
      { leader: false, unit: 'control-plane/1' },
    );
    expect(follower).not.toHaveProperty('creds');
    const bags = { 'control-plane/0': follower, 'control-plane/1': bag };
    const { seen } = await ourWorkerReads(bags, request, {});
    expect(seen).toMatchObject({ tokens: [client, kubelet, proxy] });
  });

  it('are gone for us when they are revoked, as their unit has left', async () => {
    const request = ourRequest([0]);
    const { bag } = await sign({ 'worker/0': request });
    const { bag: after, answers } = await python.hook('provides', { units: {}, published: bag }, [
      ['closed_auth_creds'],
    ]);
    expect(answers).toMatchObject([[[USER, { scope: 'worker/0' }]]]);
    expect(after['creds']).toBe('{}');
    const { seen, flags } = await ourWorkerReads({ 'control-plane/0': after }, request, {});
    expect(seen).toMatchObject({ tokens: [null, null, null] });
    expect(flags).not.toContain('endpoint.kube-control.available');
  });
});

describe('credentials of our control plane', () => {
  const [client, kubelet, proxy] = tokensOf(USER);
  const credentials = {
    user: USER,
    client_token: client,
    kubelet_token: kubelet,
    proxy_token: proxy,
  };

  /** A hook of our control plane with these units in its relation. */
  async function ourHook(hook: string, units: Bags, before?: UnitState): Promise<UnitState> {
    const state = before ?? freshUnit('control-plane/0', { isLeader: true });
    const published = state.relations['kube-control:3']?.published ?? ourBag(CLUSTER);
    const { error, state: after } = await runHook(
      CONTROL_PLANE,
      `kube-control-relation-${hook}`,
      {
        ...state,
        relations: { 'kube-control:3': relationState('worker', { units, published }) },
      },
      { remoteUnit: 'worker/0' },
    );
    if (error) throw error;
    return after;
  }

  const bagOf = (state: UnitState): Databag => state.relations['kube-control:3']?.published ?? {};

  /** The secrets of our control plane that a unit may read. */
  function granted(state: UnitState, unit: string): OpsSecret[] {
    return Object.entries(state.secrets ?? {})
      .filter(([, { grants }]) => grants.some((grant) => grant.unit === unit))
      .map(([id, { revisions }]) => ({
        id,
        content: Object.entries(revisions).at(-1)?.[1] ?? {},
        label: null,
        owned: false,
        grants: {},
      }));
  }

  it('in the databag are read by a Python worker (schema 0)', async () => {
    const { bag: request } = await python.hook('requires-0', {}, [['set_auth_request', USER]]);
    const state = await ourHook('changed', { 'worker/0': request });
    const read = await python.reads({ 'control-plane/0': bagOf(state) }, [], 'requires-0');
    expect(read).toMatchObject({ is_ready: true, get_auth_credentials: credentials });
  });

  it('in a secret are read by a Python worker (schema 1)', async () => {
    const { bag: request } = await python.hook('requires', {}, [['set_auth_request', USER]]);
    const state = await ourHook('changed', { 'worker/0': request });
    expect(bagOf(state)['creds']).not.toContain(client);
    const bags = { 'control-plane/0': bagOf(state) };
    expect(await python.reads(bags, granted(state, 'worker/0'))).toMatchObject({
      is_ready: true,
      get_auth_credentials: credentials,
    });
    expect(granted(state, 'worker/1')).toEqual([]);
  });

  it('come with the certificate of the authority, in a secret', async () => {
    const id = 'secret:cfz5k9j3712hpm4ufgy7';
    const state = await ourHook('changed', { 'worker/0': ourRequest([0]) });
    const bag = { ...bagOf(state), ...ourBag({ ...CLUSTER, caCertificateSecretId: id }) };
    const authority = {
      id,
      content: { 'ca-certificate': PEM },
      label: null,
      owned: false,
      grants: {},
    };
    expect(await python.reads({ 'control-plane/0': bag }, [authority])).toMatchObject({
      is_ready: true,
      get_ca_certificate: PEM,
    });
  });

  it('of a Python worker that has left are revoked, and those of others stay', async () => {
    const { bag: request } = await python.hook('requires', {}, [['set_auth_request', USER]]);
    const { bag: other } = await python.hook('requires', {}, [
      ['set_auth_request', 'system:node:1'],
    ]);
    const both = await ourHook('changed', { 'worker/0': request, 'worker/1': other });
    const after = await ourHook('departed', { 'worker/1': other }, both);
    expect(granted(after, 'worker/0')).toEqual([]);
    const bags = { 'control-plane/0': bagOf(after) };
    expect(await python.reads(bags, granted(after, 'worker/1'))).toMatchObject({
      is_ready: true,
      get_auth_credentials: null,
    });
  });

  it('leave the rest readable to a Python worker while there are none', async () => {
    const nobody = await ourHook('joined', { 'worker/0': {} });
    expect(await python.reads({ 'control-plane/0': bagOf(nobody) })).toMatchObject({
      is_ready: true,
      get_auth_credentials: null,
    });
  });
});
