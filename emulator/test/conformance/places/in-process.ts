import { readActions, readConfig, readMetadata } from '@reactive-charms/juju/files';
import { callAll, environmentOf, performSettle, silentRunner } from './in-process-agents.ts';
import type { Script } from './in-process-agents.ts';
import { findCommandRelation } from '../../../src/command-relation.ts';
import { openContext } from '../../../src/tool-context.ts';
import type { CharmArtefact } from '../../../src/model.ts';
import { createStore } from '../../../src/store.ts';
import { commitRun } from '../../../src/transitions/commit.ts';
import { createModel } from '../../../src/transitions/create-model.ts';
import { CHARMS, NOW, setTheStage } from '../fixture.ts';
import { logLine } from '../stage.ts';
import type { Place, Stage } from '../stage.ts';

/** Charms as functions in this process: the context as a testing kit uses it. */
export const IN_PROCESS: Place = {
  name: 'in this process',
  versions: true,
  open: async () => {
    const log: string[] = [];
    const store = createStore({
      model: createModel({
        name: 'test',
        uuid: 'f0e1d2c3-0000-4000-8000-000000000000',
        agentVersion: '3.6.11',
        seed: 1,
        time: NOW,
      }),
      clock: () => new Date(NOW),
      save: () => undefined,
      writeLog: () => undefined,
      onEvent: (event) => {
        const line = logLine(event);
        if (line !== undefined) log.push(line);
      },
    });
    let script: Script | undefined;
    const runner = silentRunner((unit, program) => {
      const found = script?.unit === unit && script.program === program ? script : undefined;
      if (found) script = undefined;
      return found;
    });
    const settle = (): Promise<void> => performSettle({ store, runner });
    setTheStage(readCharms()).forEach((transition) => store.update(transition));
    await settle();
    const start = store.model;
    const stage: Stage = {
      get model() {
        return store.model;
      },
      log,
      reset: () => {
        log.length = 0;
        store.update(() => start);
      },
      update: (transition) => store.update(transition),
      play: async (part, leaves = []) => {
        await settle();
        const now: Script = {
          ...part,
          answers: [],
          environment: {},
          written: { ...CHARMS['u'], ...part.files },
        };
        script = now;
        store.update(part.trigger);
        await settle();
        const { answers, environment, written } = now;
        return { answers, environment, files: pick(written, leaves) };
      },
      exec: async ({ relation, ...part }) => {
        await settle();
        const choice = relation === undefined ? {} : { relation };
        const about = findCommandRelation(store.model, part.unit, choice);
        const context = openContext(store, {
          unit: part.unit,
          purpose: { kind: 'commands' },
          ...(about ? { relation: about } : {}),
        });
        const now: Script = {
          ...part,
          program: '',
          answers: [],
          environment: environmentOf(context),
          written: { ...part.files },
        };
        await callAll(context, now);
        store.update(commitRun(context.run));
        await settle();
        const { answers, environment } = now;
        return { answers, environment, files: {}, code: part.exit ?? 0 };
      },
      close: async () => undefined,
    };
    return stage;
  },
};

function pick(
  files: Readonly<Record<string, string>>,
  names: readonly string[],
): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, files[name] ?? '']));
}

function readCharms(): Record<string, CharmArtefact> {
  return Object.fromEntries(
    Object.entries(CHARMS).map(([name, files]): [string, CharmArtefact] => {
      const text = (file: string): string => files[file] ?? '';
      return [
        name,
        {
          name,
          url: `local:${name}-0`,
          revision: 0,
          path: `charms/${name}-0.charm`,
          sha256: name,
          metadata: readMetadata(text('metadata.yaml'), 'metadata.yaml'),
          options: text('config.yaml') === '' ? {} : readConfig(text('config.yaml'), 'config.yaml'),
          actions:
            text('actions.yaml') === '' ? {} : readActions(text('actions.yaml'), 'actions.yaml'),
          bases: [],
        },
      ];
    }),
  );
}
