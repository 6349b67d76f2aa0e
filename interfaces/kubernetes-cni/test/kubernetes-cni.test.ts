import { join } from 'node:path';
import type { Databag } from '@reactive-charms/reactive';
import { fakeEndpoint, findInterfaceFaults } from '@reactive-charms/testing';
import * as fc from 'fast-check';
import { definition, pluginSchema, principalSchema, Provides, Requires } from '../index.ts';
import type { PluginFields, PrincipalFields } from '../index.ts';

/** What a principal with these values has in its databag. */
function publishedByPrincipal(values: Partial<PrincipalFields>): Databag {
  const provides = fakeEndpoint(Provides, { 'cni:0': {} }, 'provides');
  provides.publish(values);
  return { ...provides.relations[0]?.published };
}

/** What a plug-in with these values has in its databag. */
function publishedByPlugin(values: Partial<PluginFields>): Databag {
  const requires = fakeEndpoint(Requires, { 'cni:0': {} });
  requires.publish(values);
  return { ...requires.relations[0]?.published };
}

/** A principal with one relation for each plug-in, as in container scope. */
function providesFrom(bags: Readonly<Record<`${string}/${number}`, Databag>>): Provides {
  const relations = Object.entries(bags).map(([unit, bag], number) => [
    `cni:${number}`,
    { units: { [unit]: bag } },
  ]);
  return fakeEndpoint(Provides, Object.fromEntries(relations), 'provides');
}

const CONTRAIL = { cidr: '10.32.0.0/12', 'cni-conf-file': '/etc/cni/net.d/10-contrail.conf' };
const FLANNEL = { cidr: '10.1.0.0/16', 'cni-conf-file': '10-flannel.conflist' };

const word = fc.string({ minLength: 1 });
const plugin = fc.record({ cidr: word, confFile: word }, { requiredKeys: [] });
const principal = fc.record(
  {
    isMaster: fc.boolean(),
    kubeconfigPath: word,
    kubeconfigHash: word,
    serviceCidr: word,
    imageRegistry: word,
  },
  { requiredKeys: [] },
);

describe('the wire', () => {
  it('is that of the node (2.8a)', () => {
    const values = { cidr: '10.32.0.0/12', confFile: '/etc/cni/net.d/10-contrail.conf' };
    expect(publishedByPlugin(values)).toEqual(CONTRAIL);
    expect(pluginSchema.decode(CONTRAIL)).toEqual({ values, faults: [] });
  });

  it('is that of the control plane, whose file has no name and so no key (2.8a)', () => {
    expect(publishedByPrincipal({ isMaster: true, kubeconfigPath: '' })).toEqual({
      is_master: 'True',
    });
  });

  it('is that of the worker (2.8a)', () => {
    const values = { isMaster: false, kubeconfigPath: '/root/cdk/kubeconfig' };
    const bag = { is_master: 'False', kubeconfig_path: '/root/cdk/kubeconfig' };
    expect(publishedByPrincipal(values)).toEqual(bag);
    expect(principalSchema.decode(bag)).toEqual({ values, faults: [] });
  });

  it('is that of newer principals, with keys in another spelling (2.4)', () => {
    const values = {
      kubeconfigHash: '2c26b46b',
      serviceCidr: '10.152.183.0/24',
      imageRegistry: 'registry.example:5000',
    };
    expect(publishedByPrincipal(values)).toEqual({
      'kubeconfig-hash': '2c26b46b',
      'service-cidr': '10.152.183.0/24',
      'image-registry': 'registry.example:5000',
    });
  });

  it('loses what is withdrawn, in every relation', () => {
    const requires = fakeEndpoint(Requires, { 'cni:0': {}, 'cni:1': {} });
    requires.publish({ cidr: '10.32.0.0/12', confFile: '10-contrail.conf' });
    requires.publish({ confFile: '10-contrail.conf' });
    expect(requires.relations.map((relation) => relation.published)).toEqual([
      { 'cni-conf-file': '10-contrail.conf' },
      { 'cni-conf-file': '10-contrail.conf' },
    ]);
    const provides = fakeEndpoint(Provides, { 'cni:0': {}, 'cni:1': {} }, 'provides');
    provides.publish({ isMaster: true, serviceCidr: '10.152.183.0/24' });
    provides.publish({ isMaster: false });
    expect(provides.relations.map((relation) => relation.published)).toEqual([
      { is_master: 'False' },
      { is_master: 'False' },
    ]);
  });

  it('is read as it was written, on both sides', () => {
    fc.assert(
      fc.property(plugin, principal, (pluginValues, principalValues) => {
        expect(pluginSchema.decode(publishedByPlugin(pluginValues))).toEqual({
          values: pluginValues,
          faults: [],
        });
        expect(principalSchema.decode(publishedByPrincipal(principalValues))).toEqual({
          values: principalValues,
          faults: [],
        });
      }),
    );
  });

  it('never makes a reader throw, on both sides', () => {
    const key = fc.oneof(
      fc.constantFrom(...pluginSchema.keys, ...principalSchema.keys),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.dictionary(key, fc.string()), (bag) => {
        const requires = fakeEndpoint(Requires, { 'cni:0': { units: { 'worker/0': bag } } });
        expect(requires.problems.every(({ reason }) => reason !== '')).toBe(true);
        expect(typeof requires.principal).toBe('object');
        const provides = providesFrom({ 'plugin/0': bag });
        expect(provides.problems).toEqual([]);
        expect(provides.plugins.map(({ unit }) => unit)).toEqual(['plugin/0']);
        expect(provides.pluginFor('other')?.application).toBe('plugin');
      }),
    );
  });
});

