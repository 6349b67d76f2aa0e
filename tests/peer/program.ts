import type {
  Databag,
  DatabagChanges,
  EndpointRole,
  OptionDefinitions,
  OptionValue,
  RelationId,
  UnitName,
} from '@reactive-charms/juju';
import type {
  AnyShape,
  HookPattern,
  JsonValue,
  RestrictedHook,
  Trigger,
} from '@reactive-charms/reactive';

/** A charm, and the life of one of its units: plain data that both engines can play. */
export interface Program {
  /** Names the program in reports: seed and number. */
  readonly name: string;
  readonly options: OptionDefinitions;
  readonly endpoints: readonly EndpointSpec[];
  /** Handlers that interface packages bring, bound to each endpoint of theirs (R66). */
  readonly interfaces: readonly InterfaceSpec[];
  readonly triggers: readonly TriggerSpec[];
  readonly handlers: readonly HandlerSpec[];
  readonly events: readonly Event[];
}

/** A charm without a life. */
export type Charm = Omit<Program, 'name' | 'events'>;

/** A slot of metadata.yaml. */
export interface EndpointSpec {
  readonly name: string;
  readonly role: EndpointRole;
  readonly interface: string;
}

/** One side of an interface. In its flags and endpoints `{endpoint_name}` stands for the endpoint. */
export interface InterfaceSpec {
  readonly interface: string;
  readonly role: EndpointRole;
  readonly handlers: readonly HandlerSpec[];
}

/** Stands for the name of the endpoint in handlers of interfaces. */
export const ENDPOINT_NAME = '{endpoint_name}';

/** A trigger; with `tells`, it calls a function, which stands in the trace under that name. */
export type TriggerSpec = Omit<Trigger, 'run'> & { readonly tells?: string };

/** The words for conditions, as a charm author writes them here. */
export const CONDITION_WORDS = [
  'when',
  'whenAll',
  'whenAny',
  'whenNot',
  'whenNone',
  'whenNotAll',
] as const;

/** One condition of a handler. */
export interface ConditionSpec {
  readonly word: (typeof CONDITION_WORDS)[number];
  readonly flags: readonly string[];
}

/** When a handler may run. */
export type BindingSpec =
  | { readonly kind: 'flags' | 'before' | 'after' }
  | { readonly kind: 'hook'; readonly patterns: readonly HookPattern<AnyShape>[] }
  | { readonly kind: 'restricted'; readonly hook: RestrictedHook };

/** A handler of a program. */
export interface HandlerSpec {
  readonly name: string;
  readonly binding: BindingSpec;
  readonly conditions: readonly ConditionSpec[];
  readonly once?: true;
  /** Files of which at least one must have changed. */
  readonly files?: readonly string[];
  /** True when the names of the files are given as functions (R52). */
  readonly isLazy?: true;
  readonly acts: readonly Act[];
}

/** One thing that a handler does; with `ifSet`, only when that flag is set just then. */
export type Act = ActKind & { readonly ifSet?: string };

type ActKind =
  | { readonly do: 'set'; readonly flag: string; readonly value?: JsonValue }
  | { readonly do: 'clear'; readonly flag: string }
  | { readonly do: 'toggle'; readonly flag: string; readonly on: boolean }
  /** Notes which of the flags are set. */
  | { readonly do: 'ask'; readonly flags: readonly string[] }
  /** Publishes a value as JSON, on all relations of an endpoint. */
  | PublishAct<'publish', Exclude<JsonValue, null>>
  /** Publishes a text as it is. */
  | PublishAct<'publishRaw', string>
  | PublishAct<'withdraw', null>
  /** Shares leader data, where the unit leads; null takes a key back. */
  | { readonly do: 'share'; readonly key: string; readonly value: string | null }
  /** Notes what units publish under a key. */
  | { readonly do: 'echo'; readonly endpoint: string; readonly key: string };

/** Data for all relations of an endpoint; for the application only where the unit leads. */
interface PublishAct<Do extends string, Value> {
  readonly do: Do;
  readonly endpoint: string;
  readonly key: string;
  readonly value: Value;
  readonly toApplication?: true;
}

/** Hooks that tell of nothing but themselves. */
export type PlainHook =
  | 'install'
  | 'start'
  | 'update-status'
  | 'upgrade-charm'
  | 'stop'
  | 'pre-series-upgrade'
  | 'post-series-upgrade'
  | RestrictedHook;

/** What happens to a unit, with the hook that tells it. */
export type Happening =
  | { readonly kind: 'plain'; readonly hook: PlainHook }
  /** null: the option has no value any more. */
  | {
      readonly kind: 'configure';
      readonly changes: Readonly<Record<string, OptionValue | null>>;
    }
  /** The unit becomes leader. */
  | { readonly kind: 'lead' }
  /** The unit stops being leader. */
  | { readonly kind: 'follow' }
  /** The leader, another unit, shares data. */
  | { readonly kind: 'share'; readonly changes: DatabagChanges }
  | {
      readonly kind: 'relate';
      readonly id: RelationId;
      readonly application: string;
      readonly applicationBag: Databag;
    }
  | {
      readonly kind: 'join';
      readonly id: RelationId;
      readonly unit: UnitName;
      readonly bag: Databag;
    }
  | {
      readonly kind: 'change';
      readonly id: RelationId;
      readonly unit: UnitName;
      readonly changes: DatabagChanges;
    }
  | {
      readonly kind: 'changeApplication';
      readonly id: RelationId;
      readonly changes: DatabagChanges;
    }
  | { readonly kind: 'depart'; readonly id: RelationId; readonly unit: UnitName }
  | { readonly kind: 'break'; readonly id: RelationId };

/** One hook of a life. */
export type Event = Happening & {
  /** The handler that fails when this hook is tried for the first time. */
  readonly fails?: string;
  /** Files of the machine that change before the hook; null removes one. */
  readonly files?: Readonly<Record<string, string | null>>;
};

/** The handlers that one interface brings, as they are bound to an endpoint; their names are its too. */
export function bindHandlers(
  { interfaces }: Pick<Program, 'interfaces'>,
  endpoint: EndpointSpec,
): HandlerSpec[] {
  return interfaces
    .filter((side) => side.interface === endpoint.interface && side.role === endpoint.role)
    .flatMap(({ handlers }) => handlers)
    .map((handler) => {
      // Texts of programs are plain, so the name needs no care when it is put into JSON.
      const text = JSON.stringify(handler).replaceAll(ENDPOINT_NAME, endpoint.name);
      const bound: HandlerSpec = JSON.parse(text);
      return { ...bound, name: `${handler.name}:${endpoint.name}` };
    });
}

/** All handlers of a charm by the names that traces have. */
export function allHandlers(
  charm: Pick<Charm, 'interfaces' | 'endpoints' | 'handlers'>,
): HandlerSpec[] {
  return [
    ...charm.endpoints.flatMap((endpoint) => bindHandlers(charm, endpoint)),
    ...charm.handlers,
  ];
}

/** The unit whose life is played. */
export const UNIT: UnitName = 'peer-charm/0';

/** The application that it belongs to. */
export const APPLICATION = 'peer-charm';
