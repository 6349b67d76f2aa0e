import { effectiveConfig } from '../transitions/config.ts';
import { usageFailure } from './failure.ts';
import { quote } from './flags.ts';
import type { Value } from './value.ts';
import { ownApplication, valueIn, withCache } from './hook-run.ts';
import { expectNoMore } from './tool.ts';
import type { Tool } from './tool.ts';

/** `config-get [KEY] [--all]`: options that have a value, all options, or one (C1 to C7). */
export const configGet: Tool = {
  name: 'config-get',
  synopsis: '[<key>]',
  purpose: 'print application configuration',
  output: 'smart',
  flags: [{ names: ['a', 'all'], kind: 'boolean', help: 'print all keys' }],
  run: ({ run, booleans, args: [key, ...rest] }) => {
    expectNoMore(rest);
    if (key !== undefined && booleans['all']) {
      throw usageFailure(`cannot use argument --all together with key ${quote(key)}`);
    }
    const config = run.cache.config ?? effectiveConfig(ownApplication(run));
    const answer = { run: withCache(run, { config }) };
    if (key !== undefined) return { ...answer, value: valueIn(config, key) };
    if (!booleans['all']) return { ...answer, value: config };
    const all: Record<string, Value> = {};
    for (const name of Object.keys(ownApplication(run).charm.options)) {
      all[name] = valueIn(config, name);
    }
    return { ...answer, value: all };
  },
};