describe('Provides', () => {
  it('lists every plug-in with what it has told', () => {
    expect(
      providesFrom({ 'flannel/3': { cidr: '10.1.0.0/16' }, 'contrail/0': {} }).plugins,
    ).toEqual([
      { unit: 'flannel/3', application: 'flannel', cidr: '10.1.0.0/16' },
      { unit: 'contrail/0', application: 'contrail' },
    ]);
  });

  it('chooses the preferred application, else the first by name', () => {
    const provides = providesFrom({ 'flannel/0': FLANNEL, 'contrail/0': CONTRAIL });
    const contrail = {
      application: 'contrail',
      cidr: CONTRAIL.cidr,
      confFile: CONTRAIL['cni-conf-file'],
    };
    expect(provides.pluginFor('flannel')).toEqual({
      application: 'flannel',
      cidr: '10.1.0.0/16',
      confFile: '10-flannel.conflist',
    });
    expect(provides.pluginFor()).toEqual(contrail);
    expect(provides.pluginFor('')).toEqual(contrail);
    expect(provides.pluginFor('calico')).toEqual(contrail);
    expect(providesFrom({}).pluginFor('calico')).toBeUndefined();
  });

  it('keeps to the preferred application while that has told nothing', () => {
    const provides = fakeEndpoint(
      Provides,
      { 'cni:0': { units: { 'contrail/0': CONTRAIL } }, 'cni:1': { application: 'flannel' } },
      'provides',
    );
    expect(provides.pluginFor('flannel')).toEqual({ application: 'flannel' });
  });

  it('chooses the same in whatever order plug-ins came', () => {
    const applications = ['calico', 'contrail', 'flannel', 'a-cni'] as const;
    const plugins = fc.uniqueArray(
      fc.tuple(
        fc.constantFrom(...applications),
        fc.nat({ max: 30 }),
        plugin.map(publishedByPlugin),
      ),
      { selector: ([, number]) => number },
    );
    const shuffled = plugins.chain((list) =>
      fc.tuple(
        fc.constant(list),
        fc.shuffledSubarray(list, { minLength: list.length, maxLength: list.length }),
      ),
    );
    fc.assert(
      fc.property(shuffled, fc.constantFrom(...applications, undefined), (lists, preferred) => {
        const [one, two] = lists.map((list) =>
          fakeEndpoint(
            Provides,
            Object.fromEntries(
              list.map(([name, number, bag]) => [
                `cni:${number}`,
                { units: { [`${name}/${number}`]: bag } },
              ]),
            ),
            'provides',
          ),
        );
        expect(two?.pluginFor(preferred)).toEqual(one?.pluginFor(preferred));
        expect(two?.plugins).toEqual(one?.plugins);
      }),
    );
  });

  it('reads 500 units, a value of 1 MiB, and databags with odd keys', () => {
    const odd = { 'a=b': '1', ключ: '2', ['__proto__']: '3', constructor: '4', ' ': '5' };
    const huge = 'x'.repeat(1_048_576);
    const units = Array.from({ length: 500 }, (_, number) => [
      `plugin/${number}`,
      { ...odd, cidr: number === 0 ? huge : '10.32.0.0/12' },
    ]);
    const provides = fakeEndpoint(
      Provides,
      { 'cni:0': { units: Object.fromEntries(units) } },
      'provides',
    );
    expect(provides.plugins.length).toBe(500);
    expect(provides.pluginFor()).toEqual({ application: 'plugin', cidr: huge });
    expect(provides.problems).toEqual([]);
    expect(provides.units[0]?.received['ключ']).toBe('2');
  });
});

