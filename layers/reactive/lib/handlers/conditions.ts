/** One condition of a handler over flags. */
export interface Condition {
  /** all: every flag is set; any: at least one; none: not one; notAll: at least one is missing. */
  readonly kind: 'all' | 'any' | 'none' | 'notAll';
  readonly flags: readonly string[];
}

/** Tells whether a flag is set. */
export type FlagTest = (flag: string) => boolean;

/** Tells whether a condition holds. Source: contract reactive.md section 2.2, rows R40 to R44. */
export function holds(condition: Condition, isSet: FlagTest): boolean {
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

/** Says in one phrase why a condition does not hold; undefined when it does. */
export function explainFailure(condition: Condition, isSet: FlagTest): string | undefined {
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

/** The condition in the words of its author, for example `whenNot(a, b)`. */
export function describeCondition(condition: Condition): string {
  const words = { all: 'when', any: 'whenAny', none: 'whenNot', notAll: 'whenNotAll' };
  return `${words[condition.kind]}(${condition.flags.join(', ')})`;
}
