import type { HookTools } from '@reactive-charms/juju';
import { refuse } from './state-memory.ts';
import type { StateMemory } from './state-memory.ts';

/** What the tools of an action were told. */
export interface ActionReport {
  /** Results by key, dots in it; later values of a key win. */
  readonly results: Readonly<Record<string, string>>;
  /** Progress messages, in order. */
  readonly messages: readonly string[];
  /** The message of `action-fail`; undefined while the action has not failed. */
  readonly failure: string | undefined;
}

type ActionTools = Pick<HookTools, 'actionGet' | 'actionSet' | 'actionFail' | 'actionLog'>;

/** Tools of a running action; in a hook they fail (C66). */
export function actionTools(memory: StateMemory): ActionTools & { readonly action: ActionReport } {
  const results = new Map<string, string>();
  const messages: string[] = [];
  let failure: string | undefined;
  const answer = async <T>(tool: string, value: () => T): Promise<T> =>
    memory.answer(tool, () => {
      if (memory.run.action === undefined) refuse(tool, 'not running an action');
      return value();
    });
  return {
    action: {
      messages,
      get results() {
        return Object.fromEntries(results);
      },
      get failure() {
        return failure;
      },
    },
    actionGet: async () => answer('action-get', () => ({ ...memory.run.action?.parameters })),
    actionSet: async (added) =>
      answer('action-set', () => {
        for (const [key, value] of Object.entries(added)) {
          checkKey(key);
          results.set(key, value);
        }
      }),
    actionFail: async (message) =>
      answer('action-fail', () => {
        failure = message || 'action failed without reason given, check action for errors';
      }),
    actionLog: async (message) => answer('action-log', () => void messages.push(message)),
  };
}

const RESERVED = ['stdout', 'stderr', 'stdout-encoding', 'stderr-encoding'];

/** C69, C70. */
function checkKey(key: string): void {
  for (const segment of key.split('.')) {
    if (RESERVED.includes(segment)) {
      refuse('action-set', `cannot set reserved action key "${segment}"`, 2);
    }
    if (!/^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/.test(segment)) {
      const rule =
        'must start and end with lowercase alphanumeric, and contain only lowercase alphanumeric and hyphens';
      refuse('action-set', `key "${segment}" ${rule}`, 2);
    }
  }
}
