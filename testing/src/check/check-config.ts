import type { OptionType, OptionValue } from '@reactive-charms/juju';
import { listNames } from './scenario.ts';
import type { Check } from './scenario.ts';

/** Options that config.yaml does not have, and values of other types than it says. */
export const checkConfig: Check = ({ charm, state }) =>
  Object.entries(state.config).flatMap(([name, value]) => {
    const option = Object.hasOwn(charm.options, name) ? charm.options[name] : undefined;
    if (!option) {
      const known = listNames(Object.keys(charm.options));
      return `config: charm ${charm.name} has no option "${name}"; use one that it has (${known}), or add it to config.yaml`;
    }
    if (isOfType(value, option.type)) return [];
    return `config: option "${name}" is ${describe(value)}, and config.yaml says ${option.type}; give it ${EXAMPLES[option.type]}`;
  });

const EXAMPLES: Readonly<Record<OptionType, string>> = {
  string: 'a text',
  int: 'a whole number',
  float: 'a number',
  boolean: 'true or false',
  secret: 'the URI of a secret, such as "secret:9m4e2mr0ui3e8a215n4g"',
};

/** A secret's URI: with the model's UUID, or without. Source: juju.md section 5. */
export const SECRET_URI: RegExp =
  /^secret:(?:\/\/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\/)?[0-9a-z]{20}$/;

function isOfType(value: OptionValue, type: OptionType): boolean {
  switch (type) {
    case 'string':
      return typeof value === 'string';
    case 'int':
      return Number.isInteger(value);
    case 'float':
      return typeof value === 'number' && Number.isFinite(value);
    case 'boolean':
      return typeof value === 'boolean';
    case 'secret':
      return typeof value === 'string' && SECRET_URI.test(value);
  }
}

function describe(value: OptionValue): string {
  if (typeof value === 'string') return 'a text';
  return typeof value === 'number' ? `the number ${value}` : `the boolean ${value}`;
}
