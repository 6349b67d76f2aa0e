import type { InterfacePackage } from './load-interface.ts';
import type { InterfaceSide } from './load-sides.ts';
import { docstring, pythonValue } from './render-python.ts';
import { SIDE_NAMES } from './schema-files.ts';

/**
 * The tests that a charm with this side must pass, in the form of pytest-interface-tester: it takes
 * what the other side writes, and what it writes itself fits the schema. The tester takes every
 * function of the module for a test, so there are no others.
 */
export function renderTests(
  { name }: InterfacePackage,
  side: InterfaceSide,
  other: InterfaceSide,
): string {
  const own = SIDE_NAMES[side.role];
  const remote = SIDE_NAMES[other.role];
  const relation = [`endpoint=${pythonValue(name)}`, `interface=${pythonValue(name)}`];
  const received = [
    ...(other.application === undefined
      ? []
      : [`remote_app_data=${databag(other.application.example)}`]),
    ...(other.unit === undefined ? [] : [`remote_units_data={0: ${databag(other.unit.example)}}`]),
  ];
  return `${docstring(`What a ${own} of ${name} must do.`)}

from interface_tester import Tester
from scenario import Relation, State


${testOf('writes_valid_data_when_created', `${name}-relation-created`, relation)}

${testOf(received.length === 0 ? 'writes_valid_data_when_changed' : `takes_what_a_${remote}_writes`, `${name}-relation-changed`, [...relation, ...received])}`;
}

function testOf(test: string, event: string, relation: readonly string[]): string {
  return `def test_${test}():
    relation = Relation(
${relation.map((argument) => `        ${argument},\n`).join('')}    )
    tester = Tester(State(leader=True, relations=[relation]))
    tester.run(${pythonValue(event)})
    tester.assert_schema_valid()
`;
}

function databag(example: Readonly<Record<string, string>>): string {
  const lines = Object.entries(example).map(
    ([key, value]) => `            ${pythonValue(key)}: ${pythonValue(value)},\n`,
  );
  return lines.length === 0 ? '{}' : `{\n${lines.join('')}        }`;
}
