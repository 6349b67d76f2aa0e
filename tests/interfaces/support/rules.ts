import type { UnitName } from '@reactive-charms/reactive';
import {
  agent,
  authority,
  certificateRequest,
  checks,
  client,
  clusterConfig,
  controller,
  controlPlane,
  keyPair,
  member,
  plugin,
  principal,
  service,
  tokens,
  user,
} from '../probe/samples.ts';
import type { Speaker } from '../probe/samples.ts';
import type { Remote, World } from './world.ts';

/** What a unit must see at an endpoint. */
export interface Expectation {
  readonly view: object;
  /** The flags that the interface keeps, each with whether it is set. */
  readonly flags: Readonly<Record<string, boolean>>;
}

/** The unit that looks, and those that it sees. */
export interface Outlook {
  readonly unit: UnitName;
  readonly self: Speaker | undefined;
  readonly remotes: readonly Remote[];
  /** Those of them that publish. */
  readonly speakers: readonly Speaker[];
  readonly world: World;
}

/** A rule of the READMEs, section "Many units" and "Flags", for one side of an interface. */
export type Rule = (outlook: Outlook) => Expectation;

/** The rules by interface and side, each written from the README alone. */
export const RULES: Readonly<Record<string, Readonly<Record<string, Rule>>>> = {
  'contrail-controller': { provides: controllerSide, requires: clientSide },
  'contrail-kubernetes-config': {
    provides: ({ remotes }) => ({
      view: { nodeAddresses: inNaturalOrder(remotes.map(({ address }) => address)) },
      flags: { available: remotes.length > 0 },
    }),
    requires: nodeSide,
  },
  http: {
    provides: () => ({ view: {}, flags: {} }),
    requires: callerSide,
  },
  'kube-control': { provides: controlPlaneSide, requires: userSide },
  'kubernetes-cni': {
    provides: ({ remotes }) => ({
      view: { plugins: remotes.map((remote) => ({ ...named(remote), ...saidBy(remote, plugin) })) },
      flags: { available: remotes.length > 0 && remotes.every(({ speaker }) => speaker) },
    }),
    requires: ({ speakers }) => ({
      view: { principal: merged(speakers.map(principal)) },
      flags: { available: speakers.length > 0 },
    }),
  },
  'nrpe-external-master': {
    provides: ({ speakers }) => {
      const { nagiosHostname, nagiosHostContext } = merged(speakers.map(agent));
      return {
        view: { hostname: nagiosHostname, context: nagiosHostContext },
        flags: { available: speakers.length > 0 },
      };
    },
    requires: ({ remotes, speakers }) => ({
      view: {
        units: remotes.map(({ unit, speaker }) => ({
          unit,
          ...(speaker ? checks(speaker) : { primary: false, checks: {} }),
        })),
      },
      flags: { available: speakers.length > 0 },
    }),
  },
  'tls-certificates': { provides: authoritySide, requires: serverSide },
  'contrail-kubernetes-master-cluster': {
    peers: ({ speakers }) => {
      const members = speakers.map((speaker) => [speaker.unit, member(speaker)] as const);
      const all = (key: 'unitAddress' | 'ziuDone'): object =>
        Object.fromEntries(members.map(([unit, values]) => [unit, values[key]]));
      return {
        view: { members: all('unitAddress'), ziuDone: all('ziuDone') },
        flags: { available: speakers.length > 0 },
      };
    },
  },
};

function nodeSide({ speakers }: Outlook): Expectation {
  const config = merged(speakers.map(clusterConfig));
  const { nestedModeConfig = '{}' } = config;
  return {
    view: {
      config: speakers.length === 0 ? undefined : config,
      variables: JSON.parse(nestedModeConfig),
    },
    flags: { available: config.podSubnets !== undefined },
  };
}

function callerSide({ speakers }: Outlook): Expectation {
  const places = speakers
    .map(service)
    .flatMap(({ hostname, port, extendedData = [] }) => [{ hostname, port }, ...extendedData]);
  const texts = places.flatMap(({ hostname, port }) =>
    port === undefined ? [] : [`${hostname} ${port}`],
  );
  const addresses = inNaturalOrder(texts).map((text) => {
    const [hostname, port] = text.split(' ');
    return { hostname, port: Number(port) };
  });
  return { view: { addresses }, flags: { available: addresses.length > 0 } };
}

function controllerSide({ remotes, speakers, world, unit }: Outlook): Expectation {
  const clients = remotes.map((remote) => ({ ...named(remote), ...saidBy(remote, client) }));
  return {
    view: { clients, ...passedOn(world, unit) },
    flags: { available: speakers.length > 0 },
  };
}

/** What a controller makes of its clients' data, and publishes. */
function passedOn(
  world: World,
  controllerUnit: UnitName,
): { orchestratorInfo: object; agentsInfo?: object } {
  const clients = speakersIn(world.remotes(controllerUnit, 'contrail-controller')).map(client);
  const infos = clients.map(({ orchestratorInfo = {} }) => orchestratorInfo);
  const { cloudOrchestrator, others = {}, ...members } = merged(infos.toReversed());
  const names = cloudOrchestrator === undefined ? [] : [cloudOrchestrator];
  const clusters: Record<string, object> = {};
  const infosOfClusters = clients.flatMap(({ clusterInfo }) => clusterInfo ?? []);
  for (const name of new Set(infosOfClusters.map(({ clusterName = '' }) => clusterName))) {
    const same = infosOfClusters.filter(({ clusterName }) => clusterName === name);
    clusters[name] = {
      podSubnets: merged(same).podSubnets,
      kubernetesWorkers: inNaturalOrder(
        same.flatMap(({ kubernetesWorkers = [] }) => kubernetesWorkers),
      ),
    };
  }
  return {
    orchestratorInfo: { ...members, others, cloudOrchestrator, cloudOrchestrators: names },
    ...(clients.length > 0 && { agentsInfo: { clusters } }),
  };
}

