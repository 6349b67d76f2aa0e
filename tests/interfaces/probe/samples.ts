import type {
  ClientPublication,
  ControllerFields,
} from '@reactive-charms/interface-contrail-controller';
import type { ClusterConfig } from '@reactive-charms/interface-contrail-kubernetes-config';
import type { MemberFields } from '@reactive-charms/interface-contrail-kubernetes-master-cluster';
import type { HttpFields } from '@reactive-charms/interface-http';
import type {
  ClusterFields,
  RequestFields as UserFields,
  Tokens,
} from '@reactive-charms/interface-kube-control';
import type { PluginFields, PrincipalFields } from '@reactive-charms/interface-kubernetes-cni';
import type { AgentFields, Checks } from '@reactive-charms/interface-nrpe-external-master';
import type {
  AuthorityFields,
  KeyPair,
  RequestFields,
  WantedCertificate,
} from '@reactive-charms/interface-tls-certificates';
import type { Sparse, UnitName } from '@reactive-charms/reactive';

/**
 * What the probe charms publish. Every value tells its unit and the word that the operator has set,
 * and lower units leave out some keys, so that a merge takes from several units.
 */

/** A unit that publishes. */
export interface Speaker {
  readonly unit: UnitName;
  /** What its application's option `word` says. */
  readonly word: string;
}

/** The part of a controller's databag that does not follow from what it reads. */
export type OwnControllerFields = Sparse<Omit<ControllerFields, 'orchestratorInfo' | 'agentsInfo'>>;

export function controller(speaker: Speaker): OwnControllerFields {
  const number = numberOf(speaker);
  return {
    authMode: number === 0 ? undefined : say(speaker),
    controllerIps: [`10.1.0.${number}`, '10.1.0.100'],
    controllerDataIps: [`10.2.0.${number}`],
    analyticsServers: [],
    authInfo: { keystoneIp: number === 0 ? undefined : '10.3.0.1', keystoneRegion: say(speaker) },
    maintenance: number === 1 ? 'issu' : undefined,
    ziu: number % 7,
    sslEnabled: true,
    caCertificate: `-----BEGIN CERTIFICATE-----\n${say(speaker)}\n-----END CERTIFICATE-----\n`,
  };
}

export function client(speaker: Speaker): ClientPublication {
  const number = numberOf(speaker);
  return {
    unitType: 'kubernetes',
    orchestratorInfo: {
      cloudOrchestrator: 'kubernetes',
      kubeManagerToken: say(speaker),
      kubernetesApiServer: number === 1 ? undefined : `10.4.0.${number}`,
      others: { speaker: speaker.unit },
    },
    clusterInfo: {
      clusterName: number === 2 ? 'second' : 'first',
      podSubnets: number === 0 ? undefined : say(speaker),
      kubernetesWorkers: [`10.5.0.${number}`],
    },
    ziuDone: number % 7,
  };
}

export function clusterConfig(speaker: Speaker): ClusterConfig {
  const number = numberOf(speaker);
  return {
    clusterName: number === 0 ? undefined : say(speaker),
    podSubnets: say(speaker),
    nestedMode: number === 1,
    nestedModeConfig: number === 0 ? undefined : `{"SPEAKER": ${JSON.stringify(say(speaker))}}`,
  };
}

export function service(speaker: Speaker): Sparse<HttpFields> {
  const number = numberOf(speaker);
  return {
    hostname: `${speaker.unit.replace('/', '-')}.${speaker.word}`,
    port: number === 2 ? undefined : 8000 + number,
    extendedData: [{ hostname: `shared.${speaker.word}`, port: 6443 }],
  };
}

export function controlPlane(speaker: Speaker): Sparse<ClusterFields> {
  const number = numberOf(speaker);
  return {
    apiEndpoints: [`https://10.6.0.${number}:6443`, 'https://10.6.1.1:6443'],
    caCertificateSecretId: number === 1 ? 'secret:c0ffee' : undefined,
    clusterTag: number === 0 ? undefined : say(speaker),
    cohortKeys: { kubelet: speaker.word },
    dnsDomain: say(speaker),
    isDnsEnabled: true,
    dnsPort: 53,
    hasExternalCloudProvider: false,
    registryLocation: speaker.word,
    taints: [],
    labels: [`speaker=${speaker.unit}`],
  };
}

/** Who a unit wants to be at the control plane. */
export function user(speaker: Speaker): Sparse<UserFields> {
  const name = `system:node:${speaker.unit}`;
  return { user: name, group: speaker.word, schemaVersions: [0], hasGpu: numberOf(speaker) === 1 };
}

/** What a leader of the control plane gives a user. */
export function tokens(speaker: Speaker, name: string): Tokens {
  const [clientToken, kubeletToken, proxyToken] = ['client', 'kubelet', 'proxy'].map(
    (kind) => `${kind} token of ${name} by ${say(speaker)}`,
  );
  return {
    clientToken: clientToken ?? '',
    kubeletToken: kubeletToken ?? '',
    proxyToken: proxyToken ?? '',
  };
}

export function principal(speaker: Speaker): Sparse<PrincipalFields> {
  return {
    isMaster: numberOf(speaker) === 0,
    kubeconfigPath: say(speaker),
    serviceCidr: '10.96.0.0/12',
  };
}

export function plugin(speaker: Speaker): Sparse<PluginFields> {
  return { cidr: say(speaker), confFile: `/etc/cni/net.d/${speaker.word}.conf` };
}

/** Checks of a monitoring agent. */
export function checks(speaker: Speaker): { primary: boolean; checks: Checks } {
  return {
    primary: numberOf(speaker) === 0,
    checks: { [`check_${speaker.word}`]: `run "${speaker.unit}": now` },
  };
}

export function agent(speaker: Speaker): Sparse<AgentFields> {
  return { nagiosHostname: say(speaker), nagiosHostContext: speaker.word };
}

export function certificateRequest(speaker: Speaker): Sparse<RequestFields> {
  const { unit, word } = speaker;
  return {
    unit,
    commonName: say(speaker),
    sans: [word, '127.0.0.1'],
    certificateName: word,
    serverRequests: { [`server-${word}`]: { sans: [word] } },
    clientRequests: { [`client-${word}`]: { sans: [] } },
  };
}

export function authority(speaker: Speaker): Sparse<AuthorityFields> {
  const number = numberOf(speaker);
  return {
    ca: say(speaker),
    chain: number === 0 ? undefined : `chain of ${say(speaker)}`,
    clientCertificate: number === 0 ? undefined : `client certificate of ${say(speaker)}`,
    clientKey: `client key of ${say(speaker)}`,
  };
}

/** The pair of keys that an authority makes for whoever wants it. */
export function keyPair(
  speaker: Speaker,
  { unit, kind, commonName }: Pick<WantedCertificate, 'unit' | 'kind' | 'commonName'>,
): KeyPair {
  const what = `${kind} "${commonName}" of ${unit} by ${say(speaker)}`;
  return { certificate: `certificate ${what}`, key: `key ${what}` };
}

export function member(speaker: Speaker): Sparse<MemberFields> {
  const number = numberOf(speaker);
  return { unitAddress: say(speaker), ziuDone: number === 0 ? undefined : number % 7 };
}

/** The number of a unit. */
export function numberOf({ unit }: Pick<Speaker, 'unit'>): number {
  return Number(unit.slice(unit.lastIndexOf('/') + 1));
}

/** A text that tells who says it. */
export function say({ unit, word }: Speaker): string {
  return `${unit} says ${word}`;
}
