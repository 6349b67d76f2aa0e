import { changedKeys, isLayered } from '../large-record.ts';

/** One place where two models differ: where it is, and what stands there now; nothing if it is gone. */
export type Patch =
  readonly [path: readonly string[], value: unknown] | readonly [path: readonly string[]];

/**
 * Finds what turns one JSON value into another. Values are never changed in place, so what is the
 * very same needs no look: the cost is that of what changed. Lists are taken as a whole.
 */
export function findPatches(before: unknown, after: unknown): Patch[] {
  const patches: Patch[] = [];
  descend([before, after], [], patches);
  return patches;
}

/**
 * Carries out patches on a JSON value that is this function's to change.
 * @returns the value, another one where a patch is about the whole.
 * @throws Error when a path leads nowhere.
 */
export function applyPatches(value: unknown, patches: readonly Patch[]): unknown {
  let root = value;
  for (const patch of patches) {
    const [path] = patch;
    const last = path.at(-1);
    if (last === undefined) {
      root = patch[1];
      continue;
    }
    const parent = path.slice(0, -1).reduce(enter, root);
    if (!isRecord(parent)) throw new Error(`there is no ${path.join('.')}`);
    if (patch.length === 1) delete parent[last];
    else setOwn(parent, last, patch[1]);
  }
  return root;
}

/** Tells whether a value that was read from JSON is a list of patches. */
export function isPatches(value: unknown): value is Patch[] {
  return (
    Array.isArray(value) &&
    value.every((patch: unknown) => Array.isArray(patch) && patch.length <= 2 && isPath(patch[0]))
  );
}

function descend(
  [before, after]: readonly [unknown, unknown],
  path: readonly string[],
  patches: Patch[],
): void {
  if (before === after) return;
  if (!isRecord(before) || !isRecord(after)) {
    patches.push([path, after]);
    return;
  }
  const keys = changedKeys(before, after);
  if (keys.length > 0 && isReordered(before, after)) {
    patches.push([path, after]);
    return;
  }
  for (const key of keys) {
    const [old, now] = [own(before, key), own(after, key)];
    const place = [...path, key];
    if (now === undefined && old !== undefined) patches.push([place]);
    else descend([old, now], place, patches);
  }
}

/** Whether keys stand in another order than patches would bring about. Large records keep theirs. */
function isReordered(
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
): boolean {
  if (isLayered(before) || isLayered(after)) return false;
  const kept = Object.keys(before).filter((key) => Object.hasOwn(after, key));
  const keys = Object.keys(after);
  return kept.some((key, index) => keys[index] !== key);
}

function enter(value: unknown, key: string): unknown {
  return isRecord(value) ? own(value, key) : undefined;
}

/** A charm may name a key of its databag `__proto__`. */
function setOwn(record: Record<string, unknown>, key: string, value: unknown): void {
  if (key !== '__proto__') {
    record[key] = value;
    return;
  }
  Object.defineProperty(record, key, {
    value,
    enumerable: true,
    configurable: true,
    writable: true,
  });
}

function own(record: Readonly<Record<string, unknown>>, key: string): unknown {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isPath(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((key) => typeof key === 'string');
}
