import type { LogRecord, ModelEvent } from './events.ts';

/**
 * What a run took, as a record of the log: the time, and how often each hook tool was called. Juju has
 * no such record; it is of a level that is shown only on demand.
 */
export function traceRun(
  event: Extract<ModelEvent, { kind: 'hook-finished' }>,
): Omit<LogRecord, 'time'> {
  const { unit, hook, remoteUnit, milliseconds, toolCalls } = event;
  const calls = Object.entries(toolCalls).sort(([a], [b]) => (a < b ? -1 : 1));
  const total = calls.reduce((sum, [, count]) => sum + count, 0);
  const each = calls.map(([tool, count]) => `${tool} ${count}`).join(', ');
  const about = remoteUnit === undefined ? '' : ` for ${remoteUnit}`;
  const tools = `${total} tool call${total === 1 ? '' : 's'}${each === '' ? '' : `: ${each}`}`;
  return {
    entity: `unit-${unit.replace('/', '-')}`,
    level: 'TRACE',
    module: 'juju.worker.uniter.operation',
    message: `"${hook}"${about} took ${Math.round(milliseconds)} ms, with ${tools}`,
  };
}
