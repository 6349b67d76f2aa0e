import { UsageError, isSet } from '../command.ts';
import type { Command, Invocation } from '../command.ts';
import { durationOption } from '../duration.ts';
import type { Model } from '../../model.ts';
import { readModel, settle, withSession } from '../run-session.ts';

/** Options of commands that may wait for the end of a task. */
export const WAIT_OPTIONS: Command['options'] = {
  wait: { type: 'string', value: 'DURATION', help: 'Run what is due first' },
  watch: { type: 'boolean', help: 'The same as --wait' },
  utc: { type: 'boolean', help: 'Show times in UTC' },
};

/** A model, and whether what was asked about has come to its end, or nobody asked for that. */
export interface Worked {
  readonly model: Model;
  readonly isOver: boolean;
}

/**
 * Reads the model. With `--wait` or `--watch` agents work first, unless what is asked about is over:
 * there is no server that works in the background.
 * @throws UsageError for both options at once
 */
export async function readOrWork(
  invocation: Invocation,
  isOver: (model: Model) => boolean,
): Promise<Worked> {
  const { surroundings, command } = invocation;
  const wait = durationOption(invocation, 'wait');
  if (wait !== undefined && isSet(invocation, 'watch')) {
    throw new UsageError('specify either --watch or --wait but not both', command);
  }
  const model = await readModel(surroundings);
  const waits = wait !== undefined || isSet(invocation, 'watch');
  if (!waits || isOver(model)) return { model, isOver: true };
  const worked = await withSession(surroundings, {}, async (session) => {
    await settle(surroundings, session);
    return session.model;
  });
  if (isOver(worked)) return { model: worked, isOver: true };
  surroundings.writer.error('error: timeout reached');
  return { model: worked, isOver: false };
}
