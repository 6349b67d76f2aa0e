import { defineEndpoint, defineLayer, Endpoint } from '@reactive-charms/reactive';
import type {
  AnyShape,
  CharmDefinition,
  EndpointClass,
  EndpointHandlers,
  EngineContext,
  HandlerContext,
  JsonValue,
  LayerBuilder,
  Trigger,
  UnitFlags,
} from '@reactive-charms/reactive';
import { actOnEndpoints } from './our-data.ts';
import type { DataContext } from './our-data.ts';
import { APPLICATION, bindHandlers } from './program.ts';
import type {
  Act,
  Charm,
  ConditionSpec,
  EndpointSpec,
  HandlerSpec,
  TriggerSpec,
} from './program.ts';

/** Hears what handlers do. */
export interface Recorder {
  /** A handler begins. */
  readonly ran: (handler: string, flags: readonly string[]) => void;
  /** The function of a trigger is called. */
  readonly told: (trigger: string, flags: readonly string[]) => void;
  /** What the handler that runs has seen. */
  readonly note: (value: JsonValue) => void;
  /** The handler that shall fail in this try. */
  readonly fails?: string | undefined;
}

/** Makes a charm of a program, in the words of our engine. */
export function composeProgram(charm: Charm, recorder: Recorder): CharmDefinition {
  const { options, endpoints } = charm;
  return {
    name: APPLICATION,
    metadata: {
      name: APPLICATION,
      summary: '',
      description: '',
      subordinate: false,
      endpoints: Object.fromEntries(
        endpoints.map((endpoint) => [
          endpoint.name,
          { ...endpoint, scope: 'global', optional: false },
        ]),
      ),
      storage: {},
      resources: {},
      containers: [],
    },
    options,
    actions: {},
    endpoints: Object.fromEntries(
      endpoints.map((endpoint) => [endpoint.name, classOf(charm, endpoint, recorder)]),
    ),
    layers: [
      defineLayer('peer', (layer) => {
        charm.triggers.forEach((trigger) => layer.trigger(triggerOf(trigger, recorder)));
        charm.handlers.forEach((handler) => defineHandler(layer, handler, recorder));
      }),
    ],
  };
}

function triggerOf({ tells, ...trigger }: TriggerSpec, { told }: Recorder): Trigger {
  return tells === undefined ? trigger : { ...trigger, run: (flags) => told(tells, flags.list()) };
}

/** The class of an endpoint, with the handlers of its interface. */
function classOf(charm: Charm, endpoint: EndpointSpec, recorder: Recorder): EndpointClass {
  const side = charm.interfaces.find(
    (each) => each.interface === endpoint.interface && each.role === endpoint.role,
  );
  if (side === undefined) return Endpoint;
  const shared = side.handlers;
  const handlers = bindHandlers(charm, endpoint);
  class WithHandlers extends Endpoint<'ready'> {
    static readonly handlers: EndpointHandlers = defineEndpoint(
      () => WithHandlers,
      (on) => {
        on.sets('ready');
        shared.forEach(({ name, conditions: [first, ...more] }, index) => {
          const handler = handlers[index];
          if (first === undefined || handler === undefined)
            throw new Error(`${name} is incomplete`);
          withConditions(on[first.word](...first.flags), more).handle(
            name,
            ({ flags, hook, leader, endpoint: own }) =>
              runHandler(handler, recorder, { flags, hook, leader, endpoint: () => own }),
          );
        });
      },
    );
  }
  return WithHandlers;
}

/** The words that conditions are given by, whatever the handler is bound to. */
type Conditions<Next> = Record<ConditionSpec['word'], (...flags: string[]) => Next> & {
  whenFileChanged(...paths: (string | (() => string))[]): Next;
  onlyOnce(): Next;
};

function defineHandler(
  layer: LayerBuilder<AnyShape>,
  handler: HandlerSpec,
  recorder: Recorder,
): void {
  const { name, binding } = handler;
  const run = (context: HandlerContext): void => runHandler(handler, recorder, contextOf(context));
  switch (binding.kind) {
    case 'before':
      layer.beforeHook(name, run);
      return;
    case 'after':
      layer.afterHook(name, run);
      return;
    case 'restricted': {
      const builder =
        binding.hook === 'collect-metrics' ? layer.collectMetrics() : layer.meterStatusChanged();
      builder.handle(name, (context) => runHandler(handler, recorder, context));
      return;
    }
    case 'hook':
      withAll(layer.hook(...binding.patterns), handler).handle(name, run);
      return;
    case 'flags':
      withAll(layer.always(), handler).handle(name, run);
  }
}

function withAll<Next extends Conditions<Next>>(
  start: Next,
  { conditions, files = [], once, isLazy }: HandlerSpec,
): Next {
  const paths = files.map((path) => (isLazy ? (): string => path : path));
  const onFlags = withConditions(start, conditions);
  const onFiles = files.length > 0 ? onFlags.whenFileChanged(...paths) : onFlags;
  return once ? onFiles.onlyOnce() : onFiles;
}

function withConditions<Next extends Record<ConditionSpec['word'], (...flags: string[]) => Next>>(
  start: Next,
  conditions: readonly ConditionSpec[],
): Next {
  return conditions.reduce((builder, { word, flags }) => builder[word](...flags), start);
}

function contextOf(context: HandlerContext): RunContext {
  const { flags, hook, leader } = context;
  return {
    flags,
    hook,
    leader,
    endpoint: (name) => {
      const endpoint = context.endpoints[name];
      if (endpoint === undefined) throw new Error(`the charm has no endpoint ${name}`);
      return endpoint;
    },
  };
}

/** What a handler needs; restricted ones have flags alone. */
type RunContext = Pick<EngineContext, 'flags'> & (DataContext | { readonly endpoint?: undefined });

function runHandler(
  { name, acts }: HandlerSpec,
  { ran, note, fails }: Recorder,
  context: RunContext,
): void {
  ran(name, context.flags.list());
  for (const act of acts) {
    if (act.ifSet !== undefined && !context.flags.isSet(act.ifSet)) continue;
    actOnFlags(act, note, context.flags);
    if (context.endpoint !== undefined) actOnEndpoints(act, note, context);
  }
  if (fails === name) throw new Error(`${name} fails, as the program wants`);
}

function actOnFlags(act: Act, note: Recorder['note'], flags: UnitFlags): void {
  switch (act.do) {
    case 'set':
      flags.set(act.flag, act.value);
      return;
    case 'clear':
      flags.clear(act.flag);
      return;
    case 'toggle':
      flags.toggle(act.flag, act.on);
      return;
    case 'ask': {
      const { flags: names } = act;
      note([flags.areAllSet(...names), flags.isAnySet(...names), flags.listUnset(...names)]);
      return;
    }
    case 'share':
    case 'publish':
    case 'publishRaw':
    case 'withdraw':
    case 'echo':
  }
}
