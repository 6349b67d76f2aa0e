import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as controller from '@reactive-charms/interface-contrail-controller';
import * as config from '@reactive-charms/interface-contrail-kubernetes-config';
import * as cluster from '@reactive-charms/interface-contrail-kubernetes-master-cluster';
import * as http from '@reactive-charms/interface-http';
import * as control from '@reactive-charms/interface-kube-control';
import * as cni from '@reactive-charms/interface-kubernetes-cni';
import * as nrpe from '@reactive-charms/interface-nrpe-external-master';
import * as certificates from '@reactive-charms/interface-tls-certificates';
import { applicationOf, isUnitName } from '@reactive-charms/juju';
import { readConfig, readMetadata } from '@reactive-charms/juju/files';
import type {
  CharmDefinition,
  Databag,
  Layer,
  RelationId,
  UnitName,
} from '@reactive-charms/reactive';
import { freshUnit, relationState, runHook } from '@reactive-charms/testing';
import type { HookOptions, RelationState, UnitState } from '@reactive-charms/testing';
import { layer as peersLayer } from './charms/peers/reactive/peers.ts';
import { layer as providerLayer } from './charms/provider/reactive/provider.ts';
import { layer as requirerLayer } from './charms/requirer/reactive/requirer.ts';
import { layer as subordinateLayer } from './charms/subordinate/reactive/subordinate.ts';
import { recordPath } from './probe/probe.ts';
import type { Sights } from './probe/probe.ts';
import type { Speaker } from './probe/samples.ts';
import { sightsOf } from './support/probe-model.ts';
import type { World } from './support/world.ts';

/** One unit that is related to 500 at each endpoint, without processes. */

const UNITS = 500;

const CHARMS = {
  provider: charm('provider', providerLayer, {
    'contrail-controller': controller.Provides,
    'contrail-kubernetes-config': config.Provides,
    http: http.Provides,
    'kube-control': control.Provides,
    'kubernetes-cni': cni.Provides,
    'nrpe-external-master': nrpe.Provides,
    'tls-certificates': certificates.Provides,
  }),
  requirer: charm('requirer', requirerLayer, {
    'contrail-controller': controller.Requires,
    'contrail-kubernetes-config': config.Requires,
    http: http.Requires,
    'kube-control': control.Requires,
    'tls-certificates': certificates.Requires,
  }),
  subordinate: charm('subordinate', subordinateLayer, {
    'kubernetes-cni': cni.Requires,
    'nrpe-external-master': nrpe.Requires,
  }),
  peers: charm('peers', peersLayer, { 'contrail-kubernetes-master-cluster': cluster.Peers }),
};

type CharmName = keyof typeof CHARMS;

// Half a minute: thousands of hooks run before, so that everybody has published.
const each = process.env['INTERFACE_TEST'] === 'all' ? it.each : it.skip.each;

each<[CharmName, readonly CharmName[]]>([
  ['provider', ['requirer', 'subordinate']],
  ['requirer', ['provider']],
  ['subordinate', ['provider']],
  ['peers', ['peers']],
])('%s is related to 500 units', async (name, others) => {
  const self: UnitName = `${name}/${UNITS}`;
  const own = await publishOf(name, self, {});
  const bags = new Map<string, Record<UnitName, Databag>>();
  for (const other of others) await gatherBags(other, { [self]: own }, bags);
  const endpoints = Object.keys(CHARMS[name].metadata.endpoints);
  const relations: Record<RelationId, RelationState> = {};
  endpoints.forEach((endpoint, number) => {
    relations[`${endpoint}:${number}`] = relationTo(bags.get(endpoint) ?? {});
  });
  const first = await measure(name, 'start', freshUnit(self, { relations, isLeader: true }));
  expect(first.sights).toEqual(sightsOf(worldOf(name, relations), self));
  const second = await measure(name, 'update-status', first.state);
  expect(second.sights).toEqual(first.sights);

  const [endpoint = ''] = endpoints;
  const id: RelationId = `${endpoint}:0`;
  const { [id]: full = relationState('') } = relations;
  const gone: UnitName = `${full.application}/0`;
  const { [gone]: _gone, ...units } = full.units;
  const fewer = { ...relations, [id]: { ...full, units } };
  const left = { ...second.state, relations: fewer };
  const about = { relationId: id, remoteUnit: gone };
  const third = await measure(name, `${endpoint}-relation-departed`, left, about);
  expect(third.sights).toEqual(sightsOf(worldOf(name, fewer), self));
});

type Bags = Readonly<Record<string, Databag>>;

