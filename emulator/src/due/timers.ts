import type { Instant, Model, Secret, Unit } from '../model.ts';
import { expiryKey } from './secret-hooks.ts';

/**
 * When something is due next that waits for the clock: a failed hook that is run again, update-status,
 * a secret that rotates or expires. Undefined when nothing waits. What is due already counts.
 * @param options.timers whether update-status counts. @default true
 */
export function nextTimer(
  model: Model,
  options: { readonly timers?: boolean } = {},
): Instant | undefined {
  const { timers = true } = options;
  let first: Instant | undefined;
  const note = (at: Instant | undefined): void => {
    if (at !== undefined && (first === undefined || at < first)) first = at;
  };
  for (const unit of Object.values(model.units)) {
    if (model.machines[unit.machine]?.partitioned) continue;
    const { failed, retry, updateStatusAt } = unit.uniter;
    if (failed) note(retry?.at);
    else if (timers && unit.life === 'alive') note(updateStatusAt);
  }
  for (const secret of Object.values(model.secrets)) {
    const owner = findSpeaker(model, secret);
    if (!owner || !isAtWork(model, owner)) continue;
    note(secret.nextRotate);
    const told = owner.uniter.secretsAnnounced.includes(expiryKey(secret.id, secret.latest));
    if (!told) note(secret.expires);
  }
  return first;
}

function findSpeaker(model: Model, { owner }: Secret): Unit | undefined {
  const name = owner.kind === 'unit' ? owner.name : model.applications[owner.name]?.leader;
  return name === undefined ? undefined : model.units[name];
}

/** Whether hooks of a unit can be run now, or soon, without anybody's help. */
function isAtWork(model: Model, { machine, life, uniter }: Unit): boolean {
  return life === 'alive' && !uniter.failed && !model.machines[machine]?.partitioned;
}
