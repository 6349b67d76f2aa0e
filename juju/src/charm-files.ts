/** The side of a relation that an endpoint takes; the words are the sections of metadata.yaml. */
export type EndpointRole = 'provides' | 'requires' | 'peers';

/** Who sees whom in a relation: everyone, or only units that share a machine. */
export type RelationScope = 'global' | 'container';

/** One endpoint of a charm. Source: contract build.md rows J22 to J26. */
export interface EndpointDefinition {
  readonly name: string;
  readonly role: EndpointRole;
  readonly interface: string;
  readonly scope: RelationScope;
  readonly optional: boolean;
  readonly limit?: number;
}

/** What metadata.yaml says that the engine, the builder or the model use. */
export interface Metadata {
  readonly name: string;
  readonly summary: string;
  readonly description: string;
  readonly subordinate: boolean;
  /** Endpoints by name, in the order of the file: provides, requires, peers. */
  readonly endpoints: Readonly<Record<string, EndpointDefinition>>;
  readonly storage: Readonly<Record<string, StorageDefinition>>;
  readonly resources: Readonly<Record<string, ResourceDefinition>>;
  readonly containers: readonly string[];
  /** Payload classes with their types; absent where the file has none. */
  readonly payloads?: Readonly<Record<string, { readonly type: string }>>;
  /** Names that network-get takes beside those of endpoints; absent where the file has none. */
  readonly extraBindings?: readonly string[];
}

/** One storage of a charm. Source: contract build.md rows J34 to J39. */
export interface StorageDefinition {
  readonly type: 'filesystem' | 'block';
  /**
   * How many instances a unit has from the start, and at most; without `maximum` there is no bound.
   * @default exactly one
   */
  readonly count?: { readonly minimum: number; readonly maximum?: number };
  /** Where file systems are mounted; with room for several, each gets a folder of its own below it. */
  readonly location?: string;
  /** In mebibytes: what an instance has at least. @default 1024 */
  readonly minimumSize?: number;
}

/** One resource of a charm. Source: contract build.md rows J42 to J44. */
export interface ResourceDefinition {
  readonly type: 'file' | 'oci-image';
  /** The name that the file gets on the machine; only for files. */
  readonly filename?: string;
}

/** The type of a configuration option. */
export type OptionType = 'string' | 'int' | 'float' | 'boolean' | 'secret';

/** The value of a configuration option. */
export type OptionValue = string | number | boolean;

/** One option of config.yaml; without `default` the option is unset until the operator sets it. */
export interface OptionDefinition {
  readonly type: OptionType;
  readonly default?: OptionValue;
  readonly description: string;
}

/** The options of a charm by name. */
export type OptionDefinitions = Readonly<Record<string, OptionDefinition>>;

/** One action of actions.yaml; `params` are JSON Schema (draft 4) properties. */
export interface ActionDefinition {
  readonly description: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly required: readonly string[];
  /** Whether parameters that are not declared are taken; absent where the file says nothing of it. */
  readonly additionalProperties?: boolean;
}

/** The actions of a charm by name. */
export type ActionDefinitions = Readonly<Record<string, ActionDefinition>>;

/** One base of manifest.yaml. Source: contract build.md rows J54 and J55. */
export interface Base {
  readonly name: string;
  readonly channel: string;
  readonly architectures: readonly string[];
}

/** What Juju reads of manifest.yaml. */
export interface Manifest {
  readonly bases: readonly Base[];
}
