/** A folder or file of the machine that a container sees. */
export interface BindMount {
  /** Absolute path on the machine. */
  readonly source: string;
  /** Absolute path in the container. */
  readonly target: string;
  /** @default false */
  readonly readOnly?: boolean;
}

/** Where the engine sends what a container prints. */
export interface Logging {
  /** Name of a logging driver; empty for the engine's default. */
  readonly driver: string;
  readonly options: Readonly<Record<string, string>>;
}

/** One container as a charm wants it to be. */
export interface ServiceDeclaration {
  /** Unique within the project; part of the container's name. */
  readonly name: string;
  /** Image reference such as `registry.example/app:1.2`. */
  readonly image: string;
  /** Variables of the container. They go through the Engine API and are written nowhere else. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Program and arguments in place of the image's command. */
  readonly command?: readonly string[];
  readonly binds?: readonly BindMount[];
  /** Services whose binds and volumes this one sees too; it is recreated together with them. */
  readonly volumesFrom?: readonly string[];
  /** `host`, `none`, or a network of the engine. @default the engine's own default network */
  readonly networkMode?: string;
  /** `host` to share the machine's process table. */
  readonly pidMode?: string;
  /** @default false */
  readonly privileged?: boolean;
  /** `always`: the engine restarts the container whenever it ends. @default 'no' */
  readonly restart?: 'no' | 'always';
  /** Services that are brought up before this one. */
  readonly dependsOn?: readonly string[];
  readonly logging?: Logging;
  /** Labels added to those of the project. */
  readonly labels?: Readonly<Record<string, string>>;
  /**
   * The service does its work once and ends: it is not started again when it has ended, only when
   * its declaration or its image changed. @default true when `restart` is `no`
   */
  readonly oneShot?: boolean;
}

/** All containers of one project as a charm wants them to be. */
export interface ProjectDeclaration {
  /** First part of the containers' names, `<project>_<service>_1`. */
  readonly project: string;
  readonly services: readonly ServiceDeclaration[];
  /** References of images that it needs beside those of its services. */
  readonly images?: readonly string[];
  /** Folder that compose tools show as the project's; needs not exist. */
  readonly directory?: string;
  /** Used to pull images that are missing. */
  readonly credentials?: RegistryCredentials;
}

/** User and password of a registry. */
export interface RegistryCredentials {
  readonly user: string;
  readonly password: string;
}

/** A declaration that no engine could follow; the author of the charm or its operator must act. */
export class DeclarationError extends Error {
  /** Every fault found, each a sentence that stands alone. */
  readonly faults: readonly string[];

  /** @param faults at least one sentence. */
  constructor(faults: readonly string[]) {
    super(faults.join('; '));
    this.name = 'DeclarationError';
    this.faults = faults;
  }
}

/** Tells whether a service ends by itself after its work. */
export function isOneShot(service: ServiceDeclaration): boolean {
  return service.oneShot ?? (service.restart ?? 'no') === 'no';
}

/** The other services that have to be there before this one. */
export function prerequisites(service: ServiceDeclaration): string[] {
  return [...new Set([...(service.volumesFrom ?? []), ...(service.dependsOn ?? [])])];
}
