import { userError } from '@reactive-charms/juju';
import type { Model } from '../model.ts';
import { listFix } from '../transitions/transition.ts';
import type { Invocation } from './command.ts';
import { namedUnit } from './leader-argument.ts';
import { sortedEntries } from './natural-order.ts';

/**
 * The machine that somebody named by its id, or by a unit on it; a user before it, `ubuntu@web/0`, has
 * no meaning here.
 * @throws UsageError for what is neither, DiagnosticsError for what is not there
 */
export function namedMachine(invocation: Invocation, model: Model, text: string): string {
  const name = text.slice(text.indexOf('@') + 1);
  if (/^\d/.test(name)) {
    if (model.machines[name]) return name;
    throw userError('MACHINE_NOT_FOUND', `machine ${name} not found`, {
      fix: listFix(
        'machines',
        sortedEntries(model.machines).map(([id]) => id),
      ),
    });
  }
  return model.units[namedUnit(invocation, model, name)]?.machine ?? name;
}
