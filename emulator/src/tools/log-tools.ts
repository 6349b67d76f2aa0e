import type { LogRecordLevel } from '../events.ts';
import { usageFailure } from './failure.ts';
import { findEntered } from './hook-run.ts';
import type { HookRun } from './hook-run.ts';
import type { Tool, ToolLog } from './tool.ts';

/** Levels by all the names and numbers that Juju's logger takes for them. */
const LEVELS: Readonly<Record<string, LogRecordLevel>> = {
  TRACE: 'TRACE',
  1: 'TRACE',
  DEBUG: 'DEBUG',
  2: 'DEBUG',
  INFO: 'INFO',
  3: 'INFO',
  WARN: 'WARNING',
  WARNING: 'WARNING',
  4: 'WARNING',
  ERROR: 'ERROR',
  5: 'ERROR',
  CRITICAL: 'CRITICAL',
  6: 'CRITICAL',
};

/** `juju-log [-l LEVEL] TEXT …`: one record, at once (C106, C107). */
export const jujuLog: Tool = {
  name: 'juju-log',
  synopsis: '<message>',
  purpose: 'write a message to the juju log',
  output: 'format-ignored',
  flags: [
    { names: ['l', 'log-level'], kind: 'text', help: 'Send log message at the given level' },
    { names: ['debug'], kind: 'boolean', help: 'log at debug level' },
  ],
  run: ({ run, args, texts, booleans }) => {
    if (args.length === 0) throw usageFailure('no message specified');
    const message = `${relationPrefix(run)}${args.join(' ')}`;
    if (booleans['debug']) return { log: [{ level: 'DEBUG', message }] };
    const asked = (texts['log-level'] ?? 'INFO').toUpperCase();
    const level = Object.hasOwn(LEVELS, asked) ? LEVELS[asked] : undefined;
    const log: ToolLog[] = level
      ? [{ level, message }]
      : [
          { level: 'WARNING', message: `"${texts['log-level'] ?? ''}" is not a valid log level` },
          { level: 'INFO', message },
        ];
    return { log };
  },
};

function relationPrefix(run: HookRun): string {
  const view = run.relation && findEntered(run, run.relation.number);
  return view ? `${view.id}: ` : '';
}
