/** A condition over flags. */
export interface FlagCondition {
  /** all: every flag is set; any: at least one; none: not one; notAll: at least one is missing. */
  readonly kind: 'all' | 'any' | 'none' | 'notAll';
  readonly flags: readonly string[];
}

/** The path of a file, or a function that tells it when the condition is tested (R52). */
export type FilePath = string | (() => string);

/** At least one of these files differs from what it was when the handler last ran. */
export interface FileCondition {
  readonly kind: 'fileChanged';
  readonly paths: readonly FilePath[];
}

/** The handler has never run on this unit. */
export interface OnceCondition {
  readonly kind: 'once';
}

/** One condition of a handler; all of them must hold. */
export type Condition = FlagCondition | FileCondition | OnceCondition;

/** Tells whether a flag is set. */
export type FlagTest = (flag: string) => boolean;

/** Tells whether a condition is one over flags. */
export function isFlagCondition(condition: Condition): condition is FlagCondition {
  return 'flags' in condition;
}

/** The flags that a condition looks at. */
export function flagsOf(condition: Condition): readonly string[] {
  return isFlagCondition(condition) ? condition.flags : [];
}

/** Tells whether a condition holds. Source: contract reactive.md section 2.2, rows R40 to R44. */
export function holds(condition: FlagCondition, isSet: FlagTest): boolean {
  switch (condition.kind) {
    case 'all':
      return condition.flags.every(isSet);
    case 'any':
      return condition.flags.some(isSet);
    case 'none':
      return !condition.flags.some(isSet);
    case 'notAll':
      return !condition.flags.every(isSet);
  }
}

/** Tells whether all those of the conditions hold that are over flags. */
export function flagConditionsHold(conditions: readonly Condition[], isSet: FlagTest): boolean {
  for (const condition of conditions) {
    if (isFlagCondition(condition) && !holds(condition, isSet)) return false;
  }
  return true;
}

/**
 * Says why conditions do not hold that were just found not to, one phrase for each.
 * @param hasRun whether the handler has run on this unit before.
 */
export function explainUnmet(
  conditions: readonly Condition[],
  isSet: FlagTest,
  hasRun: boolean,
): readonly string[] {
  const reasons = conditions.flatMap((condition) => {
    if (isFlagCondition(condition)) return explainFailure(condition, isSet) ?? [];
    return condition.kind === 'once' && hasRun ? 'has run on this unit already' : [];
  });
  if (reasons.length > 0) return reasons;
  // Files are looked at only when all else holds.
  return conditions.flatMap((condition) =>
    condition.kind === 'fileChanged'
      ? `not changed: ${condition.paths.map(describePath).join(', ')}`
      : [],
  );
}

/** Says in one phrase why a condition does not hold; undefined when it does. */
export function explainFailure(condition: FlagCondition, isSet: FlagTest): string | undefined {
  if (holds(condition, isSet)) return undefined;
  const list = (flags: readonly string[]): string => flags.join(', ');
  switch (condition.kind) {
    case 'all':
      return `not set: ${list(condition.flags.filter((flag) => !isSet(flag)))}`;
    case 'any':
      return `none is set of: ${list(condition.flags)}`;
    case 'none':
      return `set, but must not be: ${list(condition.flags.filter(isSet))}`;
    case 'notAll':
      return `all are set of: ${list(condition.flags)}`;
  }
}

const WORDS = { all: 'when', any: 'whenAny', none: 'whenNot', notAll: 'whenNotAll' };

/** The condition in the words of its author, for example `whenNot(a, b)`. */
export function describeCondition(condition: Condition): string {
  switch (condition.kind) {
    case 'fileChanged':
      return `whenFileChanged(${condition.paths.map(describePath).join(', ')})`;
    case 'once':
      return 'onlyOnce()';
    case 'all':
    case 'any':
    case 'none':
    case 'notAll':
      return `${WORDS[condition.kind]}(${condition.flags.join(', ')})`;
  }
}

/** The path that a condition names now. @throws whatever its function throws. */
export function pathOf(path: FilePath): string {
  return typeof path === 'function' ? path() : path;
}

/** The same for people: who asks why nothing runs must get an answer also where the function throws. */
export function describePath(path: FilePath): string {
  try {
    return pathOf(path);
  } catch {
    return '(unknown path)';
  }
}