/** What many units of a charm publish, by endpoint and unit, when they know one other unit. */
async function gatherBags(
  name: CharmName,
  known: Readonly<Record<UnitName, Bags>>,
  bags: Map<string, Record<UnitName, Databag>>,
): Promise<void> {
  for (let number = 0; number < UNITS; number += 1) {
    const unit: UnitName = `${name}/${number}`;
    for (const [endpoint, bag] of Object.entries(await publishOf(name, unit, known))) {
      const all = bags.get(endpoint) ?? {};
      all[unit] = bag;
      bags.set(endpoint, all);
    }
  }
}

/** Five hundred units in container scope are more than Juju brings about; what they cost is the question. */
const CROWD = { unchecked: true } as const;

/** What one unit publishes at each endpoint. */
async function publishOf(
  name: CharmName,
  unit: UnitName,
  known: Readonly<Record<UnitName, Bags>>,
): Promise<Bags> {
  const endpoints = Object.keys(CHARMS[name].metadata.endpoints);
  const relations: Record<RelationId, RelationState> = {};
  const ids = new Map<string, RelationId>();
  for (const [number, endpoint] of endpoints.entries()) {
    const units: Record<UnitName, Databag> = {};
    for (const [other, bags] of Object.entries(known)) {
      if (isUnitName(other) && bags[endpoint]) units[other] = bags[endpoint];
    }
    const id: RelationId = `${endpoint}:${number}`;
    ids.set(endpoint, id);
    relations[id] = relationTo(units);
  }
  const { state, error } = await runHook(
    CHARMS[name],
    'start',
    freshUnit(unit, { relations, isLeader: isLeader(unit) }),
    CROWD,
  );
  if (error) throw error;
  return Object.fromEntries(
    [...ids].map(([endpoint, id]) => {
      const published = state.relations[id]?.published;
      return [endpoint, { ...published, 'private-address': addressOf(unit) }];
    }),
  );
}

function relationTo(units: Readonly<Record<UnitName, Databag>>): RelationState {
  const [first = 'nobody/0'] = Object.keys(units);
  return relationState(first.slice(0, first.indexOf('/')), { units });
}

interface Measured {
  readonly state: UnitState;
  readonly sights: Sights;
}

async function measure(
  name: CharmName,
  hook: string,
  state: UnitState,
  about: Omit<HookOptions, 'state'> = {},
): Promise<Measured> {
  const started = performance.now();
  const outcome = await runHook(CHARMS[name], hook, state, { ...about, ...CROWD });
  const milliseconds = Math.round(performance.now() - started);
  process.stdout.write(`${name} with ${UNITS} units, ${hook}: ${milliseconds} ms\n`);
  if (outcome.error) throw outcome.error;
  const { content = '{}' } = outcome.state.files[recordPath(state.unit)] ?? {};
  return { state: outcome.state, sights: JSON.parse(content) };
}

/** The world of a unit with these relations, in which the others know it alone. */
function worldOf(name: CharmName, relations: Readonly<Record<string, RelationState>>): World {
  const self: UnitName = `${name}/${UNITS}`;
  const speaker = (unit: UnitName): Speaker => ({ unit, word: 'one' });
  return {
    units: [self],
    speaker,
    isLeader,
    endpoints: () => Object.keys(CHARMS[name].metadata.endpoints),
    role: (_unit, endpoint) => CHARMS[name].metadata.endpoints[endpoint]?.role ?? 'peers',
    remotes: (unit, endpoint) => {
      const found = Object.entries(relations).find(([id]) => id.startsWith(`${endpoint}:`));
      const others = unit === self ? Object.keys(found?.[1].units ?? {}) : [self];
      return others.filter(isUnitName).map((other) => ({
        unit: other,
        application: applicationOf(other),
        address: addressOf(other),
        speaker: speaker(other),
      }));
    },
  };
}

/** The lowest unit leads the many, and the unit that they are related to leads its own. */
function isLeader(unit: UnitName): boolean {
  return unit.endsWith('/0') || unit.endsWith(`/${UNITS}`);
}

function addressOf(unit: UnitName): string {
  const number = Number(unit.slice(unit.lastIndexOf('/') + 1));
  return `10.9.${Math.floor(number / 250)}.${number % 250}`;
}

function charm(
  name: string,
  layer: Layer,
  endpoints: CharmDefinition['endpoints'],
): CharmDefinition {
  const read = (file: string): string =>
    readFileSync(join(__dirname, 'charms', name, file), 'utf8');
  return {
    name,
    metadata: readMetadata(read('metadata.yaml'), 'metadata.yaml'),
    options: readConfig(read('config.yaml'), 'config.yaml'),
    actions: {},
    layers: [layer],
    endpoints,
  };
}
