import { userError } from '@reactive-charms/juju';
import { chance, jitter } from '../due/chance.ts';
import type { Instant, Model, RotatePolicy, Unit } from '../model.ts';
import { parseGoDuration } from '../tools/go-time.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** With the fast clock, hooks that fail as often as this are not run again. */
const FAST_RETRIES = 10;

/** How long a secret waits whose secret-rotate hook made no new revision. */
const ROTATE_RETRY = 5 * MINUTE;

/** A later instant. */
export function after(time: Instant, milliseconds: number): Instant {
  return new Date(Date.parse(time) + milliseconds).toISOString();
}

/**
 * When a failed hook is run again: after 5 s, then twice as long each time, up to 5 min, each up to a
 * fifth more or less (C109). Undefined when the model does not retry hooks.
 */
export function nextRetry(
  model: Model,
  { name, uniter }: Unit,
): NonNullable<Unit['uniter']['retry']> | undefined {
  if (!model.config['automatically-retry-hooks']) return undefined;
  const count = (uniter.retry?.count ?? 0) + 1;
  if (model.fidelity.retryClock === 'fast') {
    return count > FAST_RETRIES ? undefined : { at: model.time, count };
  }
  const chosen = chance(model, name, 'retry', uniter.hooksRun, count);
  const delay = Math.min(5 * SECOND * 2 ** (count - 1), 5 * MINUTE);
  return { at: after(model.time, jitter(delay, chosen)), count };
}

/** When update-status is due next: after the model's interval, up to a fifth more or less. */
export function nextUpdateStatus(model: Model, { name, uniter }: Unit): Instant {
  const interval = parseGoDuration(model.config['update-status-hook-interval']) ?? 5 * MINUTE;
  const chosen = chance(model, name, 'update-status', uniter.hooksRun);
  return after(model.time, jitter(interval, chosen));
}

/** When a secret is rotated next, counted from an instant; undefined for `never`. */
export function nextRotation(policy: RotatePolicy, from: Instant): Instant | undefined {
  switch (policy) {
    case 'never':
      return undefined;
    case 'hourly':
      return after(from, HOUR);
    case 'daily':
      return after(from, DAY);
    case 'weekly':
      return after(from, 7 * DAY);
    case 'monthly':
      return addMonths(from, 1);
    case 'quarterly':
      return addMonths(from, 3);
    case 'yearly':
      return addMonths(from, 12);
  }
}

/** When a secret comes up again that its owner did not rotate. */
export function rotationRetry(time: Instant): Instant {
  return after(time, ROTATE_RETRY);
}

/** Checks an interval for update-status. @throws DiagnosticsError unless it is from 1m to 60m */
export function checkInterval(text: string): void {
  const milliseconds = parseGoDuration(text);
  if (milliseconds !== undefined && milliseconds >= MINUTE && milliseconds <= HOUR) return;
  throw userError(
    'UPDATE_STATUS_INTERVAL',
    `update-status-hook-interval "${text}" is not between 1m and 60m`,
    { fix: 'use a duration such as 5m or 30m' },
  );
}

function addMonths(from: Instant, months: number): Instant {
  const date = new Date(from);
  date.setUTCMonth(date.getUTCMonth() + months);
  return date.toISOString();
}
