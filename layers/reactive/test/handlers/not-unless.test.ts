import { FlagStore } from '../../lib/flags/flag-store.ts';
import { notUnless } from '../../lib/handlers/not-unless.ts';
import { createFlagContext } from '../support/charms.ts';

interface Logged {
  readonly warnings: readonly string[];
  readonly result: unknown;
}

function call(set: readonly string[], run: () => string): Logged {
  const warnings: string[] = [];
  const flags = new FlagStore(Object.fromEntries(set.map((flag) => [flag, null])), []);
  const silent = (): void => undefined;
  const log = {
    debug: silent,
    info: silent,
    error: silent,
    warning: (text: string) => void warnings.push(text),
  };
  const context = Object.defineProperty(createFlagContext(flags), 'log', { value: log });
  return { result: notUnless(['a', 'b', 'c'], run)(context), warnings };
}

describe('notUnless', () => {
  it('R45 warns once with the names of the flags that are missing, and calls all the same', () => {
    const run = jest.fn(function restore() {
      return 'done';
    });
    const { result, warnings } = call(['b'], run);
    expect(run).toHaveBeenCalledTimes(1);
    expect(result).toBe('done');
    expect(warnings).toEqual([expect.stringMatching(/relies on flags that are not set: a, c$/)]);
  });

  it('R45 says nothing when all are set', () => {
    const { result, warnings } = call(['a', 'b', 'c'], () => 'done');
    expect([result, warnings]).toEqual(['done', []]);
  });

  it('R45 names the function, if it has a name', () => {
    const named = (): string => '';
    expect(call([], named).warnings[0]).toMatch(/^named relies on flags/);
    expect(call([], () => '').warnings[0]).toMatch(/^a handler relies on flags/);
  });
});
