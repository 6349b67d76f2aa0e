import { fault } from '../errors.ts';
import type { FlagTransition } from './flag-store.ts';

/**
 * Times that one change may lead to itself again. Triggers over flags alone are proved to come to
 * rest when the charm is sealed; this is for what callbacks do.
 */
export const MAXIMUM_TURNS = 10;

/** The changes that are under way: each is a consequence of the one before. */
export class TriggerChain {
  readonly #links: FlagTransition[] = [];
  readonly #turns = new Map<string, number>();

  get length(): number {
    return this.#links.length;
  }

  /**
   * Adds the change that the last one has led to.
   * @throws DiagnosticsError when it leads to itself again and again.
   */
  add(link: FlagTransition): void {
    const name = nameOf(link);
    const turns = (this.#turns.get(name) ?? 0) + 1;
    this.#links.push(link);
    this.#turns.set(name, turns);
    if (turns > MAXIMUM_TURNS) {
      throw fault('TRIGGER_LOOP', `triggers go round for ever: ${this.#describeTurn(name)}`);
    }
  }

  /** Takes changes off the end: all their consequences have happened. */
  cutTo(length: number): void {
    while (this.#links.length > length) {
      const link = this.#links.pop();
      if (link === undefined) return;
      const name = nameOf(link);
      const turns = (this.#turns.get(name) ?? 0) - 1;
      if (turns > 0) this.#turns.set(name, turns);
      else this.#turns.delete(name);
    }
  }

  /** The way from the last occurrence of a change but one to the last. */
  #describeTurn(name: string): string {
    const names = this.#links.map(nameOf);
    return names.slice(names.lastIndexOf(name, names.length - 2)).join(' -> ');
  }
}

/** A transition in words, for example `ready set`. */
export function nameOf({ flag, to }: FlagTransition): string {
  return `${flag} ${to}`;
}
