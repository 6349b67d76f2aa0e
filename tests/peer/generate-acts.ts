import type { AnyShape, HookPattern, JsonValue } from '@reactive-charms/reactive';
import type { Act, BindingSpec, ConditionSpec } from './program.ts';
import type { Random } from './random.ts';

/** Keys of databags and of leader data. */
export const KEYS = ['host', 'port', 'users'] as const;

/** What the handlers and triggers of a charm can be about. */
export interface Material {
  readonly random: Random;
  readonly own: readonly string[];
  /** Flags that the engines set themselves. */
  readonly managed: readonly string[];
  /** Names of endpoints. */
  readonly endpoints: readonly string[];
  /**
   * Those on which data of the application can be published: among peers it would be the unit's own
   * application's, and a program leaves that to leader data.
   */
  readonly publishers: readonly string[];
  /** Patterns of hooks. */
  readonly patterns: readonly HookPattern<AnyShape>[];
}

/** What a handler does: up to four things. */
export function makeActs(
  material: Material,
  binding: BindingSpec,
  conditions: readonly ConditionSpec[],
): Act[] {
  const { random, own } = material;
  return random
    .times(random.between(0, 4), () => makeAct(material, binding, conditions))
    .map((act) => (random.chance(0.12) ? { ...act, ifSet: random.pick(own) } : act));
}

function makeAct(
  material: Material,
  binding: BindingSpec,
  conditions: readonly ConditionSpec[],
): Act {
  const { random, own, endpoints } = material;
  const changed = conditions
    .flatMap(({ flags }) => flags)
    .filter((flag) => /^endpoint\..*\.(?:changed|departed)|^config\.changed/.test(flag));
  if (changed.length > 0 && random.chance(0.4)) return { do: 'clear', flag: random.pick(changed) };
  // In restricted hooks there are no endpoints.
  const hasEndpoints = endpoints.length > 0 && binding.kind !== 'restricted';
  if (hasEndpoints && random.chance(0.3)) return makeEndpointAct(material);
  if (binding.kind !== 'restricted' && random.chance(0.05)) {
    return { do: 'share', key: KEYS[0], value: random.chance(0.2) ? null : makeText(random) };
  }
  const flag = random.pick(own);
  const roll = random.next();
  if (roll < 0.5) {
    return {
      do: 'set',
      flag,
      ...(random.chance(0.3) ? { value: makeValue(random) } : {}),
    };
  }
  if (roll < 0.75) return { do: 'clear', flag };
  if (roll < 0.9) return { do: 'toggle', flag, on: random.chance(0.5) };
  return { do: 'ask', flags: random.times(random.between(0, 3), () => random.pick(own)) };
}

function makeEndpointAct({ random, endpoints, publishers }: Material): Act {
  const endpoint = random.pick(endpoints);
  const key = random.pick(KEYS);
  const toApplication = publishers.includes(endpoint) && random.chance(0.2);
  const target = { endpoint, key, ...(toApplication ? { toApplication } : {}) };
  const roll = random.next();
  if (roll < 0.4) return { do: 'publish', ...target, value: makeValue(random) ?? 'none' };
  if (roll < 0.6) return { do: 'publishRaw', ...target, value: makeText(random) };
  if (roll < 0.7) return { do: 'withdraw', ...target, value: null };
  return { do: 'echo', endpoint, key };
}

function makeValue(random: Random): JsonValue {
  return random.pick<JsonValue>([
    null,
    true,
    0,
    17,
    -2.5,
    '',
    'text',
    'käse "€"',
    [1, 'two', null],
    { zeta: 1, alpha: { b: [], a: {} } },
  ]);
}

/** A text for a databag; never empty, which would remove its key. */
export function makeText(random: Random): string {
  return random.pick([
    '10.0.0.1',
    '80',
    '1.10',
    'true',
    'null',
    '{"b": 1, "a": [2]}',
    'käse: €',
    'a b',
  ]);
}
