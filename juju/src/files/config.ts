import type { OptionDefinition, OptionDefinitions, OptionType } from '../charm-files.ts';
import { Field, Findings, describe, writtenText } from './field.ts';
import { coerceTyped } from './option-value.ts';
import { readYaml } from './yaml.ts';

const TYPES: readonly OptionType[] = ['string', 'int', 'float', 'boolean', 'secret'];

/**
 * Reads config.yaml by Juju's rules.
 * Source: contract build.md rows J63 to J72.
 * @throws DiagnosticsError with every fault of the file.
 */
export function readConfig(text: string, file: string): OptionDefinitions {
  const findings = new Findings();
  const root = new Field(readYaml(text, file).root, findings);
  if (root.node.kind !== 'map')
    root.mismatch('a map with the key "options"', 'begin with "options:"');
  findings.failIfAny();
  const section = root.required('options', 'begin the file with "options:"');
  const fields = section === undefined || section.isNull ? [] : section.entries();
  const options = fields.map((field) => [field.key, readOption(field)] as const);
  findings.failIfAny();
  return Object.fromEntries(options);
}

function readOption(field: Field): OptionDefinition {
  if (!field.isNull) field.entries();
  const type = readType(field.child('type'));
  const description = readText(field.child('description'));
  const value = field.child('default');
  if (value === undefined || value.isNull || type === undefined) {
    return { type: type ?? 'string', description };
  }
  const typed = coerceTyped(type, value.node);
  if (typed !== undefined) return { type, description, default: typed };
  const written = writtenText(value.node);
  value.fault(
    'OPTION_DEFAULT',
    `the default of option "${field.key}" must be of type ${type}, found ${describe(value.node)}`,
    type === 'string' && value.node.kind === 'scalar'
      ? `write it with quotes: "${written}"`
      : `give a default of type ${type} or remove it`,
  );
  return { type, description };
}

function readType(field: Field | undefined): OptionType | undefined {
  if (field === undefined || field.isNull) return 'string';
  const text = field.string();
  return text === undefined ? undefined : field.choice(text, TYPES);
}

/** Juju takes any scalar for a description. */
function readText(field: Field | undefined): string {
  if (field === undefined || field.isNull) return '';
  return field.node.kind === 'scalar' ? writtenText(field.node) : (field.string() ?? '');
}
