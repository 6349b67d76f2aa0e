import { cpus } from 'node:os';
import { join } from 'node:path';
import type { UnitName } from '@reactive-charms/juju';
import type { CommandHost } from './commands.ts';
import { interceptForDebugging, withDebugSessions } from './debug/debug-runner.ts';
import { modelTmux } from './debug/tmux.ts';
import { createMachinePark } from './machine-park.ts';
import type { MachinePark } from './machine-park.ts';
import type { openMachines } from './machine/index.ts';
import type { Model } from './model.ts';
import { createProcessRunner } from './process-runner.ts';
import { settle } from './settle.ts';
import type { SettleReport } from './settle.ts';
import { openCharmStore } from './storage/charm-store.ts';
import type { CharmStore } from './storage/charm-store.ts';
import type { ModelStore } from './store.ts';
import { findUnit } from './transitions/transition.ts';

/** What a session works with: charms, machines and agents. Machines are opened when first needed. */
export interface Workshop {
  readonly charms: CharmStore;
  /** Runs agents until there is nothing more to do now. */
  settle(options?: { readonly timers?: boolean }): Promise<SettleReport>;
  /** Begins nothing new and waits for what has begun. */
  stop(): Promise<void>;
  /** Makes the machine of a unit ready. @throws DiagnosticsError for an unknown unit */
  readyFor(unit: UnitName): Promise<CommandHost>;
  /** The path on the host of a path on a unit's machine. */
  hostPath(unit: UnitName, inside: string): Promise<string>;
  /** Ends the work, then stops serving the machines. */
  close(): Promise<void>;
  /** Ends the work, then removes every machine and container. */
  removeAll(options: { readonly force: boolean }): Promise<void>;
}

/** What a workshop is made from. */
export interface WorkshopOptions {
  readonly directory: string;
  readonly store: ModelStore;
  readonly openMachines: typeof openMachines;
}

/** Hooks of one unit in one `settle` beyond which charms are taken to keep each other busy for ever. */
function maximumHooks({ units }: Model): number {
  return 2_000 + 20 * Object.keys(units).length;
}

/** Makes the workshop of a session. */
export function createWorkshop(options: WorkshopOptions): Workshop {
  const { directory, store } = options;
  const charms = openCharmStore(directory);
  let opened: Promise<Tools> | undefined;
  let stopped = false;
  let settling: Promise<unknown> = Promise.resolve();
  const tools = (): Promise<Tools> => (opened ??= openTools(options, charms));
  const stop = async (): Promise<void> => {
    stopped = true;
    await settling;
  };
  return {
    charms,
    stop,
    settle: async ({ timers = false } = {}) => {
      const { host, park } = await tools();
      const work = settle(host, {
        parallel: Math.max(1, cpus().length),
        maximumHooks: maximumHooks(store.model),
        timers,
        stopped: () => stopped,
        prepareMachine: (id) => park.prepare(id),
      });
      // Whoever asked hears of a failure; `stop` only waits for the end.
      settling = work.catch(() => undefined);
      const report = await work;
      await park.sweep();
      return report;
    },
    readyFor: async (unit) => {
      const { machine } = findUnit(store.model, unit);
      const { host, park } = await tools();
      await park.prepare(machine);
      return host;
    },
    hostPath: async (unit, inside) =>
      (await tools()).host.machines.hostPath(findUnit(store.model, unit).machine, inside),
    close: async () => {
      await stop();
      await (await opened)?.park.close();
    },
    removeAll: async (how) => {
      await stop();
      await (await tools()).park.removeAll(how);
    },
  };
}

interface Tools {
  readonly host: CommandHost;
  readonly park: MachinePark;
}

async function openTools(
  { directory, store, openMachines }: WorkshopOptions,
  charms: CharmStore,
): Promise<Tools> {
  const way = store.model.settings.machines ?? 'auto';
  const machines = await openMachines({ directory: join(directory, 'machines'), way });
  const tmux = modelTmux(directory);
  const notice = (text: string): void => store.notice(text);
  const intercept = interceptForDebugging({ tmux, machines, notice });
  const processes = createProcessRunner({ store, machines, charms, directory, intercept });
  const onClose = (): Promise<void> => processes.close();
  const park = createMachinePark({ store, machines, directory, onClose });
  const runner = withDebugSessions(processes, { tmux });
  return { host: { store, machines, runner }, park };
}
