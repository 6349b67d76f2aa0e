/** When one flag is set or cleared, set or clear another, before anything else runs. */
export interface Trigger {
  /** Fires when this flag becomes set. Exactly one of `when` and `whenNot` is given. */
  readonly when?: string;
  /** Fires when this flag becomes cleared. */
  readonly whenNot?: string;
  readonly set?: string;
  readonly clear?: string;
}

/** A transition of one flag. */
interface Transition {
  readonly flag: string;
  readonly to: 'set' | 'cleared';
}

/**
 * Says what is wrong with a trigger; undefined when nothing is.
 * Source: contract reactive.md section 1.3, row R15.
 */
export function findTriggerFault(trigger: Trigger): string | undefined {
  const { when, whenNot, set, clear } = trigger;
  if ((when === undefined) === (whenNot === undefined)) {
    return `trigger ${describeTrigger(trigger)} needs exactly one of when and whenNot`;
  }
  if (set === undefined && clear === undefined) {
    return `trigger ${describeTrigger(trigger)} has no effect: give set or clear`;
  }
  return undefined;
}

/**
 * Finds a chain of triggers that would go round for ever, such as "when a is set clear a" with
 * "when a is cleared set a".
 * @returns the transitions of the cycle in words, or undefined when there is none.
 */
export function findTriggerCycle(triggers: readonly Trigger[]): readonly string[] | undefined {
  for (const trigger of triggers) {
    const cycle = follow([sourceOf(trigger)], triggers);
    if (cycle && flipsFlag(cycle)) return cycle.map(({ flag, to }) => `${flag} ${to}`);
  }
  return undefined;
}

/** The transitions that follow at once from a transition, in order: sets, then clears (R20). */
export function effectsOf(
  triggers: readonly Trigger[],
  flag: string,
  to: 'set' | 'cleared',
): { readonly set: readonly string[]; readonly clear: readonly string[] } {
  const firing = triggers.filter((trigger) =>
    to === 'set' ? trigger.when === flag : trigger.whenNot === flag,
  );
  const targets = (pick: (trigger: Trigger) => string | undefined): string[] => [
    ...new Set(firing.map(pick).filter((target) => target !== undefined)),
  ];
  return { set: targets(({ set }) => set), clear: targets(({ clear }) => clear) };
}

function follow(
  path: readonly Transition[],
  triggers: readonly Trigger[],
): readonly Transition[] | undefined {
  const last = path.at(-1);
  if (last === undefined) return undefined;
  for (const trigger of triggers) {
    const source = sourceOf(trigger);
    if (source.flag !== last.flag || source.to !== last.to) continue;
    for (const next of targetsOf(trigger)) {
      const [first] = path;
      if (first && next.flag === first.flag && next.to === first.to) return [...path, next];
      if (path.some(({ flag, to }) => flag === next.flag && to === next.to)) continue;
      const cycle = follow([...path, next], triggers);
      if (cycle) return cycle;
    }
  }
  return undefined;
}

/** Sets alone (a sets b, b sets a) come to rest, because a set flag does not become set again. */
function flipsFlag(cycle: readonly Transition[]): boolean {
  return cycle.some(({ flag, to }) =>
    cycle.some((other) => other.flag === flag && other.to !== to),
  );
}

function sourceOf({ when, whenNot }: Trigger): Transition {
  return when === undefined ? { flag: whenNot ?? '', to: 'cleared' } : { flag: when, to: 'set' };
}

function targetsOf({ set, clear }: Trigger): Transition[] {
  return [
    ...(set === undefined ? [] : [{ flag: set, to: 'set' as const }]),
    ...(clear === undefined ? [] : [{ flag: clear, to: 'cleared' as const }]),
  ];
}

function describeTrigger(trigger: Trigger): string {
  return JSON.stringify(trigger);
}
