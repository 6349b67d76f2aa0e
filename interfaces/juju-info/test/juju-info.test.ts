import { join } from 'node:path';
import { fakeEndpoint, findInterfaceFaults } from '@reactive-charms/testing';
import { definition, Provides, Requires } from '../index.ts';

const FROM_JUJU = {
  'private-address': '10.0.12.20',
  'ingress-address': '10.0.12.20',
  'egress-subnets': '10.0.12.20/32',
};

describe.each([
  ['Provides', Provides],
  ['Requires', Requires],
])('%s', (_, endpointClass) => {
  it('shows the units with what Juju fills in, over all relations', () => {
    const endpoint = fakeEndpoint(endpointClass, {
      'juju-info:1': { units: { 'mysql/0': FROM_JUJU } },
      'juju-info:2': { units: { 'haproxy/1': {}, 'haproxy/0': FROM_JUJU } },
    });
    expect(endpoint.units.map(({ name }) => name)).toEqual(['mysql/0', 'haproxy/0', 'haproxy/1']);
    expect(endpoint.units[0]?.received).toEqual(FROM_JUJU);
    expect(endpoint.problems).toEqual([]);
  });

  it('is empty without a relation, and publishes nothing with one', () => {
    expect(fakeEndpoint(endpointClass, {}).isJoined).toBe(false);
    const { relations } = fakeEndpoint(endpointClass, { 'juju-info:1': {} });
    expect(relations.map(({ published }) => published)).toEqual([{}]);
  });
});

it('is documented as it is, and reads whatever comes', async () => {
  expect(await findInterfaceFaults({ directory: join(__dirname, '..'), definition })).toEqual([]);
});
