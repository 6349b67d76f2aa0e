import { formatYaml } from '@reactive-charms/juju/files';
import type { Invocation, OptionSpec } from './command.ts';
import { choiceOption } from './command.ts';

/** The option of commands that print data. */
export const FORMAT_OPTION: OptionSpec = {
  type: 'string',
  value: 'yaml|json',
  help: 'Specify output format',
};

/** Prints data as YAML or JSON. @throws UsageError for another format. */
export function printData(
  invocation: Invocation,
  value: unknown,
  fallback: 'yaml' | 'json' = 'yaml',
): void {
  const format = choiceOption(invocation, 'format', ['yaml', 'json'] as const) ?? fallback;
  const { writer } = invocation.surroundings;
  writer.result(format === 'json' ? JSON.stringify(value) : formatYaml(value));
}
