import { Provides, Requires } from '@reactive-charms/interface-tls-certificates';
import type { Databag } from '@reactive-charms/juju';
import { ourEnd, parsed, publishedBy } from './our-end.ts';
import { PythonCharm } from './python-charm.ts';

/** A master that asks for certificates and the authority that makes them, ours and Python's (2.8 e). */

const SANS = ['juju-m2.lxd', 'juju-m2', '10.0.12.20', '127.0.0.1'];
const REQUEST = {
  unit_name: 'contrail-kubernetes-master_0',
  common_name: 'juju-m2',
  certificate_name: 'juju-m2',
  sans: '["juju-m2.lxd", "juju-m2", "10.0.12.20", "127.0.0.1"]',
};
const ours = {
  unit: 'contrail-kubernetes-master/0',
  commonName: 'juju-m2',
  certificateName: 'juju-m2',
  sans: SANS,
} as const;

const pem = (of: string): string =>
  `-----BEGIN CERTIFICATE-----\n${of}\n-----END CERTIFICATE-----\n`;
const AUTHORITY = { ca: pem('ca'), 'client.cert': pem('client'), 'client.key': pem('client-key') };
const CHAIN = { chain: pem('chain') };
const ANSWER = {
  'contrail-kubernetes-master_0.server.cert': pem('server'),
  'contrail-kubernetes-master_0.server.key': pem('server-key'),
};

let python: PythonCharm;
beforeAll(async () => {
  python = await PythonCharm.start();
});
afterAll(() => python.close());

function ourAuthority(requests: Record<string, Databag>): Provides {
  return ourEnd(Provides, requests, 'provides');
}

it('the request of a Python master is the one that we read', async () => {
  const { sans: _sans, ...names } = REQUEST;
  const written = await python.publishes({
    does: 'tls_certificates.publish_request',
    values: { ...names, sans: SANS },
  });
  expect(written).toEqual(REQUEST);
  const end = ourAuthority({ 'contrail-kubernetes-master/0': written });
  expect(end.requests).toEqual([{ ...ours, serverRequests: {}, clientRequests: {} }]);
  expect(end.problems).toEqual([]);
});

it('our request is the one that a Python authority reads', async () => {
  const end = ourEnd(Requires);
  end.publish({ ...ours, serverRequests: { 'juju-m2.internal': { sans: ['10.1.0.1'] } } });
  const written = publishedBy(end);
  expect(parsed(written)).toEqual({
    ...parsed(REQUEST),
    cert_requests: { 'juju-m2.internal': { sans: ['10.1.0.1'] } },
  });
  const bags = { 'contrail-kubernetes-master/0': written, 'contrail-kubernetes-master/1': {} };
  const task = { does: 'tls_certificates.read_requests', endpoint: 'tls-authority' } as const;
  expect(await python.reads(task, bags)).toEqual({
    'contrail-kubernetes-master_0': {
      common_name: 'juju-m2',
      certificate_name: 'juju-m2',
      sans: SANS,
      more: { 'juju-m2.internal': { sans: ['10.1.0.1'] } },
    },
  });
});

describe('certificates of a Python authority', () => {
  const answer = async (authority: Record<string, string | null>): Promise<Databag> =>
    python.publishes({
      does: 'tls_certificates.publish_answers',
      endpoint: 'tls-authority',
      values: {
        authority,
        answers: {
          'contrail-kubernetes-master_0': {
            cert: pem('server'),
            key: pem('server-key'),
            more: { 'juju-m2.internal': { cert: pem('more'), key: pem('more-key') } },
          },
        },
      },
    });

  it.each([
    ['a root', AUTHORITY],
    ['one below a root', { ...AUTHORITY, ...CHAIN }],
  ])('of %s are those that we read', async (_, authority) => {
    const written = await answer(authority);
    expect(written).toMatchObject({ ...authority, ...ANSWER });
    const end = ourEnd(Requires, { 'easyrsa/0': written });
    expect(end.certificates('contrail-kubernetes-master/0')).toEqual({
      ca: pem('ca'),
      certificate: pem('server'),
      key: pem('server-key'),
      ...('chain' in authority ? { chain: pem('chain') } : {}),
    });
    expect(end.clientCertificates).toMatchObject({
      certificate: pem('client'),
      key: pem('client-key'),
    });
    expect(end.answers('contrail-kubernetes-master/0')).toEqual({
      'juju-m2.internal': { certificate: pem('more'), key: pem('more-key') },
    });
    expect(end.problems).toEqual([]);
  });

  it('are incomplete to us while the authority has no certificate of its own', async () => {
    const written = await answer({ ca: null });
    expect(written).not.toHaveProperty('ca');
    const end = ourEnd(Requires, { 'easyrsa/0': written });
    expect(end.certificates('contrail-kubernetes-master/0')).toBeUndefined();
  });
});

describe('certificates of our authority', () => {
  const task = {
    does: 'tls_certificates.read_certificates',
    values: { requester: 'contrail-kubernetes-master_0' },
  };

  it.each([
    ['that has read its name for itself', REQUEST],
    ['that tells no name, by its name in the relation', { ...REQUEST, unit_name: '' }],
  ])('are those that a Python master finds, one %s', async (_, request) => {
    const end = ourAuthority({ 'contrail-kubernetes-master/0': request });
    const certificate = { certificate: pem('server'), key: pem('server-key') };
    end.publish({
      ca: pem('ca'),
      clientCertificate: pem('client'),
      clientKey: pem('client-key'),
      units: { 'contrail-kubernetes-master/0': certificate },
    });
    const written = publishedBy(end);
    expect(written).toEqual({ ...AUTHORITY, ...ANSWER });
    expect(await python.reads(task, { 'easyrsa/0': written })).toEqual({
      'easyrsa/0': [pem('ca'), pem('server'), pem('server-key')],
    });
  });

  it('are not found before all three are there', async () => {
    const end = ourAuthority({ 'contrail-kubernetes-master/0': REQUEST });
    end.publish({ ca: pem('ca'), units: { 'contrail-kubernetes-master/0': { key: pem('key') } } });
    expect(await python.reads(task, { 'easyrsa/0': publishedBy(end) })).toEqual({});
  });
});
