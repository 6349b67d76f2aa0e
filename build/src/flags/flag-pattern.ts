/** The name of a flag, or of many: `*` stands for any text, as in `backup.*`. */
export type FlagPattern = string;

/** Stands for any text in a pattern. */
export const ANY_TEXT = '*';

/** Makes a test whether a flag is one of those that patterns name. */
export function flagFilter(patterns: Iterable<FlagPattern>): (flag: string) => boolean {
  const all = [...patterns];
  const names = new Set(all);
  const wide = all.filter(isWide).map((pattern) => {
    const parts = pattern
      .split(ANY_TEXT)
      .map((part) => part.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
    return new RegExp(`^${parts.join('.*')}$`, 's');
  });
  return (flag) => names.has(flag) || wide.some((expression) => expression.test(flag));
}

/** Tells whether a pattern names more than one flag. */
export function isWide(pattern: FlagPattern): boolean {
  return pattern.includes(ANY_TEXT);
}
