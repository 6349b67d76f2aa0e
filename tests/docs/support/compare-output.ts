/** Stands for any lines when alone in one, and for any text within a line. */
const ANYTHING = '…';

/** What depends on the machine and on who is asked, and is left out of comparisons. */
const BESIDE_THE_POINT = [/^npm (?:warn|notice)/, /^no Docker Engine answers at /];

/** What is different in each run, and the form that stands for it. */
const MEASURES: readonly (readonly [RegExp, string])[] = [
  [/\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?Z/g, '<time>'],
  [/\bjust now\b|\b\d+ (?:s|min|h|days) ago\b/g, '<ago>'],
  [/\b\d\d:\d\d:\d\dZ?/g, '<time>'],
  [/\b\d+(?:\.\d+)? ?(?:kB|MB)\b/g, '<size>'],
  [/\b\d+(?:\.\d+)? ?m?s\b/g, '<duration>'],
  [/\b\d+ (hook|file)s?\b/g, '<count> $1s'],
];

/**
 * Says how an output differs from what a page says it is; undefined when it does not. Durations,
 * sizes, times and the width of columns may differ.
 */
export function findDifference(expected: readonly string[], output: string): string | undefined {
  const actual = normalize(output.split('\n'));
  const parts = splitAtGaps(normalize(expected));
  let from = 0;
  for (const [index, part] of parts.entries()) {
    const isLast = index === parts.length - 1;
    const at = isLast && index > 0 ? actual.length - part.length : from;
    const found = findPart(part, actual, {
      from: Math.max(from, at),
      isFixed: index === 0 || isLast,
    });
    if (found === undefined) return describe(part, actual);
    from = found + part.length;
  }
  return from === actual.length ? undefined : describe([], actual.slice(from));
}

function normalize(lines: readonly string[]): string[] {
  const all = lines
    .map((line) =>
      measureless(line)
        .replaceAll(/(?<=\S) {2,}/g, '  ')
        .trimEnd(),
    )
    .filter((line) => !BESIDE_THE_POINT.some((pattern) => pattern.test(line)));
  const last = all.findLastIndex((line) => line !== '');
  return all.slice(0, last + 1);
}

function measureless(line: string): string {
  return MEASURES.reduce((text, [pattern, form]) => text.replaceAll(pattern, form), line);
}

function splitAtGaps(lines: readonly string[]): string[][] {
  const parts: string[][] = [[]];
  for (const line of lines) {
    if (line.trim() === ANYTHING) parts.push([]);
    else parts.at(-1)?.push(line);
  }
  return parts;
}

function findPart(
  part: readonly string[],
  actual: readonly string[],
  { from, isFixed }: { readonly from: number; readonly isFixed: boolean },
): number | undefined {
  const patterns = part.map(toPattern);
  const fits = (at: number): boolean =>
    patterns.every((pattern, offset) => pattern.test(actual[at + offset] ?? '\0'));
  const last = isFixed ? from : actual.length - part.length;
  for (let at = from; at <= last; at += 1) if (fits(at)) return at;
  return undefined;
}

function toPattern(line: string): RegExp {
  const texts = line.split(ANYTHING).map((text) => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${texts.join('.*')}$`);
}

function describe(part: readonly string[], actual: readonly string[]): string {
  const wanted = part.length === 0 ? 'nothing more' : part.join('\n  ');
  return `expected:\n  ${wanted}\nfound:\n  ${actual.join('\n  ') || '(nothing)'}`;
}
