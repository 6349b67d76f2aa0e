import type { FlagTransition } from './flag-store.ts';
import { findComponents } from './components.ts';
import { nameOf } from './trigger-chain.ts';
import type { Trigger } from './triggers.ts';

/** The transitions that triggers speak of, by number, with those that follow from each at once. */
interface TransitionGraph {
  readonly transitions: readonly FlagTransition[];
  readonly numbers: ReadonlyMap<string, number>;
  readonly targets: readonly (readonly number[])[];
}

/**
 * Finds a chain of triggers that could go round for ever, such as "when a is set clear a" with
 * "when a is cleared set a". Sets alone (a sets b, b sets a) come to rest, because a set flag does
 * not become set again; so a round is harmless unless something that follows from it undoes a part.
 * What callbacks do is not known here; see `TriggerChain`.
 * @returns the transitions of the round in words, or undefined when there is none.
 */
export function findTriggerCycle(triggers: readonly Trigger[]): readonly string[] | undefined {
  if (triggers.length === 0) return undefined;
  const graph = createGraph(triggers);
  const endless = findEndless(graph);
  if (endless.size === 0) return undefined;
  const sources = triggers.map((trigger) => graph.numbers.get(nameOf(sourceOf(trigger))));
  const start = sources.find((source) => source !== undefined && endless.has(source));
  if (start === undefined) return undefined;
  return findRound(graph, start).map((number) => {
    const transition = graph.transitions[number];
    return transition === undefined ? '' : nameOf(transition);
  });
}

function createGraph(triggers: readonly Trigger[]): TransitionGraph {
  const transitions: FlagTransition[] = [];
  const numbers = new Map<string, number>();
  const targets: Set<number>[] = [];
  const numberOf = (transition: FlagTransition): number => {
    const name = nameOf(transition);
    const known = numbers.get(name);
    if (known !== undefined) return known;
    numbers.set(name, transitions.length);
    targets.push(new Set());
    return transitions.push(transition) - 1;
  };
  for (const trigger of triggers) {
    const source = numberOf(sourceOf(trigger));
    for (const target of targetsOf(trigger)) targets[source]?.add(numberOf(target));
  }
  return { transitions, numbers, targets: targets.map((set) => [...set]) };
}

/** A round, and the transitions of it whose undoing might follow from it. */
interface Suspect {
  readonly component: number;
  readonly undone: readonly { readonly member: number; readonly undoneIn: number }[];
}

/** Suspects that are looked at together: as many as a number has bits to spare. */
const BATCH = 30;

/** All transitions that lie on a round and whose undoing follows from it. */
function findEndless(graph: TransitionGraph): ReadonlySet<number> {
  const components = findComponents(graph.targets);
  const home = new Int32Array(graph.transitions.length);
  components.forEach((members, component) => {
    for (const member of members) home[member] = component;
  });
  const suspects = findSuspects(graph, components, home);
  const endless = new Set<number>();
  for (let first = 0; first < suspects.length; first += BATCH) {
    const batch = suspects.slice(first, first + BATCH);
    // Bit n of a component says that suspect n leads to it.
    const reached = new Int32Array(components.length);
    batch.forEach(({ component }, bit) => (reached[component] = 1 << bit));
    // Components come after those that they lead to.
    for (let component = batch.at(-1)?.component ?? 0; component >= 0; component -= 1) {
      const bits = reached[component] ?? 0;
      if (bits === 0) continue;
      for (const member of components[component] ?? []) {
        for (const target of graph.targets[member] ?? []) {
          const next = home[target] ?? component;
          reached[next] = (reached[next] ?? 0) | bits;
        }
      }
    }
    batch.forEach(({ undone }, bit) => {
      for (const { member, undoneIn } of undone) {
        if ((reached[undoneIn] ?? 0) & (1 << bit)) endless.add(member);
      }
    });
  }
  return endless;
}

function findSuspects(
  graph: TransitionGraph,
  components: readonly (readonly number[])[],
  home: Int32Array,
): readonly Suspect[] {
  return components.flatMap((members, component) => {
    if (!isRound(graph, members)) return [];
    const undone = members.flatMap((member) => {
      const opposite = oppositeOf(graph, member);
      const undoneIn = opposite === undefined ? undefined : home[opposite];
      // What comes later than a component does not follow from it.
      return undoneIn === undefined || undoneIn > component ? [] : { member, undoneIn };
    });
    return undone.length > 0 ? { component, undone } : [];
  });
}

function isRound(graph: TransitionGraph, members: readonly number[]): boolean {
  const [first = 0] = members;
  return members.length > 1 || (graph.targets[first]?.includes(first) ?? false);
}

function oppositeOf({ transitions, numbers }: TransitionGraph, member: number): number | undefined {
  const transition = transitions[member];
  if (transition === undefined) return undefined;
  const { flag, to } = transition;
  return numbers.get(nameOf({ flag, to: to === 'set' ? 'cleared' : 'set' }));
}

/** The shortest way from a transition back to itself. */
function findRound({ targets }: TransitionGraph, start: number): readonly number[] {
  const cameFrom = new Map<number, number>();
  const found = [start];
  for (const current of found) {
    for (const next of targets[current] ?? []) {
      if (next === start) {
        const way = [current, start];
        for (let step = current; step !== start;) {
          step = cameFrom.get(step) ?? start;
          way.unshift(step);
        }
        return way;
      }
      if (cameFrom.has(next)) continue;
      cameFrom.set(next, current);
      found.push(next);
    }
  }
  return [start];
}

function sourceOf({ when, whenNot }: Trigger): FlagTransition {
  return when === undefined ? { flag: whenNot ?? '', to: 'cleared' } : { flag: when, to: 'set' };
}

function targetsOf({ set, clear }: Trigger): FlagTransition[] {
  return [
    ...(set === undefined ? [] : [{ flag: set, to: 'set' as const }]),
    ...(clear === undefined ? [] : [{ flag: clear, to: 'cleared' as const }]),
  ];
}
