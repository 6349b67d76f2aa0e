import type { Handler } from '../handlers/handler.ts';
import { readRunHistory } from '../record/record-file.ts';
import type { HandlerStats } from '../record/handler-stats.ts';
import { createExaminer, describeConditions } from './describe-handler.ts';
import { openDesk } from './desk.ts';
import { printLines, refusal } from './sub-command.ts';
import type { Call, SubCommand } from './sub-command.ts';
import { formatColumns } from './text/columns.ts';
import { printForPrograms } from './text/formats.ts';
import { matcherOf } from './text/glob.ts';
import { formatAgo, formatDuration } from './text/times.ts';

/** Lists handlers with their conditions, and what is known of their runs. */
export const HANDLERS: SubCommand = {
  name: 'handlers',
  usage: '[PATTERN]',
  summary: 'handlers: last run, runs, time, conditions; * runs in the next hook',
  takes: [0, 1],
  hasFormats: true,
  run: async ({ scene, args: [pattern], format }: Call) => {
    const desk = await openDesk(scene);
    const fits = matcherOf(pattern);
    const handlers = desk.charm.handlers.filter(({ id }) => fits(id));
    if (handlers.length === 0 && pattern !== undefined) throw refusal(`no handler fits ${pattern}`);
    const { stats } = await readRunHistory(scene.charmDirectory);
    const reasonsAgainst = createExaminer(scene, desk);
    const rows: HandlerRow[] = [];
    for (const handler of handlers) {
      const holds = (await reasonsAgainst(handler)).length === 0;
      rows.push({ handler, holds, stats: stats.get(handler.id) });
    }
    if (format === 'raw')
      return printLines(
        scene,
        handlers.map(({ id }) => id),
      );
    if (format !== undefined) {
      scene.print(printForPrograms(rows.map(describeRow), format));
      return 0;
    }
    return printLines(scene, rows.length > 0 ? [tabulate(rows, scene.now())] : []);
  },
};

interface HandlerRow {
  readonly handler: Handler;
  /** All its conditions hold now. */
  readonly holds: boolean;
  /** Undefined while it has never run. */
  readonly stats: HandlerStats | undefined;
}

function tabulate(rows: readonly HandlerRow[], now: Date): string {
  const cells = rows.map(({ handler, holds, stats }) => [
    `${holds && isOfEveryHook(handler) ? '*' : ' '} ${handler.id}`,
    stats === undefined ? 'never' : formatAgo(stats.lastRun, now),
    String(stats?.runs ?? 0),
    stats === undefined || stats.runs === stats.failures ? '' : formatDuration(stats.lastMs),
    describeConditions(handler),
  ]);
  return formatColumns([['  Handler', 'Last run', 'Runs', 'Took', 'Conditions'], ...cells], [2, 3]);
}

/** The others are bound to one hook or action, or decide for themselves. */
function isOfEveryHook({ binding }: Handler): boolean {
  return ['flags', 'before', 'after'].includes(binding.kind);
}

function describeRow({ handler, holds, stats }: HandlerRow) {
  return {
    id: handler.id,
    conditions: describeConditions(handler),
    holds,
    runs: stats?.runs ?? 0,
    failures: stats?.failures ?? 0,
    lastRun: stats?.lastRun ?? null,
    lastMs: stats?.lastMs ?? null,
    totalMs: stats?.totalMs ?? 0,
  };
}
