import type { Hook, Instant, Unit } from '../model.ts';

/** What the agent of a unit shows when nothing runs: idle, or the hook that failed (C109). */
export function restingStatus({ uniter }: Unit, since: Instant): Unit['agent'] {
  if (uniter.failed) return errorStatus(uniter.failed, since);
  return { status: 'idle', message: '', since };
}

/** The status of a unit in error, with the hook and what it was about. */
export function errorStatus(hook: Hook, since: Instant): Unit['agent'] {
  const data: Record<string, string | number> = { hook: hook.name };
  if (hook.kind === 'relation') {
    data['relation-id'] = hook.relation;
    if (hook.remoteUnit !== undefined) data['remote-unit'] = hook.remoteUnit;
  }
  return { status: 'error', message: `hook failed: "${hook.name}"`, since, data };
}