function clientSide({ speakers, world }: Outlook): Expectation {
  const said = speakers.map(controller);
  const passed = speakers.map(({ unit }) => passedOn(world, unit));
  const auth = said.flatMap(({ authInfo }) => authInfo ?? []);
  const stages = said.flatMap(({ ziu }) => ziu ?? []);
  const [info] = passed.map(({ orchestratorInfo }) => orchestratorInfo);
  return {
    view: {
      controllerIps: inNaturalOrder(said.flatMap(({ controllerIps = [] }) => controllerIps)),
      controllerDataIps: inNaturalOrder(
        said.flatMap(({ controllerDataIps = [] }) => controllerDataIps),
      ),
      analyticsServers: [],
      orchestratorInfo:
        passed.find(({ agentsInfo }) => agentsInfo)?.orchestratorInfo ?? withoutNothing(info),
      agentsInfo: passed.find(({ agentsInfo }) => agentsInfo)?.agentsInfo,
      authInfo: auth.find(({ keystoneIp }) => keystoneIp) ?? auth[0],
      authMode: said.find(({ authMode }) => authMode)?.authMode,
      maintenance: said.find(({ maintenance }) => maintenance)?.maintenance,
      ziu: stages.length === 0 ? undefined : Math.max(...stages),
    },
    flags: { available: speakers.length > 0 },
  };
}

/** Members of others that are none are not written. */
function withoutNothing(info: object | undefined): object | undefined {
  return info && { ...info, others: undefined };
}

function controlPlaneSide({ unit, speakers, self, world }: Outlook): Expectation {
  const users = speakers.map((speaker) => ({ unit: speaker.unit, ...user(speaker) }));
  return {
    view: {
      requests: users.map(({ hasGpu: _hasGpu, ...request }) => request),
      hasGpu: users.some(({ hasGpu }) => hasGpu),
    },
    flags: {
      available: users.length > 0,
      unanswered: users.length > 0 && !(self && world.isLeader(unit)),
    },
  };
}

function userSide({ unit, speakers, self, world }: Outlook): Expectation {
  const said = speakers.map(controlPlane);
  const apiEndpoints = inNaturalOrder(said.flatMap(({ apiEndpoints: urls = [] }) => urls));
  const cluster = { ...merged(said), ...(apiEndpoints.length > 0 && { apiEndpoints }) };
  const leader = speakers.find((speaker) => world.isLeader(speaker.unit));
  const credentials = self && leader && { ...tokens(leader, user(self).user ?? ''), scope: unit };
  return {
    view: { cluster, credentials },
    flags: {
      available: credentials !== undefined,
      authority: cluster.caCertificateSecretId !== undefined,
      dns: speakers.length > 0,
    },
  };
}

function authoritySide({ speakers, self }: Outlook): Expectation {
  const requests = speakers.map((speaker) => ({
    ...certificateRequest(speaker),
    unit: speaker.unit,
  }));
  return {
    view: { requests },
    flags: { available: requests.length > 0, unanswered: requests.length > 0 && !self },
  };
}

function serverSide({ speakers, self }: Outlook): Expectation {
  const authorities = speakers.map((speaker) => ({ speaker, ...authority(speaker) }));
  const [lowest] = authorities;
  const sharing = authorities.find(({ clientCertificate }) => clientCertificate);
  const vouching = (by: typeof lowest): object => ({ ca: by?.ca, chain: by?.chain });
  const isAnswered = self !== undefined && lowest !== undefined;
  const answers = (kind: 'own' | 'server' | 'client', names: readonly string[]): object =>
    Object.fromEntries(
      names.flatMap((commonName) =>
        isAnswered
          ? [[commonName, keyPair(lowest.speaker, { unit: self.unit, kind, commonName })]]
          : [],
      ),
    );
  const request = self ? certificateRequest(self) : {};
  const { commonName = '', serverRequests = {}, clientRequests = {} } = request;
  const [own] = Object.values(answers('own', [commonName]));
  return {
    view: {
      authority: lowest && vouching(lowest),
      own: own && { ...vouching(lowest), ...own },
      forEverybody: sharing && {
        ...vouching(sharing),
        certificate: sharing.clientCertificate,
        key: sharing.clientKey,
      },
      servers: answers('server', Object.keys(serverRequests)),
      clients: answers('client', Object.keys(clientRequests)),
    },
    flags: {
      available: isAnswered,
      authority: lowest !== undefined,
      'client-available': sharing !== undefined,
    },
  };
}

/** Those that publish. */
export function speakersIn(remotes: readonly Remote[]): Speaker[] {
  return remotes.flatMap(({ speaker }) => speaker ?? []);
}

function named({ unit, application }: Remote): { unit: string; application: string } {
  return { unit, application };
}

function saidBy<T extends object>(
  { speaker }: Remote,
  sample: (speaker: Speaker) => T,
): Partial<T> {
  return speaker ? sample(speaker) : {};
}

/** Each member from the first that has it. */
function merged<T extends object>(values: readonly T[]): Partial<T> {
  const result: Partial<T> = {};
  for (const value of values) {
    for (const key in value) if (value[key] !== undefined) result[key] ??= value[key];
  }
  return result;
}

/** Texts without repetitions, with numbers in them by their value. */
function inNaturalOrder(texts: readonly string[]): string[] {
  return [...new Set(texts)].sort(new Intl.Collator('en', { numeric: true }).compare);
}
