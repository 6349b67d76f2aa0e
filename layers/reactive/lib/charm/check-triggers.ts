import type { Diagnostic } from '@reactive-charms/juju';
import { diagnostic } from '../errors.ts';
import { findTriggerCycle } from '../flags/trigger-cycles.ts';
import { findTriggerFault } from '../flags/triggers.ts';
import type { Trigger } from '../flags/triggers.ts';
import { findFlagFault } from './engine-flags.ts';
import type { FlagGround } from './engine-flags.ts';

/** Checks the triggers of a charm one by one, and for rounds that never end. */
export function checkTriggers(
  triggers: readonly Trigger[],
  ground: FlagGround,
): readonly Diagnostic[] {
  const cycle = findTriggerCycle(triggers);
  return [
    ...triggers.flatMap((trigger) => checkTrigger(trigger, ground)),
    ...(cycle
      ? [diagnostic('TRIGGER_LOOP', `triggers go round for ever: ${cycle.join(' -> ')}`)]
      : []),
  ];
}

function checkTrigger(trigger: Trigger, ground: FlagGround): readonly Diagnostic[] {
  const fault = findTriggerFault(trigger);
  if (fault !== undefined) return [diagnostic('TRIGGER_INVALID', fault)];
  const source = trigger.when ?? trigger.whenNot ?? '';
  const reason = findFlagFault(source, ground);
  if (reason === undefined) return [];
  return [diagnostic('FLAG_UNKNOWN', `a trigger watches ${source}, ${reason}`)];
}
