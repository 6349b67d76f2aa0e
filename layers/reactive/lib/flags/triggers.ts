import type { UnitFlags } from '../dispatch/context.ts';

/** When one flag is set or cleared, change others or call a function, before anything else runs. */
export interface Trigger {
  /** Fires when this flag becomes set. Exactly one of `when` and `whenNot` is given. */
  readonly when?: string;
  /** Fires when this flag becomes cleared. */
  readonly whenNot?: string;
  readonly set?: string;
  readonly clear?: string;
  /** Called after the flags have been changed, and before `set` or `clear` returns. */
  readonly run?: (flags: UnitFlags) => void;
}

/** All that follows at once from one transition: first the sets, then the clears, then the calls. */
export interface TriggerEffects {
  readonly set: readonly string[];
  readonly clear: readonly string[];
  readonly run: readonly ((flags: UnitFlags) => void)[];
}

/** What follows from a flag becoming set, and from it becoming cleared, by flag. */
export interface TriggerIndex {
  readonly set: ReadonlyMap<string, TriggerEffects>;
  readonly cleared: ReadonlyMap<string, TriggerEffects>;
}

/**
 * Says what is wrong with a trigger; undefined when nothing is.
 * Source: contract reactive.md section 1.3, row R15.
 */
export function findTriggerFault(trigger: Trigger): string | undefined {
  const { when, whenNot, set, clear, run } = trigger;
  const flags = [when, whenNot, set, clear].filter((flag) => flag !== undefined);
  if ((when === undefined) === (whenNot === undefined)) {
    return `trigger ${describeTrigger(trigger)} needs exactly one of when and whenNot`;
  }
  if (set === undefined && clear === undefined && run === undefined) {
    return `trigger ${describeTrigger(trigger)} has no effect: give set, clear or run`;
  }
  if (flags.includes('')) return `trigger ${describeTrigger(trigger)} names a flag without a name`;
  return undefined;
}

/** The trigger as its author wrote it. */
export function describeTrigger({ run, ...trigger }: Trigger): string {
  return JSON.stringify(run === undefined ? trigger : { ...trigger, run: 'a function' });
}

/**
 * Finds triggers by what they wait for. Those with one source are merged; what several do is done
 * once (R16). Source: contract reactive.md section 1.3.
 */
export function indexTriggers(triggers: readonly Trigger[]): TriggerIndex {
  const index = {
    set: new Map<string, MergedEffects>(),
    cleared: new Map<string, MergedEffects>(),
  };
  for (const { when, whenNot, set, clear, run } of triggers) {
    const merged = effectsAt(index[when === undefined ? 'cleared' : 'set'], when ?? whenNot ?? '');
    if (set !== undefined) merged.set.add(set);
    if (clear !== undefined) merged.clear.add(clear);
    if (run !== undefined) merged.run.add(run);
  }
  return { set: listEffects(index.set), cleared: listEffects(index.cleared) };
}

interface MergedEffects {
  readonly set: Set<string>;
  readonly clear: Set<string>;
  readonly run: Set<(flags: UnitFlags) => void>;
}

function effectsAt(index: Map<string, MergedEffects>, flag: string): MergedEffects {
  const found = index.get(flag) ?? { set: new Set(), clear: new Set(), run: new Set() };
  index.set(flag, found);
  return found;
}

function listEffects(index: ReadonlyMap<string, MergedEffects>): Map<string, TriggerEffects> {
  return new Map(
    [...index].map(([flag, { set, clear, run }]) => [
      flag,
      { set: [...set], clear: [...clear], run: [...run] },
    ]),
  );
}
