import type { AnyShape, LayerBuilder, Trigger } from '../../lib/index.ts';
import { sealCharm } from '../../lib/charm/seal-charm.ts';
import type { ActionRun, EngineContext } from '../../lib/dispatch/context.ts';
import { settle } from '../../lib/dispatch/settle.ts';
import type { ExecutableRunner, Round, Settled, SettlingPhase } from '../../lib/dispatch/settle.ts';
import { FlagStore } from '../../lib/flags/flag-store.ts';
import { createFileWatch } from '../../lib/handlers/file-watch.ts';
import type { Memory } from '../../lib/memory/memory.ts';
import { createMemoryHost } from '@reactive-charms/testing';
import type { MemoryHost } from '@reactive-charms/testing';
import { charmOf, createFlagContext } from './charms.ts';

/** What settling did. */
export interface LayerSettled extends Settled {
  /** Ids of the handlers that ran, in order, without the layer. */
  readonly ran: readonly string[];
  readonly rounds: readonly Round[];
  readonly flags: CountingFlagStore;
  /** Ids of handlers that run only once and have run. */
  readonly invoked: readonly string[];
  /** What to remember of files. */
  readonly files: Memory['files'];
}

/** What a test says beyond the layer. */
export interface SettleOptions {
  /** Flags that are set before. */
  readonly set?: readonly string[];
  /** The running hook; update-status by default. */
  readonly hook?: string;
  /** What runs, if it is no hook. */
  readonly phase?: SettlingPhase;
  /** The machine; an empty one by default. */
  readonly host?: MemoryHost;
  /** What is remembered of files. */
  readonly files?: Memory['files'];
  /** Ids of handlers that run only once and have run before. */
  readonly invoked?: readonly string[];
  /** Hears of handlers that run only once and have run. */
  readonly onInvoked?: (id: string) => void;
  /** Paths of programs, and what runs them. */
  readonly programs?: readonly string[];
  readonly createExecutables?: (flags: FlagStore) => ExecutableRunner;
  /** Hears of rounds; needed only where settling fails. */
  readonly onRound?: (round: Round) => void;
  readonly clock?: () => number;
}

/** Flags that count how often it was asked whether one is set. */
export class CountingFlagStore extends FlagStore {
  tests = 0;

  override isSet(flag: string): boolean {
    this.tests += 1;
    return super.isSet(flag);
  }
}

const ACTION = { description: '', params: {}, required: [] };

/** Settles the handlers of one layer over nothing but flags. */
export async function settleLayer(
  define: (layer: LayerBuilder<AnyShape>, flags: FlagStore) => void,
  options: SettleOptions = {},
): Promise<LayerSettled> {
  const triggers: Trigger[] = [];
  const initial = Object.fromEntries((options.set ?? []).map((flag) => [flag, null]));
  const flags = new CountingFlagStore(initial, triggers);
  const charm = sealCharm({
    ...charmOf((layer) => define(layer, flags)),
    actions: { backup: ACTION, restore: ACTION },
    executables: options.programs ?? [],
  });
  triggers.push(...charm.triggers);
  const ran: string[] = [];
  const rounds: Round[] = [];
  const invoked = new Set(options.invoked);
  invoked.add = (id) => {
    options.onInvoked?.(id);
    return Set.prototype.add.call(invoked, id);
  };
  const { watchingFiles } = charm.schedule;
  const host = options.host ?? createMemoryHost({});
  const files = createFileWatch(host, options.files ?? {}, watchingFiles);
  const phase = options.phase ?? { kind: 'hook' as const, hook: options.hook ?? 'update-status' };
  const settled = await settle({
    charm,
    flags,
    context: contextOf(flags, phase),
    phase,
    files,
    invoked,
    ...(options.createExecutables ? { executables: options.createExecutables(flags) } : {}),
    onRound: (round) => {
      rounds.push(round);
      options.onRound?.(round);
    },
    onRun: (id) => ran.push(id.replace(/^blog\//, '')),
    clock: options.clock ?? (() => 0),
  });
  return { ...settled, ran, rounds, flags, invoked: [...invoked], files: files.after() };
}

function contextOf(flags: FlagStore, phase: SettlingPhase): EngineContext {
  const context = createFlagContext(flags);
  if (phase.kind !== 'action') return context;
  const action: ActionRun = {
    name: phase.action,
    id: '1',
    parameters: {},
    fail: () => undefined,
    log: async () => undefined,
  };
  return Object.assign(context, { action });
}
