import { splitWords } from '../text/shell-words.ts';

/** A handler of a shell script, with the tests that must all pass. */
export interface HandlerSpec {
  /** What is printed when all pass: the name of the function. */
  readonly name: string;
  readonly id: string;
  readonly tests: readonly { readonly name: string; readonly args: readonly string[] }[];
}

/**
 * Reads a handler as `charms.reactive test` is given it: the function, its id, then for each test its
 * name and, in one word, its arguments. Source: contract reactive.md section 2.6.
 * @returns undefined when it is not of this form.
 */
export function parseSpec(text: string): HandlerSpec | undefined {
  const [name, id, ...words] = splitWords(text) ?? [];
  if (name === undefined || id === undefined) return undefined;
  const tests: { name: string; args: readonly string[] }[] = [];
  for (let index = 0; index < words.length; index += 2) {
    const args = splitWords(words[index + 1] ?? '');
    if (args === undefined) return undefined;
    tests.push({ name: words[index] ?? '', args });
  }
  return { name, id, tests };
}