describe('Requires', () => {
  it('reads the principal and names the unit, relation and key of what it cannot read', () => {
    const requires = fakeEndpoint(Requires, {
      'cni:0': { units: { 'worker/0': { is_master: '1?', 'service-cidr': '10.96.0.0/12' } } },
      'cni:1': { units: { 'control/0': { is_master: 'true', 'service-cidr': '10.97.0.0/12' } } },
    });
    expect(requires.principal).toEqual({ isMaster: true, serviceCidr: '10.96.0.0/12' });
    expect(requires.problems).toEqual([
      {
        unit: 'worker/0',
        relationId: 'cni:0',
        key: 'is_master',
        reason: 'expected True or False',
      },
    ]);
  });

  it.each([
    ['True', true],
    ['true', true],
    ['False', false],
    ['false', false],
    ['None', undefined],
    ['null', undefined],
    ['', undefined],
  ])('reads is_master %j', (wire, isMaster) => {
    const requires = fakeEndpoint(Requires, {
      'cni:0': { units: { 'worker/0': { is_master: wire, 'some-key': 'x' } } },
    });
    expect(requires.principal).toEqual(isMaster === undefined ? {} : { isMaster });
    expect(requires.problems).toEqual([]);
  });

  it('takes each key from the lowest unit of the lowest relation, in whatever order they came', () => {
    const principals = fc.uniqueArray(
      fc.tuple(fc.nat({ max: 12 }), principal.map(publishedByPrincipal)),
      { selector: ([number]) => number },
    );
    const shuffled = principals.chain((list) =>
      fc.tuple(
        fc.constant([...list].sort(([a], [b]) => b - a)),
        fc.shuffledSubarray(list, { minLength: list.length, maxLength: list.length }),
      ),
    );
    fc.assert(
      fc.property(shuffled, ([highestFirst, list]) => {
        const relations = list.map(([number, bag]) => [
          `cni:${number}`,
          { units: { [`worker/${20 - number}`]: bag } },
        ]);
        const requires = fakeEndpoint(Requires, Object.fromEntries(relations));
        const merged = Object.assign({}, ...highestFirst.map(([, bag]) => bag));
        expect(requires.principal).toEqual(principalSchema.decode(merged).values);
      }),
    );
  });
});

it('is documented as it is, and reads whatever comes', async () => {
  expect(await findInterfaceFaults({ directory: join(__dirname, '..'), definition })).toEqual([]);
});
