import { expandHooks } from '../../charm/hook-patterns.ts';
import type { SealedCharm } from '../../charm/charm.ts';

/** What the tests of charms.reactive look at. */
export interface Ground {
  readonly charm: SealedCharm;
  readonly isSet: (flag: string) => boolean;
  /** The current hook; undefined outside hooks. */
  readonly hook: string | undefined;
  /** Where in a run the command was started; undefined outside of runs, where no phase is wrong. */
  readonly phase?: {
    /** `hook`, or the number of the round. */
    readonly name: string;
    /** Flags that changed in the round before. */
    readonly changed: ReadonlySet<string>;
  };
  /** Tells whether a handler has been marked as having run. */
  readonly isInvoked: (id: string) => boolean;
  /** Tells whether one of these files has changed since a handler last ran. */
  readonly hasFileChanged: (paths: readonly string[], id: string) => Promise<boolean>;
}

/** One test of charms.reactive. */
export interface HandlerTest {
  readonly name: string;
  readonly usage: string;
  readonly summary: string;
  /** True when its arguments are flags that the handler waits for. */
  readonly watchesFlags?: true;
  /** @param id of the handler that asks; empty when none does. */
  readonly passes: (ground: Ground, args: readonly string[], id: string) => Promise<boolean>;
}

/** A test over flags; like a handler of the engine, it fails in the wrong phase of a run. */
function flagTest(
  name: string,
  summary: string,
  holds: (flags: readonly string[], isSet: Ground['isSet']) => boolean,
): HandlerTest {
  return {
    name,
    usage: 'FLAG...',
    summary,
    watchesFlags: true,
    passes: async (ground, flags) => isWatching(ground, flags) && holds(flags, ground.isSet),
  };
}

/** In rounds, and after the first only where a flag has changed. Source: section 2.1. */
function isWatching({ phase }: Ground, flags: readonly string[]): boolean {
  if (phase === undefined || phase.name === '0') return true;
  if (!/^\d+$/.test(phase.name)) return false;
  return flags.some((flag) => phase.changed.has(flag));
}

const allSet = flagTest('when_all', 'all of these flags are set', (flags, isSet) =>
  flags.every(isSet),
);
const noneSet = flagTest(
  'when_none',
  'none of these flags is set',
  (flags, isSet) => !flags.some(isSet),
);

/** All tests, by their names. Source: contract reactive.md sections 2.2, 2.6 and 5. */
export const HANDLER_TESTS: readonly HandlerTest[] = [
  {
    name: 'hook',
    usage: 'PATTERN...',
    summary: 'this is one of these hooks, in its hook phase',
    passes: async (ground, patterns) =>
      (ground.phase?.name ?? 'hook') === 'hook' && isHook(ground, patterns),
  },
  {
    name: 'any_hook',
    usage: 'PATTERN...',
    summary: 'this is one of these hooks, in any phase',
    passes: async (ground, patterns) => isHook(ground, patterns),
  },
  { ...allSet, name: 'when' },
  allSet,
  flagTest('when_any', 'at least one of these flags is set', (flags, isSet) => flags.some(isSet)),
  { ...noneSet, name: 'when_not' },
  noneSet,
  flagTest(
    'when_not_all',
    'at least one of these flags is not set',
    (flags, isSet) => !flags.every(isSet),
  ),
  {
    name: 'when_file_changed',
    usage: 'FILE...',
    summary: 'one of these files has changed since this test last passed',
    passes: async (ground, paths, id) => ground.hasFileChanged(paths, id),
  },
  {
    name: 'only_once',
    usage: 'ID',
    summary: 'the handler has not been marked as having run',
    passes: async (ground, [named = ''], id) => !ground.isInvoked(id === '' ? named : id),
  },
];

/** Braces are expanded as in handlers of the engine (R56 to R59). */
function isHook({ charm, hook }: Ground, patterns: readonly string[]): boolean {
  if (hook === undefined) return false;
  const known = new Set([hook]);
  return expandHooks(patterns, 'the test', { metadata: charm.metadata, known }).hooks.includes(
    hook,
  );
}
