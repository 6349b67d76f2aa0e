import { fakeEndpoint } from '@reactive-charms/testing';
import { Requires } from '../index.ts';
import { ANSWER, UNIT } from './samples.ts';

describe('Requires', () => {
  const requiresFrom = (...bags: Record<string, string>[]): Requires =>
    fakeEndpoint(Requires, {
      'certificates:0': {
        units: Object.fromEntries(bags.map((bag, number) => [`vault/${number}`, bag])),
      },
    });

  it('takes the lowest provider that has authority, certificate and key', () => {
    const requires = requiresFrom(
      {},
      { ca: 'HALF', 'contrail-kubernetes-master_0.server.cert': 'HALF' },
      { ...ANSWER, chain: 'CHAIN' },
      { ...ANSWER, ca: 'LATER' },
    );
    expect(requires.certificates(UNIT)).toEqual({
      ca: 'CA',
      chain: 'CHAIN',
      certificate: 'SERVER',
      key: 'SERVER KEY',
    });
    expect(requires.certificates('contrail-kubernetes-master/1')).toBeUndefined();
    expect(requires.clientCertificates?.key).toBe('CLIENT KEY');
  });

  it('keeps certificates while one provider of two still has them', () => {
    expect(requiresFrom(ANSWER).certificates(UNIT)).toEqual(
      requiresFrom({}, ANSWER).certificates(UNIT),
    );
    expect(requiresFrom().certificates(UNIT)).toBeUndefined();
  });

  it('reads answers to further requests and tells those that cannot be read', () => {
    const requires = requiresFrom(
      { 'local_0.processed_requests': '{"db": {"cert": ["secret"]}}' },
      { 'local_0.processed_requests': '{"db": {"cert": "C", "key": "K"}}' },
    );
    expect(requires.answers()).toEqual({ db: { certificate: 'C', key: 'K' } });
    expect(requires.problems).toEqual([
      {
        unit: 'vault/0',
        relationId: 'certificates:0',
        key: 'local_0.processed_requests',
        reason: 'member db: member cert: expected a text, found a list',
      },
    ]);
  });

  it('is not disturbed by what is malformed for another unit', () => {
    const requires = requiresFrom({ ...ANSWER, 'mysql_0.processed_requests': '{' });
    expect(requires.problems).toEqual([]);
    expect(requires.authority).toEqual({ ca: 'CA' });
  });

  it('takes all further certificates from the lowest provider that has any', () => {
    const requires = requiresFrom(
      { 'local_0.processed_requests': '{}', ca: '' },
      {
        'local_0.processed_requests': '{"db": {"cert": "C", "key": "K"}}',
        'local_0.processed_client_requests': 'null',
      },
      {
        ca: 'CA',
        'local_0.processed_requests': '{"other": {"cert": "C", "key": "K"}}',
        'local_0.processed_client_requests': '{"me": {"cert": "M", "key": null}}',
      },
    );
    expect(requires.answers()).toEqual({ db: { certificate: 'C', key: 'K' } });
    expect(requires.clientAnswers()).toEqual({ me: { certificate: 'M' } });
    expect(requires.authority).toEqual({ ca: 'CA' });
    expect(requires.problems).toEqual([]);
  });

  it('withdraws the whole request', () => {
    const requires = fakeEndpoint(Requires, { 'certificates:0': {}, 'certificates:1': {} });
    requires.publish({ commonName: 'db', sans: ['db'] });
    requires.publish({});
    expect(requires.relations.map(({ published }) => published)).toEqual([{}, {}]);
  });

  it('keeps nothing of providers that have left', () => {
    const requires = fakeEndpoint(Requires, {
      'certificates:0': { departed: { 'vault/0': ANSWER } },
    });
    expect(requires.certificates(UNIT)).toBeUndefined();
    expect(requires.authority).toBeUndefined();
    expect(requires.clientCertificates).toBeUndefined();
  });
});
