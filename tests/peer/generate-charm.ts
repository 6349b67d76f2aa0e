import type { OptionDefinition, OptionDefinitions } from '@reactive-charms/juju';
import type { AnyShape, HookPattern } from '@reactive-charms/reactive';
import { KEYS, makeActs } from './generate-acts.ts';
import type { Material } from './generate-acts.ts';
import { CONDITION_WORDS, ENDPOINT_NAME } from './program.ts';
import type {
  BindingSpec,
  Charm,
  ConditionSpec,
  EndpointSpec,
  HandlerSpec,
  InterfaceSpec,
  TriggerSpec,
} from './program.ts';
import type { Random } from './random.ts';

/** Files that handlers may wait for. */
export const FILES = ['/etc/first.conf', '/etc/second.conf'] as const;

const OPTIONS: Readonly<Record<string, OptionDefinition>> = {
  port: { type: 'int', default: 80, description: '' },
  title: { type: 'string', default: '', description: '' },
  theme: { type: 'string', description: '' },
  debug: { type: 'boolean', default: false, description: '' },
  ratio: { type: 'float', default: 0.5, description: '' },
};

const ENDPOINTS: readonly EndpointSpec[] = [
  { name: 'db', role: 'requires', interface: 'mysql' },
  { name: 'archive', role: 'requires', interface: 'mysql' },
  { name: 'site', role: 'provides', interface: 'http' },
  { name: 'cluster', role: 'peers', interface: 'blog' },
];

const OWN_FLAGS = ['alpha', 'beta.ready', 'gamma', 'delta.a.b', 'epsilon', 'zeta'];

/** Makes a charm: options, endpoints, handlers, triggers. */
export function generateCharm(random: Random): Charm {
  const options = Object.fromEntries(
    random.some(Object.entries(OPTIONS), random.between(1, 3)),
  ) satisfies OptionDefinitions;
  const endpoints = random.some(ENDPOINTS, random.pick([0, 1, 1, 1, 2, 2]));
  const interfaces = makeInterfaces(random, endpoints);
  const kept = endpoints
    .filter(({ interface: protocol }) => interfaces.some((side) => side.interface === protocol))
    .map(({ name }) => `endpoint.${name}.ready`);
  const material: Material = {
    random,
    endpoints: endpoints.map(({ name }) => name),
    publishers: endpoints.filter(({ role }) => role !== 'peers').map(({ name }) => name),
    own: [...OWN_FLAGS.slice(0, random.between(3, OWN_FLAGS.length)), ...kept],
    managed: managedFlags(Object.keys(options), endpoints),
    patterns: hookPatterns(endpoints),
  };
  const handlers = random.times(random.between(3, 12), (index) =>
    makeHandler(material, { index, isFirst: index === 0 && interfaces.length === 0 }),
  );
  return { options, endpoints, interfaces, handlers, triggers: makeTriggers(material) };
}

/** Handlers of interfaces: they look at their own endpoint, and at flags of the charm. */
function makeInterfaces(random: Random, endpoints: readonly EndpointSpec[]): InterfaceSpec[] {
  const sides = new Map(endpoints.map((endpoint) => [endpoint.interface, endpoint]));
  return [...sides.values()]
    .filter(() => random.chance(0.4))
    .map(({ interface: protocol, role }) => {
      // The reference registers each handler for all endpoints, we all handlers for each endpoint: the
      // orders are the same only where one of the two is alone (section 2.7).
      const isShared = endpoints.filter((each) => each.interface === protocol).length > 1;
      const flags = ['joined', 'changed', `changed.${KEYS[0]}`, 'departed', 'ready', 'ready'];
      const expanded = flags.map((flag) => `endpoint.${ENDPOINT_NAME}.${flag}`);
      const material: Material = {
        random,
        endpoints: [ENDPOINT_NAME],
        publishers: role === 'peers' ? [] : [ENDPOINT_NAME],
        own: [...OWN_FLAGS.slice(0, 2), `endpoint.${ENDPOINT_NAME}.ready`],
        managed: expanded,
        patterns: [],
      };
      const handlers = random.times(isShared ? 1 : random.between(1, 2), (index) => {
        // Without its own endpoint in the condition, the reference would make just one of it.
        const conditions: ConditionSpec[] = [
          { word: random.pick(CONDITION_WORDS), flags: [random.pick(expanded)] },
          ...(random.chance(0.4) ? makeConditions(material).slice(0, 1) : []),
        ];
        const binding = { kind: 'flags' as const };
        const acts = makeActs(material, binding, conditions);
        return { name: `shared-${index}`, binding, conditions, acts };
      });
      return { interface: protocol, role, handlers };
    });
}

