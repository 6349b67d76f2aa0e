import type { UnitName } from '@reactive-charms/juju';
import type { Model } from '../model.ts';
import { findApplication, findUnit } from '../transitions/transition.ts';
import type { Invocation } from './command.ts';
import { unitArgument } from './unit-argument.ts';

/**
 * The unit that somebody named, also as `mysql/leader`, as in Juju.
 * @throws UsageError for what is no name of a unit, DiagnosticsError for a unit that is not there
 */
export function namedUnit(invocation: Invocation, model: Model, text: string): UnitName {
  const leader = /^(.+)\/leader$/.exec(text)?.[1];
  const named = leader === undefined ? undefined : findApplication(model, leader).leader;
  return findUnit(model, named ?? unitArgument(invocation, text)).name;
}
