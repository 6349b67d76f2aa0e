import type { Round } from '../dispatch/settling.ts';

/**
 * What handlers did to the flags in a round, a line for each handler that did anything, for the log.
 * Nothing is tested for it, and no program is run. Source: contract reactive.md section 3.6, rows R79
 * and, without its defect, R80.
 */
export function tellChanges({ name, runs }: Round): string[] {
  return runs
    .filter(({ transitions }) => transitions.length > 0)
    .map(({ id, transitions }) => {
      const changes = transitions.map(({ flag, to }) => `${to === 'set' ? '+' : '-'}${flag}`);
      return `handler ${id} has changed flags (round ${name}): ${changes.join(' ')}`;
    });
}
