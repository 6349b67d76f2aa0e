import type { Databag, DatabagChanges } from '@reactive-charms/juju';
import { fault } from '../errors.ts';

/** Declared changes to a databag, kept until the end of the hook. */
export class DatabagDraft {
  readonly #changes = new Map<string, string | null>();

  /** @param pending changes of an earlier hook of which nobody knows whether Juju took them. */
  constructor(pending: DatabagChanges = {}) {
    this.declare(pending);
  }

  /** @throws DiagnosticsError for a text that Juju would refuse or garble when the hook ends. */
  declare(changes: DatabagChanges): void {
    for (const [key, value] of Object.entries(changes)) {
      checkTexts(key, value);
      // An empty value removes a key for Juju, so both mean the same here (C29).
      this.#changes.set(key, value === '' ? null : value);
    }
  }

  /** The declared changes that a databag does not have yet. */
  differencesTo(bag: Databag): DatabagChanges {
    return Object.fromEntries(
      [...this.#changes].filter(([key, value]) => valueIn(bag, key) !== value),
    );
  }

  /** A databag with the declared changes. */
  applyTo(bag: Databag): Databag {
    const result = new Map<string, string>(Object.entries(bag));
    for (const [key, value] of this.#changes) {
      if (value === null) result.delete(key);
      else result.set(key, value);
    }
    return Object.fromEntries(result);
  }

  get isEmpty(): boolean {
    return this.#changes.size === 0;
  }
}

/** Half of a character, of those that JavaScript keeps in two. */
const HALF_CHARACTER = /\p{Surrogate}/u;

/** Juju ends a key at a zero byte, and its reader of settings knows no half characters. */
function checkTexts(key: string, value: string | null): void {
  const isBadKey = key.includes('\0') || HALF_CHARACTER.test(key);
  if (!isBadKey && !HALF_CHARACTER.test(value ?? '')) return;
  const what = isBadKey ? 'cannot be a key' : 'has half of a character in its value';
  throw fault('DATABAG_TEXT', `key ${JSON.stringify(key)} of a databag ${what}`);
}

/** The value of a key; null when the databag does not have it, also for keys such as `toString`. */
export function valueIn(bag: Databag, key: string): string | null {
  return Object.hasOwn(bag, key) ? (bag[key] ?? null) : null;
}
