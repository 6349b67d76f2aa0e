import { formatYaml } from '@reactive-charms/juju/files';
import type { Invocation, OptionSpec } from './command.ts';
import { choiceOption } from './command.ts';

/** Formats for other programs. */
export type DataFormat = 'yaml' | 'json';

/** The option of commands that print data. */
export const FORMAT_OPTION: OptionSpec = formatSpec('yaml|json');

/** The option of commands that print a table, or data. */
export const TABLE_FORMAT_OPTION: OptionSpec = formatSpec('tabular|json|yaml');

/** The option of commands that print a text, or data. */
export const PLAIN_FORMAT_OPTION: OptionSpec = formatSpec('plain|json|yaml');

function formatSpec(value: string): OptionSpec {
  return { type: 'string', value, help: 'Specify output format' };
}

/**
 * The format that was asked for.
 * @param own what the command prints when nobody asks
 * @throws UsageError for a format that is neither this one nor one for other programs
 */
export function formatOf<Own extends string>(invocation: Invocation, own: Own): Own | DataFormat {
  const formats = new Set<Own | DataFormat>([own, 'json', 'yaml']);
  return choiceOption(invocation, 'format', [...formats]) ?? own;
}

/** Data as text. */
export function formatData(format: DataFormat, value: unknown): string {
  return format === 'json' ? JSON.stringify(value) : formatYaml(value);
}

/** Prints data as YAML or JSON. @throws UsageError for another format. */
export function printData(invocation: Invocation, value: unknown): void {
  invocation.surroundings.writer.result(formatData(formatOf(invocation, 'yaml'), value));
}
