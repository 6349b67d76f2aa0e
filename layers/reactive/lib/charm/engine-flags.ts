import { hooksOf } from '@reactive-charms/juju';
import type { Metadata, OptionDefinitions } from '@reactive-charms/juju';
import { isFlagOfEngine } from '../endpoints/endpoint-name.ts';
import type { FlagTest } from '../handlers/conditions.ts';
import type { Binding } from '../handlers/handler.ts';

/** What decides which of the engine's flags a charm can have. */
export interface FlagGround {
  readonly metadata: Metadata;
  readonly options: OptionDefinitions;
  /** Flags of the charm's endpoints that not every endpoint has: they take an interface package. */
  readonly endpointFlags: ReadonlySet<string>;
}

const ENGINE_FAMILY = /^(?:config|endpoint|leadership|secret|storage|upgrade)\./;

/** Tells whether a flag belongs to a family in which the engine alone sets flags. */
export function isEngineFlag(flag: string): boolean {
  return ENGINE_FAMILY.test(flag);
}

/** The flags that speak of neither endpoints, options nor storage. */
const PLAIN_FLAG =
  /^(?:leadership\.(?:is_leader|changed|(?:changed|set)\..+)|upgrade\.(?:charm|series\.in-progress)|secret\.(?:changed|rotate|expired|remove)(?:\..+)?)$/;

/**
 * Says why the engine never sets a flag on a charm, in words that follow the flag; undefined when it
 * may, or when the flag is none of the engine's. See `CheckedFlag`, which is the same for the compiler.
 */
export function findFlagFault(
  flag: string,
  { metadata, options, endpointFlags }: FlagGround,
): string | undefined {
  if (!isEngineFlag(flag)) return undefined;
  const [family = '', second = '', ...rest] = flag.split('.');
  const tail = rest.join('.');
  switch (family) {
    case 'endpoint':
      if (!Object.hasOwn(metadata.endpoints, second)) {
        return `but metadata.yaml has no endpoint ${second}`;
      }
      return endpointFlags.has(flag) ? undefined : findEndpointFault(second, tail);
    case 'config':
      if (flag === 'config.changed') return undefined;
      if (!['changed', 'set', 'default'].includes(second)) return UNMANAGED;
      return Object.hasOwn(options, tail) ? undefined : `but config.yaml has no option ${tail}`;
    case 'storage':
      if (!Object.hasOwn(metadata.storage, second)) {
        return `but metadata.yaml has no storage ${second}`;
      }
      return ['attached', 'detaching'].includes(tail) ? undefined : UNMANAGED;
    default:
      return PLAIN_FLAG.test(flag) ? undefined : UNMANAGED;
  }
}

const UNMANAGED = 'which the engine never sets';

function findEndpointFault(endpoint: string, tail: string): string | undefined {
  if (tail === 'malformed') return `but no interface package reads endpoint ${endpoint}`;
  return isFlagOfEngine(tail) ? undefined : UNMANAGED;
}

const NARROW_FAMILY = /^(?:endpoint|secret|storage|upgrade)\./;

/**
 * The hooks in which alone a flag can be set; undefined when it may be set in any.
 * Source: contract reactive.md sections 4.3 and 6.
 */
function hooksOfFlag(flag: string, metadata: Metadata): readonly string[] | undefined {
  if (!NARROW_FAMILY.test(flag)) return undefined;
  const [family, second = '', third = ''] = flag.split('.');
  if (flag === 'upgrade.charm') return ['upgrade-charm'];
  if (flag === 'upgrade.series.in-progress') {
    return hooksOf(metadata).filter((hook) => hook !== 'post-series-upgrade');
  }
  if (family === 'secret') return [`secret-${second}`];
  if (family === 'endpoint' && third === 'departed') return [`${second}-relation-departed`];
  if (family === 'storage' && third === 'detaching') return [`${second}-storage-detaching`];
  return undefined;
}

/** Flags of the engine that tell of a change, and are never set outside of hooks. */
const CHANGE_FLAG = /^(?:config\.changed|leadership\.changed|secret|upgrade\.charm)(?:$|\.)/;

/** Flags of the engine that no run leaves to the next, and so are never set in a restricted hook. */
const PASSING_FLAG = /^(?:config|leadership\.changed|secret|upgrade\.charm)(?:$|\.)/;

/**
 * The moments at which a handler could run that watches these flags of the engine, each as a function
 * that tells whether a flag can be set then; undefined when each of the flags can be set at any time.
 */
export function momentsOf(
  binding: Binding,
  engineFlags: readonly string[],
  metadata: Metadata,
): readonly FlagTest[] | undefined {
  const inHook =
    (hook: string): FlagTest =>
    (flag) =>
      hooksOfFlag(flag, metadata)?.includes(hook) ?? true;
  if (binding.kind === 'action') return [(flag) => !CHANGE_FLAG.test(flag)];
  if (binding.kind === 'restricted') return [(flag) => !PASSING_FLAG.test(flag)];
  const hooks = engineFlags.flatMap((flag) => hooksOfFlag(flag, metadata) ?? []);
  if (hooks.length === 0) return undefined;
  if (binding.kind === 'hook') return binding.hooks.map(inHook);
  const elsewhere: FlagTest = (flag) => hooksOfFlag(flag, metadata) === undefined;
  return [elsewhere, ...[...new Set(hooks)].map(inHook)];
}
