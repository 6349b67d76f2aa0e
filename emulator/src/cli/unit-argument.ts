import { isUnitName } from '@reactive-charms/juju';
import type { UnitName } from '@reactive-charms/juju';
import { UsageError } from './command.ts';
import type { Invocation } from './command.ts';

/** Reads an argument that names a unit. @throws UsageError when it cannot be one. */
export function unitArgument(invocation: Invocation, text: string): UnitName {
  if (isUnitName(text)) return text;
  throw new UsageError(
    `${JSON.stringify(text)} is not a unit name such as "mysql/0"`,
    invocation.command,
  );
}
