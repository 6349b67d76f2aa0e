import type { CombinedStorageView } from '../storage/storage-view.ts';

/** A status as `juju status --format=json` shows it. */
export interface StatusInfo {
  readonly current: string;
  readonly message?: string;
  readonly since?: string;
  readonly version?: string;
  readonly life?: string;
}

/** A unit in `juju status`. */
export interface UnitView {
  readonly 'workload-status': StatusInfo;
  readonly 'juju-status': StatusInfo;
  readonly leader?: true;
  readonly 'upgrading-from'?: string;
  readonly machine?: string;
  readonly 'open-ports'?: readonly string[];
  readonly 'public-address'?: string;
  readonly subordinates?: Readonly<Record<string, UnitView>>;
}

/** One relation of an application's endpoint in `juju status`. */
export interface ApplicationRelationView {
  readonly 'related-application': string;
  readonly interface: string;
  readonly scope: string;
}

/** An application in `juju status`. */
export interface ApplicationView {
  readonly charm: string;
  readonly base: { readonly name: string; readonly channel: string };
  readonly 'charm-origin': string;
  readonly 'charm-name': string;
  readonly 'charm-rev': number;
  readonly 'charm-version'?: string;
  readonly exposed: boolean;
  readonly life?: string;
  readonly 'application-status': StatusInfo;
  readonly relations?: Readonly<Record<string, readonly ApplicationRelationView[]>>;
  readonly 'subordinate-to'?: readonly string[];
  readonly units?: Readonly<Record<string, UnitView>>;
  readonly version?: string;
  readonly 'endpoint-bindings'?: Readonly<Record<string, string>>;
}

/** A machine in `juju status`. */
export interface MachineView {
  readonly 'juju-status': StatusInfo;
  readonly hostname: string;
  readonly 'dns-name': string;
  readonly 'ip-addresses': readonly string[];
  readonly 'instance-id': string;
  readonly 'machine-status': StatusInfo;
  readonly 'modification-status': StatusInfo;
  readonly base: { readonly name: string; readonly channel: string };
  readonly containers?: Readonly<Record<string, MachineView>>;
  readonly constraints?: string;
  readonly hardware?: string;
}

/** What `juju status --format=json` prints. */
export interface StatusView {
  readonly model: {
    readonly name: string;
    readonly type: 'iaas';
    readonly controller: string;
    readonly cloud: string;
    readonly region: string;
    readonly version: string;
    readonly 'model-status': StatusInfo;
    readonly sla: string;
  };
  readonly machines: Readonly<Record<string, MachineView>>;
  readonly applications: Readonly<Record<string, ApplicationView>>;
  readonly storage: CombinedStorageView;
  readonly controller: { readonly timestamp: string };
}

/** A line of the relation table. */
export interface RelationLine {
  readonly provider: string;
  readonly requirer: string;
  readonly interface: string;
  readonly type: 'regular' | 'peer' | 'subordinate';
  readonly message: string;
}
