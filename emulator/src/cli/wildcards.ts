/** A text in which `*` stands for any text, as a part of a regular expression. */
export function wildcardSource(pattern: string): string {
  return pattern
    .split('*')
    .map((part) => part.replace(/[\\^$.|?+()[\]{}]/g, '\\$&'))
    .join('.*');
}
