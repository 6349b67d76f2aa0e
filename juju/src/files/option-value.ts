import type { OptionDefinition, OptionType, OptionValue } from '../charm-files.ts';
import { userError } from '../diagnostics.ts';
import type { DiagnosticsError } from '../diagnostics.ts';
import { parseGoBoolean, parseGoInteger } from './field.ts';
import type { YamlNode } from './yaml.ts';

/** A value as YAML gives it; see {@link YamlNode}. */
export type WrittenValue = Pick<YamlNode, 'value' | 'plain'>;

/**
 * Reads the text of an option as `juju config APPLICATION NAME=TEXT` does: whole numbers in base 10,
 * Go's words for booleans; an empty text is a value for the types string and secret only.
 * Source: contract juju.md section 9.2.
 * @throws DiagnosticsError in Juju's words when the text does not fit the type.
 */
export function parseOptionValue(
  definition: OptionDefinition,
  text: string,
  name: string,
): OptionValue {
  const value = parseText(definition.type, text);
  if (value === undefined) throw misfit(definition, name, JSON.stringify(text));
  return value;
}

/**
 * Reads the value of an option from a bundle or a file of `juju config --file`: texts are parsed as
 * on the command line, other values must be of the option's type.
 * @returns undefined for null, which unsets the option.
 * @throws DiagnosticsError in Juju's words when the value does not fit the type.
 */
export function readOptionValue(
  definition: OptionDefinition,
  written: WrittenValue,
  name: string,
): OptionValue | undefined {
  const { value } = written;
  if (value === null || value === undefined) return undefined;
  if (typeof value === 'string') return parseOptionValue(definition, value, name);
  const typed = coerceTyped(definition.type, written);
  if (typed === undefined) throw misfit(definition, name, written.plain ?? JSON.stringify(value));
  return typed;
}

/**
 * Reads a value of config.yaml, where texts are no numbers unless the type is int or boolean.
 * Source: contract build.md rows J66 to J71.
 * @returns undefined when the value does not fit the type.
 */
export function coerceTyped(type: OptionType, written: WrittenValue): OptionValue | undefined {
  const { value } = written;
  switch (type) {
    case 'string':
      return typeof value === 'string' ? value : undefined;
    case 'int':
      return parseGoInteger(written);
    case 'float':
      return typeof value === 'number' ? value : undefined;
    case 'boolean':
      return parseGoBoolean(value);
    case 'secret':
      return typeof value === 'string' ? parseText('secret', value) : undefined;
  }
}

function parseText(type: OptionType, text: string): OptionValue | undefined {
  switch (type) {
    case 'string':
      return text;
    case 'int':
      return /^[-+]?[0-9]+$/.test(text) ? Number(text) : undefined;
    case 'float':
      return parseFloatText(text);
    case 'boolean':
      return parseGoBoolean(text);
    case 'secret':
      return text === '' || /^secret:./.test(text) ? text : undefined;
  }
}

function parseFloatText(text: string): number | undefined {
  const isNumber = /^[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:e[-+]?[0-9]+)?$/i.test(text);
  return isNumber ? Number(text) : undefined;
}

function misfit(definition: OptionDefinition, name: string, found: string): DiagnosticsError {
  const fixes: Readonly<Record<OptionType, string>> = {
    string: 'put the value in quotes',
    int: 'give a whole number such as 5',
    float: 'give a number such as 1.5',
    boolean: 'give true or false',
    secret: 'give the URI of a secret, "secret:ID"',
  };
  return userError(
    'OPTION_VALUE',
    `option ${JSON.stringify(name)} expected ${definition.type}, got ${found}`,
    { fix: fixes[definition.type] },
  );
}
