import type { CharmDefinition } from '../../lib/index.ts';
import { runHook } from '@reactive-charms/testing';
import type { HookOptions, HookOutcome, UnitState } from '@reactive-charms/testing';
import { charmOf } from './charms.ts';

/**
 * A charm that notes which flags its first handler finds, and then clears some. It waits for changes
 * of the endpoint db, so these flags stay.
 */
export function charmThatSees(clear: readonly string[] = []): CharmDefinition {
  return charmOf((layer) => {
    layer
      .when('endpoint.db.changed', 'endpoint.db.changed.host')
      .handle('wait-for-changes', () => undefined);
    layer.always().handle('look', ({ flags, unit }) => {
      unit.data.set('seen', flags.list());
      clear.forEach((flag) => flags.clear(flag));
    });
  });
}

/** The flags that such a charm found, of those that begin with a text. */
export function seenIn({ state }: HookOutcome, prefix = ''): readonly string[] {
  const seen = state.memory?.data['seen'];
  if (!Array.isArray(seen)) return [];
  return seen.filter((flag): flag is string => `${flag}`.startsWith(prefix));
}

/** Runs a hook of such a charm after a state, with other relations if given. */
export async function after(
  state: UnitState,
  hook: string,
  options: HookOptions & { readonly relations?: UnitState['relations'] } = {},
): Promise<HookOutcome> {
  const { relations = state.relations, ...rest } = options;
  return runHook(charmThatSees(), hook, { ...state, relations }, rest);
}
