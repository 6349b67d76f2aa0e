import type { Condition } from '../handlers/conditions.ts';
import { flagsOf } from '../handlers/conditions.ts';
import type { Handler } from '../handlers/handler.ts';

/** A handler that is a program in another language. */
export interface ExecutableHandler extends Handler {
  readonly binding: Extract<Handler['binding'], { readonly kind: 'executable' }>;
}

/** A handler with its place in the order of handlers. */
interface Slot {
  readonly place: number;
  readonly handler: Handler;
}

/**
 * The handlers of a charm, found by what makes them run. Built once, when the charm is sealed; what
 * a round looks at is then as much as what changed, not as much as the charm has.
 */
export class Schedule {
  readonly before: readonly Handler[];
  /** The last defined first. */
  readonly after: readonly Handler[];
  readonly executables: readonly ExecutableHandler[];
  /** Handlers with a condition over files. */
  readonly watchingFiles: ReadonlySet<Handler>;
  readonly #bound = new Map<string, Handler[]>();
  /** Flag → handlers of rounds with a condition over it. */
  readonly #watchers = new Map<string, Slot[]>();
  /** Handlers of rounds that may be due although no flag is set. */
  readonly #undemanding: Slot[] = [];
  readonly #roundsWatchingFiles: Slot[] = [];

  /** @param handlers in the order in which they run; patterns of hooks are expanded. */
  constructor(handlers: readonly Handler[]) {
    const before: Handler[] = [];
    const after: Handler[] = [];
    const executables: ExecutableHandler[] = [];
    const watchingFiles = new Set<Handler>();
    handlers.forEach((handler, place) => {
      const { binding } = handler;
      if (handler.conditions.some(({ kind }) => kind === 'fileChanged')) watchingFiles.add(handler);
      switch (binding.kind) {
        case 'flags':
          this.#addToRounds({ place, handler }, watchingFiles.has(handler));
          break;
        case 'hook':
          new Set(binding.hooks).forEach((hook) => this.#bind(`hook ${hook}`, handler));
          break;
        case 'action':
          this.#bind(`action ${binding.action}`, handler);
          break;
        case 'restricted':
          this.#bind(`restricted ${binding.hook}`, handler);
          break;
        case 'before':
          before.push(handler);
          break;
        case 'after':
          after.push(handler);
          break;
        case 'executable':
          executables.push({ ...handler, binding });
          break;
      }
    });
    this.before = before;
    this.after = after.toReversed();
    this.executables = executables;
    this.watchingFiles = watchingFiles;
  }

  /** Handlers of the hook phase of a hook. */
  ofHook(hook: string): readonly Handler[] {
    return this.#bound.get(`hook ${hook}`) ?? [];
  }

  ofAction(action: string): readonly Handler[] {
    return this.#bound.get(`action ${action}`) ?? [];
  }

  /** Handlers of a restricted hook. */
  ofRestrictedHook(hook: string): readonly Handler[] {
    return this.#bound.get(`restricted ${hook}`) ?? [];
  }

  /** All handlers of rounds that can be due while exactly these flags are set; some more, too. */
  candidates(set: Iterable<string>): readonly Handler[] {
    const slots = new Set(this.#undemanding);
    this.#collectWatchers(set, slots);
    return inOrder(slots);
  }

  /**
   * All handlers of rounds that these changes may have made due.
   * @param changed flags.
   * @param files true if files may have changed too.
   */
  wokenBy(changed: Iterable<string>, files: boolean): readonly Handler[] {
    const slots = new Set(files ? this.#roundsWatchingFiles : undefined);
    this.#collectWatchers(changed, slots);
    return inOrder(slots);
  }

  #collectWatchers(flags: Iterable<string>, slots: Set<Slot>): void {
    for (const flag of flags) this.#watchers.get(flag)?.forEach((slot) => slots.add(slot));
  }

  #bind(key: string, handler: Handler): void {
    const bound = this.#bound.get(key);
    if (bound === undefined) this.#bound.set(key, [handler]);
    else bound.push(handler);
  }

  #addToRounds(slot: Slot, watchesFiles: boolean): void {
    const { conditions } = slot.handler;
    if (watchesFiles) this.#roundsWatchingFiles.push(slot);
    if (!conditions.some(needsSetFlag)) this.#undemanding.push(slot);
    for (const condition of conditions) {
      for (const flag of flagsOf(condition)) this.#watch(flag, slot);
    }
  }

  #watch(flag: string, slot: Slot): void {
    const watchers = this.#watchers.get(flag);
    if (watchers === undefined) this.#watchers.set(flag, [slot]);
    else if (watchers.at(-1) !== slot) watchers.push(slot);
  }
}

function needsSetFlag({ kind }: Condition): boolean {
  return kind === 'all' || kind === 'any';
}

function inOrder(slots: ReadonlySet<Slot>): Handler[] {
  return Array.from(slots)
    .sort((a, b) => a.place - b.place)
    .map(({ handler }) => handler);
}
