import { join } from 'node:path';
import { fakeEndpoint, findInterfaceFaults } from '@reactive-charms/testing';
import * as fc from 'fast-check';
import { configSchema, definition, Provides, readNestedVariables, Requires } from '../index.ts';
import type { ClusterConfig } from '../index.ts';

/** What a master with this configuration has in its databag. */
function published(config: ClusterConfig): Record<string, string> {
  const provides = fakeEndpoint(Provides, { 'config:0': {} }, 'provides');
  provides.publish(config);
  return { ...provides.relations[0]?.published };
}

function requiresFrom(...bags: Record<string, string>[]): Requires {
  const units = Object.fromEntries(bags.map((bag, number) => [`master/${number}`, bag]));
  return fakeEndpoint(Requires, { 'config:0': { units } });
}

const nestedModeConfig =
  '{"CONTROLLER_NODES":  "10.0.12.20",\t"KUBERNESTES_NESTED_VROUTER_VIP": "10.10.10.5" }';

describe('the wire', () => {
  it('is that of the Python charm, plain (2.8a)', () => {
    expect(
      published({
        clusterName: 'k8s',
        podSubnets: '10.32.0.0/12',
        nestedMode: false,
        nestedModeConfig: '{}',
      }),
    ).toEqual({
      cluster_name: 'k8s',
      pod_subnets: '10.32.0.0/12',
      nested_mode: 'False',
      nested_mode_config: '{}',
    });
  });

  it('carries nested_mode_config byte for byte (2.8c)', () => {
    expect(published({ nestedMode: true, nestedModeConfig })).toEqual({
      nested_mode: 'True',
      nested_mode_config: nestedModeConfig,
    });
  });

  it('loses a key whose value is withdrawn', () => {
    const provides = fakeEndpoint(Provides, { 'config:0': {}, 'config:1': {} }, 'provides');
    provides.publish({ clusterName: 'k8s', podSubnets: '10.32.0.0/12' });
    provides.publish({ clusterName: 'k8s', podSubnets: undefined });
    expect(provides.relations.map((relation) => relation.published)).toEqual([
      { cluster_name: 'k8s' },
      { cluster_name: 'k8s' },
    ]);
  });

  it('is read as it was written', () => {
    const config = fc.record(
      {
        clusterName: fc.string({ minLength: 1 }),
        podSubnets: fc.string({ minLength: 1 }),
        nestedMode: fc.boolean(),
        nestedModeConfig: fc
          .dictionary(fc.string({ minLength: 1 }), fc.string())
          .map((variables) => JSON.stringify(variables, undefined, 1)),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(config, (values) => {
        expect(configSchema.decode(published(values))).toEqual({ values, faults: [] });
      }),
    );
  });

  it('never makes a reader throw', () => {
    const key = fc.oneof(fc.constantFrom(...configSchema.keys), fc.string());
    fc.assert(
      fc.property(fc.array(fc.dictionary(key, fc.string({ minLength: 1 }))), (bags) => {
        const requires = requiresFrom(...bags);
        expect(requires.problems.every(({ reason }) => reason !== '')).toBe(true);
        expect(typeof requires.nestedVariables).toBe('object');
      }),
    );
  });
});

describe('Requires', () => {
  it('has no configuration before a unit publishes any', () => {
    expect(requiresFrom().config).toBeUndefined();
    expect(requiresFrom({ 'private-address': '10.0.12.20' }).config).toBeUndefined();
  });

  it('takes each key from the lowest unit that has it', () => {
    const requires = requiresFrom(
      { cluster_name: 'k8s' },
      { cluster_name: 'other', pod_subnets: '10.32.0.0/12', nested_mode: 'true' },
      { pod_subnets: '10.64.0.0/12', nested_mode: 'False', nested_mode_config: '{}' },
    );
    expect(requires.config).toEqual({
      clusterName: 'k8s',
      podSubnets: '10.32.0.0/12',
      nestedMode: true,
      nestedModeConfig: '{}',
    });
  });

  it('passes over a malformed key and names its unit', () => {
    const requires = requiresFrom(
      { cluster_name: 'k8s', nested_mode: 'perhaps', nested_mode_config: "{'a': 'b'}" },
      { nested_mode: 'True', nested_mode_config: nestedModeConfig },
      { nested_mode_config: '[]' },
    );
    expect(requires.config).toEqual({ clusterName: 'k8s', nestedMode: true, nestedModeConfig });
    expect(requires.problems).toEqual([
      {
        unit: 'master/0',
        relationId: 'config:0',
        key: 'nested_mode',
        reason: 'expected True or False',
      },
      {
        unit: 'master/0',
        relationId: 'config:0',
        key: 'nested_mode_config',
        reason: 'expected JSON',
      },
      {
        unit: 'master/2',
        relationId: 'config:0',
        key: 'nested_mode_config',
        reason: 'expected an object, found a list',
      },
    ]);
  });

  it('gives the variables of nested mode in their order', () => {
    expect(
      Object.entries(requiresFrom({ nested_mode_config: nestedModeConfig }).nestedVariables),
    ).toEqual([
      ['CONTROLLER_NODES', '10.0.12.20'],
      ['KUBERNESTES_NESTED_VROUTER_VIP', '10.10.10.5'],
    ]);
  });
});

describe('readNestedVariables', () => {
  it('reads numbers and booleans as Python prints them and leaves out null', () => {
    expect(readNestedVariables('{"PORT": 5000, "INSECURE": true, "REGION": null}')).toEqual({
      ok: true,
      value: { PORT: '5000', INSECURE: 'True' },
    });
  });

  it('says what is wrong without quoting it', () => {
    expect(readNestedVariables('{"PASSWORD": ["secret"]}')).toEqual({
      ok: false,
      reason: 'member PASSWORD: expected a text, found a list',
    });
  });
});

describe('Provides', () => {
  it('lists the addresses of all nodes in numeric order, each once', () => {
    const provides = fakeEndpoint(
      Provides,
      {
        'config:1': { units: { 'node/0': { 'private-address': '10.0.12.100' }, 'node/1': {} } },
        'config:2': {
          units: {
            'edge/0': { 'private-address': '10.0.12.30' },
            'edge/1': { 'private-address': '10.0.12.100' },
          },
        },
      },
      'provides',
    );
    expect(provides.nodeAddresses).toEqual(['10.0.12.30', '10.0.12.100']);
  });
});

it('is documented as it is, and reads whatever comes', async () => {
  expect(await findInterfaceFaults({ directory: join(__dirname, '..'), definition })).toEqual([]);
});
