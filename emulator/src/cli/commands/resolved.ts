import { userError } from '@reactive-charms/juju';
import { UsageError, isSet } from '../command.ts';
import type { Command } from '../command.ts';
import { findUnit } from '../../transitions/transition.ts';
import { settle, withSession } from '../run-session.ts';
import { unitArgument } from '../unit-argument.ts';

/** `juju resolved`. */
export const resolvedCommand: Command = {
  name: 'resolved',
  aliases: ['resolve'],
  purpose: 'Mark unit errors as resolved and run the failed hooks again.',
  usage: 'UNIT ... | --all',
  arity: [0, Number.MAX_SAFE_INTEGER],
  options: {
    'no-retry': { type: 'boolean', help: 'Do not run the failed hook again' },
    all: { type: 'boolean', help: 'All units in error' },
  },
  details:
    'Unlike Juju, a unit first gets the charm that has waited for it since a plain refresh: to correct\n' +
    'a charm takes "refresh" and "resolved". "refresh --force-units" does both, as Juju does.',
  run: async (invocation) => {
    const { surroundings, command } = invocation;
    const isAll = isSet(invocation, 'all');
    if (!isAll && invocation.args.length === 0) throw new UsageError('no unit specified', command);
    if (isAll && invocation.args.length > 0) {
      throw new UsageError('specify unit or units without --all', command);
    }
    const named = invocation.args.map((text) => unitArgument(invocation, text));
    const retry = !isSet(invocation, 'no-retry');
    return withSession(surroundings, {}, async (session) => {
      const failed = Object.values(session.model.units)
        .filter((unit) => unit.uniter.failed !== undefined)
        .map(({ name }) => name);
      const units = isAll ? failed : named;
      for (const unit of units) {
        findUnit(session.model, unit);
        if (!failed.includes(unit)) {
          throw userError('UNIT_NOT_FAILED', `unit "${unit}" is not in an error state`, {
            fix:
              failed.length === 0
                ? 'nothing to do: no unit is in error'
                : `name one of the units in error: ${failed.join(', ')}`,
          });
        }
      }
      for (const unit of units) session.resolve(unit, { retry });
      return settle(surroundings, session);
    });
  },
};
