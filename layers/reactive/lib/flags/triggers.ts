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
 * Finds a chain of triggers that could go round for ever, such as "when a is set clear a" with
 * "when a is cleared set a". Sets alone (a sets b, b sets a) come to rest, because a set flag does
 * not become set again; so a round is harmless unless something that follows from it undoes a part.
 * @returns the transitions of the round in words, or undefined when there is none.
 */
export function findTriggerCycle(triggers: readonly Trigger[]): readonly string[] | undefined {
  for (const trigger of triggers) {
    const start = sourceOf(trigger);
    const round = findRound(start, triggers);
    if (!round) continue;
    const following = followersOf(start, triggers);
    const isUndone = round.some(({ flag, to }) =>
      following.some((other) => other.flag === flag && other.to !== to),
    );
    if (isUndone) return round.map(({ flag, to }) => `${flag} ${to}`);
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

/** Everything that follows from a transition, near things first, itself only if it comes back. */
function followersOf(start: Transition, triggers: readonly Trigger[]): Transition[] {
  const found: Transition[] = targetsAfter(start, triggers);
  for (const source of found) {
    const next = targetsAfter(source, triggers);
    found.push(...next.filter((target) => !found.some((other) => isSame(other, target))));
  }
  return found;
}

/** The shortest way from a transition back to itself. */
function findRound(start: Transition, triggers: readonly Trigger[]): Transition[] | undefined {
  const paths: Transition[][] = [[start]];
  const seen: Transition[] = [];
  for (const path of paths) {
    for (const next of targetsAfter(path.at(-1) ?? start, triggers)) {
      if (isSame(next, start)) return [...path, next];
      if (seen.some((other) => isSame(other, next))) continue;
      seen.push(next);
      paths.push([...path, next]);
    }
  }
  return undefined;
}

function targetsAfter(source: Transition, triggers: readonly Trigger[]): Transition[] {
  return triggers
    .filter((trigger) => isSame(sourceOf(trigger), source))
    .flatMap((trigger) => targetsOf(trigger));
}

function isSame(a: Transition, b: Transition): boolean {
  return a.flag === b.flag && a.to === b.to;
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
