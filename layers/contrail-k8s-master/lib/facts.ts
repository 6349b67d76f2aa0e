import type { MasterOptions } from './options.ts';

/** What the decisions of this charm are made from: plain values, gathered once in a hook. */
export interface MasterFacts {
  readonly options: MasterOptions;
  /** Where the other masters and the Contrail services reach this unit. */
  readonly address: string;
  readonly controller: ControllerFacts;
  /** The Kubernetes API, by relation or by option. */
  readonly api: ApiAddress | undefined;
  /** kube-manager's token; a secret. */
  readonly token: string | undefined;
  /** Address of each live master by unit name. */
  readonly clusterInfo: Readonly<Record<string, string>>;
  /** Addresses of the nodes as the leader shares them; undefined while it has not. */
  readonly workers: readonly string[] | undefined;
  readonly tls: TlsFacts;
  readonly images: ImageFacts;
}

/** Where the Kubernetes API is. */
export interface ApiAddress {
  readonly hostname: string;
  readonly port: string;
}

/** What the Contrail controllers tell, merged over all their units. */
export interface ControllerFacts {
  readonly controllerIps: readonly string[];
  readonly controllerDataIps: readonly string[];
  readonly analyticsServers: readonly string[];
  /** `openstack` in hybrid clouds, else `kubernetes`. */
  readonly cloudOrchestrator: string | undefined;
  readonly cloudOrchestrators: readonly string[];
  readonly auth: KeystoneFacts | undefined;
  /** Set while the control plane is upgraded by ISSU. */
  readonly maintenance: string | undefined;
  /** Stage of an upgrade with zero impact. */
  readonly ziu: number | undefined;
}

/** How to authenticate with Keystone; members without a value are undefined. */
export interface KeystoneFacts {
  readonly protocol?: string | undefined;
  readonly ip?: string | undefined;
  readonly publicPort?: string | undefined;
  readonly adminUser?: string | undefined;
  /** A secret. */
  readonly adminPassword?: string | undefined;
  readonly adminTenant?: string | undefined;
  readonly apiSuffix?: string | undefined;
  readonly userDomainName?: string | undefined;
  readonly projectDomainName?: string | undefined;
  readonly region?: string | undefined;
  /** Certificate of Keystone's authority, PEM. */
  readonly sslCa?: string | undefined;
}

/** State of the relation tls-certificates. */
export interface TlsFacts {
  readonly related: boolean;
  readonly certificates: Certificates | undefined;
}

/** A server certificate with its key and its authority, PEM. */
export interface Certificates {
  readonly ca: string;
  readonly certificate: string;
  /** A secret. */
  readonly key: string;
}

/** Where the images come from. */
export interface ImageFacts {
  readonly registry: string;
  readonly tag: string;
}
