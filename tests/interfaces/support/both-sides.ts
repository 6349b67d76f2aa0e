import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  addRelation,
  addUnit,
  deployApplication,
  removeRelation,
  removeUnit,
  setConfig,
} from '../../../emulator/src/index.ts';
import type { Model } from '../../../emulator/src/index.ts';
import type { UnitName } from '@reactive-charms/reactive';
import { buildProbes, openProbeModel } from './probe-model.ts';
import type { ProbeModel } from './probe-model.ts';

/** Applications by the charm that they are made of, with how many units they get. */
export interface Cast {
  readonly provider: Readonly<Record<string, number>>;
  readonly requirer: Readonly<Record<string, number>>;
  /** Subordinates: a unit of each stands beside each unit of a provider. */
  readonly subordinate: readonly string[];
  readonly peers: Readonly<Record<string, number>>;
}

const BETWEEN_MACHINES = [
  'contrail-controller',
  'contrail-kubernetes-config',
  'http',
  'kube-control',
  'tls-certificates',
];
const ON_ONE_MACHINE = ['kubernetes-cni', 'nrpe-external-master'];

type Change = (model: Model) => Model;

/**
 * Plays the life of all relations between probe charms, and compares after each step.
 * @param isQuick whether to leave out the steps that need new units or relations.
 */
export function describeBothSides(title: string, cast: Cast, isQuick: boolean): void {
  const andMore = isQuick ? it.skip : it;
  describe(title, () => {
    const applications = [
      ...Object.keys({ ...cast.provider, ...cast.requirer, ...cast.peers }),
      ...cast.subordinate,
    ];
    const relations = relationsOf(cast);
    let folder = '';
    let model: ProbeModel;

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'both-sides-'));
      const charms = await buildProbes(folder);
      model = await openProbeModel(join(folder, 'model'), charms);
    });

    afterAll(async () => {
      await model.session.destroy();
      await rm(folder, { recursive: true, force: true });
    });

    const toAll = (options: Record<string, string>): Change[] =>
      applications.map((name) => setConfig(name, options));
    const lowest = (): UnitName[] => lowestUnits(model.session.model);

    it('join', async () => {
      const deployed: Change[] = [];
      for (const charm of ['provider', 'requirer', 'peers'] as const) {
        const artefact = await model.charm(charm);
        for (const [name, units] of Object.entries(cast[charm])) {
          deployed.push(deployApplication({ name, charm: artefact, units }));
        }
      }
      const artefact = await model.charm('subordinate');
      deployed.push(
        ...cast.subordinate.map((name) => deployApplication({ name, charm: artefact })),
      );
      await model.settle(...deployed, ...relations.map((ends) => addRelation(...ends)));
      await model.expectRules();
    });

    it('change', async () => {
      await model.settle(...toAll({ word: 'two' }));
      await model.expectRules();
    });

    andMore('withdraw what they have published', async () => {
      await model.settle(...toAll({ silent: lowest().join(' ') }));
      await model.expectRules();
      await model.settle(...toAll({ silent: '' }));
      await model.expectRules();
    });

    it('break', async () => {
      // Where there are several, the others stay as they are.
      for (const provider of Object.keys(cast.provider)) {
        const some = relations.filter(([side]) => side.startsWith(`${provider}:`));
        await model.settle(...some.map((ends) => removeRelation(...ends)));
        await model.expectRules();
      }
    });

    andMore('relate again', async () => {
      await model.settle(...relations.map((ends) => addRelation(...ends)));
      await model.expectRules();
    });

    andMore('depart', async () => {
      const principals = lowest().filter((unit) => isPrincipal(model.session.model, unit));
      await model.settle(...principals.map((unit) => removeUnit(unit)));
      await model.expectRules();
      await model.settle(
        ...principals.map((unit) => addUnit({ application: unit.split('/')[0] ?? '' })),
      );
      await model.expectRules();
    });
  });
}

function relationsOf({ provider, requirer, subordinate }: Cast): [string, string][] {
  const between = (endpoints: readonly string[], others: readonly string[]): [string, string][] =>
    endpoints.flatMap((endpoint) =>
      Object.keys(provider).flatMap((name) =>
        others.map((other): [string, string] => [`${name}:${endpoint}`, `${other}:${endpoint}`]),
      ),
    );
  return [
    ...between(BETWEEN_MACHINES, Object.keys(requirer)),
    ...between(ON_ONE_MACHINE, subordinate),
  ];
}

function lowestUnits({ applications, units }: Model): UnitName[] {
  return Object.keys(applications).flatMap((application) => {
    const [first] = Object.values(units)
      .filter((unit) => unit.application === application)
      .map(({ name }) => name)
      .sort((a, b) => Number(a.split('/')[1]) - Number(b.split('/')[1]));
    return first ?? [];
  });
}

function isPrincipal({ units }: Model, unit: UnitName): boolean {
  return units[unit]?.principal === undefined;
}
