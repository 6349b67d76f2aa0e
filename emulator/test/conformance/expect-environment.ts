import type { Row } from './row.ts';

/** Variables that are there, or differ, by what a run is about. Source: contract section 9.3. */
const ABOUT =
  /^JUJU_(?:HOOK_NAME|DISPATCH_PATH|RELATION|RELATION_ID|REMOTE_\w+|DEPARTING_UNIT|STORAGE_\w+|SECRET_\w+|ACTION_\w+|WORKLOAD_NAME|TARGET_\w+)$/;

/** Compares what a run was told by its environment with what it must be told. */
export function expectEnvironment(
  { about, variables = {} }: Pick<Row, 'about' | 'variables'>,
  environment: Readonly<Record<string, string>>,
): void {
  if (about) {
    const told = Object.entries(environment).filter(([name]) => ABOUT.test(name));

    expect(Object.fromEntries(told)).toEqual(about);
  }
  for (const [name, value] of Object.entries(variables)) {
    const wanted = value instanceof RegExp ? expect.stringMatching(value) : value;

    expect([name, environment[name]]).toEqual([name, wanted]);
  }
}