function managedFlags(options: readonly string[], endpoints: readonly EndpointSpec[]): string[] {
  return [
    'config.changed',
    ...options.flatMap((name) => [
      `config.changed.${name}`,
      `config.set.${name}`,
      `config.default.${name}`,
    ]),
    'leadership.is_leader',
    'leadership.changed',
    `leadership.changed.${KEYS[0]}`,
    `leadership.set.${KEYS[0]}`,
    'upgrade.series.in-progress',
    ...endpoints.flatMap(({ name }) => [
      `endpoint.${name}.joined`,
      `endpoint.${name}.joined`,
      `endpoint.${name}.changed`,
      ...KEYS.map((key) => `endpoint.${name}.changed.${key}`),
      `endpoint.${name}.departed`,
    ]),
  ];
}

function makeHandler(
  material: Material,
  { index, isFirst }: { readonly index: number; readonly isFirst: boolean },
): HandlerSpec {
  const { random } = material;
  const binding = makeBinding(material);
  const conditions = binding.kind === 'flags' ? makeConditions(material) : [];
  // The reference spends the change of a file on the first handler that asks, and on every test
  // (R48 to R50): a program asks once, by the handler that runs before all others.
  const files = isFirst && random.chance(0.3) && mayWait(binding) ? [...FILES] : [];
  return {
    name: `handler-${index}`,
    binding,
    conditions,
    // Alone, `only_once` runs in the hook phase of the reference (R47).
    ...(mayWait(binding) && random.chance(0.12) ? { once: true } : {}),
    ...(files.length > 0 ? { files: random.some(files, random.between(1, 2)) } : {}),
    ...(files.length > 0 && random.chance(0.3) ? { isLazy: true } : {}),
    acts: makeActs(material, binding, conditions),
  };
}

function mayWait({ kind }: BindingSpec): boolean {
  return kind === 'flags' || kind === 'hook';
}

function makeBinding({ random, patterns }: Material): BindingSpec {
  const roll = random.next();
  if (roll < 0.15) {
    return { kind: 'hook', patterns: random.some(patterns, random.between(1, 3)) };
  }
  if (roll < 0.19) return { kind: 'before' };
  if (roll < 0.23) return { kind: 'after' };
  if (roll < 0.26) {
    return {
      kind: 'restricted',
      hook: random.pick(['collect-metrics', 'meter-status-changed'] as const),
    };
  }
  return { kind: 'flags' };
}

function hookPatterns(endpoints: readonly EndpointSpec[]): HookPattern<AnyShape>[] {
  const events = ['created', 'joined', 'changed', 'departed', 'broken'] as const;
  return [
    'install',
    'config-changed',
    'update-status',
    'upgrade-charm',
    'leader-elected',
    '{start,leader-settings-changed}',
    ...endpoints.flatMap(({ name, role, interface: protocol }): HookPattern<AnyShape>[] => [
      ...events.map((event): HookPattern<AnyShape> => `${name}-relation-${event}`),
      `{${role}:${protocol}}-relation-{joined,changed}`,
      `${name}-relation-{departed,broken}`,
    ]),
  ];
}

function makeConditions({ random, own, managed }: Material): ConditionSpec[] {
  return random.times(random.pick([1, 1, 1, 2, 2, 3]), () => {
    const count = random.pick([1, 1, 1, 2, 3]);
    const flags = random.times(count, () => random.pick(random.chance(0.65) ? own : managed));
    return { word: random.pick(CONDITION_WORDS), flags: [...new Set(flags)] };
  });
}

/**
 * Triggers. Those that wait for the engines' own flags all wait for the same one: the two engines set
 * these in different orders before the first handler runs, which nobody else can see.
 */
function makeTriggers({ random, own, managed }: Material): TriggerSpec[] {
  const oneManaged = random.pick(managed);
  return random.times(random.pick([0, 0, 1, 2, 3, 4]), (index): TriggerSpec => {
    const source = random.chance(0.3) ? oneManaged : random.pick(own);
    const isWhen = random.chance(0.6);
    const effect = random.next();
    // Functions that wait for the end of option flags are called by the reference when a hook ends and
    // these go; other effects are not carried out then (section 1.3).
    const mayTell = isWhen || !source.startsWith('config.');
    return {
      ...(isWhen ? { when: source } : { whenNot: source }),
      ...(effect < 0.65 ? { set: random.pick(own) } : {}),
      ...(effect > 0.45 ? { clear: random.pick(own) } : {}),
      ...(mayTell && random.chance(0.25) ? { tells: `trigger-${index}` } : {}),
    };
  });
}
