import type { ActionDefinition, ActionDefinitions } from '../charm-files.ts';
import { Field, Findings } from './field.ts';
import { readYaml } from './yaml.ts';

/**
 * Reads actions.yaml by Juju's rules.
 * Source: contract build.md rows J56 to J61.
 * @param charmName charms named `juju-...` may use reserved names.
 * @throws DiagnosticsError with every fault of the file.
 */
export function readActions(text: string, file: string, charmName = ''): ActionDefinitions {
  const findings = new Findings();
  const root = new Field(readYaml(text, file).root, findings);
  const fields = root.isNull ? [] : root.entries();
  const actions = fields.map((field) => {
    checkName(field, charmName.startsWith('juju-'));
    return [field.key, readAction(field)] as const;
  });
  findings.failIfAny();
  return Object.fromEntries(actions);
}

function checkName(field: Field, isExempt: boolean): void {
  const name = field.key;
  if (!/^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/.test(name)) {
    field.keyFault(
      'ACTION_NAME',
      `"${name}" is no name of an action`,
      'use lower-case letters, digits and hyphens inside the name',
    );
  } else if (!isExempt && (name === 'juju' || name.startsWith('juju-'))) {
    field.keyFault(
      'ACTION_RESERVED',
      `the action name "${name}" is reserved for Juju`,
      'rename it',
    );
  }
}

function readAction(field: Field): ActionDefinition {
  if (field.isNull) return { description: '', params: {}, required: [] };
  field.entries();
  field.child('title')?.string();
  field.child('execution-group')?.string();
  field.child('parallel')?.boolean();
  const additionalProperties = field.child('additionalProperties')?.node.value;
  const params = field.child('params');
  params?.entries().forEach((param) => checkSchema(param));
  field
    .child('definitions')
    ?.entries()
    .forEach((definition) => checkSchema(definition));
  refuseReferences(field);
  const required =
    field
      .child('required')
      ?.items()
      .map((item) => item.string()) ?? [];
  return {
    description: field.child('description')?.string() ?? '',
    params: params === undefined ? {} : paramsOf(params),
    required: required.filter((name) => name !== undefined),
    ...(typeof additionalProperties === 'boolean' ? { additionalProperties } : {}),
  };
}

function paramsOf(params: Field): Record<string, unknown> {
  return Object.fromEntries([...params.node.entries].map(([name, node]) => [name, node.value]));
}

const SCHEMA_TYPES = ['array', 'boolean', 'integer', 'null', 'number', 'object', 'string'] as const;

/** Checks the parts of a draft 4 schema that authors get wrong. */
function checkSchema(schema: Field): void {
  schema.entries();
  const type = schema.child('type');
  for (const field of type?.node.kind === 'list' ? type.items() : type ? [type] : []) {
    const word = field.string();
    if (word !== undefined) field.choice(word, SCHEMA_TYPES);
  }
  schema.child('description')?.string();
  schema
    .child('properties')
    ?.entries()
    .forEach((property) => checkSchema(property));
}

/** Source: contract row J60. */
function refuseReferences(field: Field): void {
  const children = [...field.node.entries.values(), ...field.node.items];
  for (const node of children) {
    const child = new Field(node, field.findings);
    if (child.key === '$ref' || child.key === '$schema') {
      child.keyFault(
        'ACTION_REFERENCE',
        `"${child.key}" is not allowed in actions.yaml`,
        'write the schema out',
      );
    }
    refuseReferences(child);
  }
}
