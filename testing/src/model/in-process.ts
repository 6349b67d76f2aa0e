import {
  commitRun,
  createModel,
  createStore,
  findCommandRelation,
  openContext,
  settle,
} from '@reactive-charms/emulator/core';
import type {
  CharmArtefact,
  Fault,
  LogRecord,
  ModelEvent,
  ModelStore,
  RelationChoice,
} from '@reactive-charms/emulator/core';
import { userError } from '@reactive-charms/juju';
import { contextRunner } from '../run/unit-context.ts';
import { DEFAULT_MODEL_NAME, DEFAULT_MODEL_UUID } from '../state/model-of.ts';
import { machineFiles } from './machine-files.ts';
import { functionCharm } from './function-charm.ts';
import type { FunctionCharm } from './function-charm.ts';
import { createFunctionRunner } from './function-runner.ts';
import type { FunctionRunner } from './function-runner.ts';
import { splitLine } from './split-line.ts';
import type { ExecResult, ModelCharm, OpenModelOptions, PlaceOfWork } from './types.ts';

/** What a place is given beside the options of the model. */
export interface PlaceParts {
  readonly options: OpenModelOptions;
  readonly clock: () => Date;
  readonly onEvent: (event: ModelEvent) => void;
}

/** Opens a model whose charms are functions in this process. Nothing is written to disk. */
export function openInProcess({ options, clock, onEvent }: PlaceParts): PlaceOfWork {
  const faults: Fault[] = [...(options.faults ?? [])];
  const store = createStore({
    model: createModel({
      name: DEFAULT_MODEL_NAME,
      uuid: DEFAULT_MODEL_UUID,
      agentVersion: options.agentVersion ?? '3.6.11',
      seed: options.seed ?? 1,
      time: clock().toISOString(),
    }),
    clock,
    save: () => undefined,
    writeLog: (_record: LogRecord) => undefined,
    onEvent,
    faults,
  });
  const charms = charmShelf(options.charms);
  const runner = createFunctionRunner({ store, charmOf: (artefact) => charms.find(artefact) });
  return {
    get model() {
      return store.model;
    },
    update: (transition) => store.update(transition),
    artefact: async (key) => charms.take(key).artefact,
    settle: async ({ timers = false } = {}) =>
      settle(
        { store, runner },
        {
          parallel: 1,
          timers,
          maximumHooks: 20_000,
          stopped: () => false,
          prepareMachine: async () => undefined,
        },
      ),
    exec: async (unit, lines, more) => execTools({ store, runner }, { unit, lines, ...more }),
    fault: (fault) => void faults.push(fault),
    close: async () => undefined,
    memory: async (unit) => runner.unit(unit).memory,
    files: async (unit, folder) =>
      Object.fromEntries(
        [...runner.unit(unit).machine.files].filter(([path]) =>
          path.startsWith(folder.endsWith('/') ? folder : `${folder}/`),
        ),
      ),
    readFile: async (unit, path) => runner.unit(unit).programs.readFile(path),
  };
}

interface Shelf {
  /** @throws DiagnosticsError when there is no such charm, or it cannot run here. */
  take(key: string): FunctionCharm;
  find(artefact: CharmArtefact): FunctionCharm;
}

/** Gives charms of the same name different revisions. */
function charmShelf(charms: Readonly<Record<string, ModelCharm>>): Shelf {
  const taken = new Map<string, FunctionCharm>();
  const byUrl = new Map<string, FunctionCharm>();
  return {
    take: (key) => {
      const known = taken.get(key);
      if (known !== undefined) return known;
      const charm = findCharm(charms, key);
      const name = charm.definition?.metadata.name;
      const revision = [...taken.values()].filter(
        ({ definition }) => definition.name === name,
      ).length;
      const ready = functionCharm(key, charm, revision);
      taken.set(key, ready);
      byUrl.set(ready.artefact.url, ready);
      return ready;
    },
    find: ({ url }) => {
      const found = byUrl.get(url);
      if (found === undefined) throw new Error(`no charm has the URL ${url}`);
      return found;
    },
  };
}

/** One of the charms that the model was opened with. @throws DiagnosticsError when there is none */
export function findCharm(charms: Readonly<Record<string, ModelCharm>>, key: string): ModelCharm {
  const charm = charms[key];
  if (charm !== undefined) return charm;
  throw userError('CHARM_UNKNOWN', `the model was opened without a charm "${key}"`, {
    fix: `use one of: ${Object.keys(charms).sort().join(', ')}`,
  });
}

interface ExecRequest extends RelationChoice {
  readonly unit: Parameters<PlaceOfWork['exec']>[0];
  readonly lines: readonly string[];
}

/** Calls hook tools in a context of `juju exec`; what they write is kept whatever they answer (C118). */
async function execTools(
  { store, runner }: { readonly store: ModelStore; readonly runner: FunctionRunner },
  { unit, lines, ...choice }: ExecRequest,
): Promise<ExecResult> {
  const { machine, charmDirectory } = runner.unit(unit);
  const relation = findCommandRelation(store.model, unit, choice);
  const purpose = { kind: 'commands' } as const;
  const context = openContext(store, { unit, purpose, ...(relation ? { relation } : {}) });
  const run = contextRunner(context, machineFiles(machine, { charmDirectory }));
  let result: ExecResult = { code: 0, stdout: '', stderr: '' };
  for (const line of lines) {
    const [tool = '', ...args] = splitLine(line);
    const { code, stdout, stderr } = await run({ tool, args });
    result = { code, stdout: result.stdout + stdout, stderr: result.stderr + stderr };
  }
  store.update(commitRun(context.run));
  return result;
}
