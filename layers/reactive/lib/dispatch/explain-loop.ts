import { describePath } from '../handlers/conditions.ts';
import type { Handler } from '../handlers/handler.ts';
import type { Round } from './settling.ts';

/** Flags, and handlers for each of them, that the explanation of a loop names. */
const NAMED_IN_LOOP = 10;

/**
 * Says what keeps a run from settling: flags with the handlers that change them, and files with the
 * handlers that wait for their changes.
 * @param rounds the last rounds before the run was ended.
 * @param watchingFiles handlers with conditions over files.
 */
export function explainLoop(
  rounds: readonly Round[],
  watchingFiles: ReadonlySet<Handler>,
): readonly string[] {
  const runs = rounds.flatMap((round) => round.runs);
  const causes = new Map<string, Set<string>>();
  const add = (what: string, change: string): void => {
    causes.set(what, (causes.get(what) ?? new Set()).add(change));
  };
  for (const { id, transitions } of runs) {
    for (const { flag, to } of transitions) add(flag, `${to} by ${id}`);
  }
  const busy = new Set(runs.map(({ id }) => id));
  for (const { id, conditions } of watchingFiles) {
    if (!busy.has(id)) continue;
    for (const condition of conditions) {
      if (condition.kind !== 'fileChanged') continue;
      condition.paths.forEach((path) => add(`file ${describePath(path)}`, `watched by ${id}`));
    }
  }
  const lines = [...causes].map(
    ([what, changes]) => `${what}: ${nameSome([...changes].sort()).join(', ')}`,
  );
  return nameSome(lines.sort());
}

function nameSome(names: readonly string[]): readonly string[] {
  const more = names.length - NAMED_IN_LOOP;
  return [...names.slice(0, NAMED_IN_LOOP), ...(more > 0 ? [`and ${more} more`] : [])];
}
