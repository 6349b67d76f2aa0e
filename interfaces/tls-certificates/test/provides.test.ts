import { fakeEndpoint } from '@reactive-charms/testing';
import type { Databag } from '@reactive-charms/reactive';
import { Provides } from '../index.ts';

describe('Provides', () => {
  it('lists requests, and names answers after the unit where it does not name itself', () => {
    const provides = fakeEndpoint(
      Provides,
      {
        'certificates:0': {
          units: {
            'remote-1f/0': { common_name: 'a', unit_name: 'mysql_7' },
            'remote-1f/1': {
              common_name: 'b',
              sans: '["b"]',
              cert_requests: '{"c": {"sans": []}}',
            },
            'remote-1f/2': { sans: 'b', unit_name: 'mysql' },
          },
        },
      },
      'provides',
    );
    expect(provides.requests).toMatchObject([
      { unit: 'remote-1f/0', commonName: 'a', sans: [] },
      { unit: 'remote-1f/1', commonName: 'b', sans: ['b'], serverRequests: { c: { sans: [] } } },
    ]);
    expect(provides.problems.map(({ key }) => key)).toEqual(['unit_name', 'sans']);
    const pair = { certificate: 'C', key: 'K' };
    provides.publish({ ca: 'CA', units: { 'remote-1f/0': pair, 'remote-1f/1': pair } });
    expect(provides.relations[0]?.published).toEqual({
      ca: 'CA',
      'mysql_7.server.cert': 'C',
      'mysql_7.server.key': 'K',
      'remote-1f_1.server.cert': 'C',
      'remote-1f_1.server.key': 'K',
    });
  });

  it('answers each relation for its own units, and withdraws answers for units that are gone', () => {
    const provides = fakeEndpoint(
      Provides,
      {
        'certificates:0': { units: { 'mysql/0': { common_name: 'a' } } },
        'certificates:1': {
          units: { 'wordpress/0': { common_name: 'b' } },
          published: {
            'wordpress_9.server.cert': 'OLD',
            'wordpress_9.server.key': 'OLD',
            'wordpress_9.processed_requests': '{}',
            'egress-subnets': '10.0.0.1/32',
          },
        },
      },
      'provides',
    );
    const pair = { certificate: 'C', key: 'K' };
    provides.publish({ ca: 'CA', units: { 'mysql/0': pair, 'wordpress/0': pair } });
    expect(provides.relations.map(({ published }) => published)).toEqual([
      { ca: 'CA', 'mysql_0.server.cert': 'C', 'mysql_0.server.key': 'K' },
      {
        ca: 'CA',
        'wordpress_0.server.cert': 'C',
        'wordpress_0.server.key': 'K',
        'egress-subnets': '10.0.0.1/32',
      },
    ]);
  });

  it('has a list of single certificates, one for each name', () => {
    const provides = asked({
      common_name: 'a',
      sans: '["a", "10.0.12.1"]',
      cert_requests: '{"a": {"sans": ["a", "10.0.12.2"]}, "b": {"sans": ["b"]}}',
      client_cert_requests: '{"a": {}}',
    });
    const origin = { unit: 'mysql/0', relationId: 'certificates:0' };
    expect(provides.wanted).toEqual([
      { ...origin, kind: 'own', commonName: 'a', sans: ['a', '10.0.12.1', '10.0.12.2'] },
      { ...origin, kind: 'server', commonName: 'b', sans: ['b'] },
      { ...origin, kind: 'client', commonName: 'a', sans: [] },
    ]);
    expect(provides.unanswered).toEqual(provides.wanted);
  });

  it('lists a unit that asks only for certificates of clients', () => {
    const provides = asked({ client_cert_requests: '{"me": {"sans": []}}' });
    expect(provides.requests).toMatchObject([{ unit: 'mysql/0', clientRequests: { me: {} } }]);
  });

  it('answers one certificate after the other', () => {
    const provides = asked({
      common_name: 'a',
      cert_requests: '{"b": {}, "__proto__": {}}',
      client_cert_requests: '{"a": {}}',
    });
    provides.publishAuthority({ ca: 'CA' });
    const names: string[] = [];
    for (let [wanted] = provides.unanswered; wanted; [wanted] = provides.unanswered) {
      names.push(`${wanted.kind} ${wanted.commonName}`);
      provides.answer(wanted, { certificate: `C ${wanted.kind}`, key: `K ${wanted.commonName}` });
    }
    expect(names).toEqual(['own a', 'server b', 'server __proto__', 'client a']);
    expect(provides.relations[0]?.published).toEqual({
      ca: 'CA',
      'mysql_0.server.cert': 'C own',
      'mysql_0.server.key': 'K a',
      'mysql_0.processed_requests':
        '{"b": {"cert": "C server", "key": "K b"}, "__proto__": {"cert": "C server", "key": "K __proto__"}}',
      'mysql_0.processed_client_requests': '{"a": {"cert": "C client", "key": "K a"}}',
    });
  });

  it('takes a certificate without its key for none', () => {
    const provides = asked({ common_name: 'a' }, { 'mysql_0.server.cert': 'C' });
    expect(provides.unanswered).toHaveLength(1);
  });

  it('leaves out an answer for a unit that is gone', () => {
    const provides = asked({ common_name: 'a' });
    const [wanted] = provides.wanted;
    if (!wanted) throw new Error('nothing is wanted');
    provides.answer({ ...wanted, unit: 'mysql/7' }, { certificate: 'C', key: 'K' });
    provides.answer({ ...wanted, relationId: 'certificates:7' }, { certificate: 'C', key: 'K' });
    expect(provides.relations[0]?.published).toEqual({});
  });
});

/** A provider of whom one unit asks. */
function asked(request: Databag, published: Databag = {}): Provides {
  const relations = { 'certificates:0': { units: { 'mysql/0': request }, published } };
  return fakeEndpoint(Provides, relations, 'provides');
}
