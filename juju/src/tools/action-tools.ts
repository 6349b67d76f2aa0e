import type { HookTools } from '../hook-tools.ts';
import { readObject } from '../tool-answers.ts';
import type { ToolCaller } from '../tool-call.ts';

type ActionTools = Pick<HookTools, 'actionGet' | 'actionSet' | 'actionFail' | 'actionLog'>;

/** Tools of a running action. */
export function actionTools({ call, json }: ToolCaller): ActionTools {
  return {
    actionGet: async () => readObject('action-get', await json('action-get')),
    actionSet: async (results) => {
      const args = Object.entries(results).map(([key, value]) => `${key}=${value}`);
      await call({ tool: 'action-set', args, secret: true });
    },
    actionFail: async (message) => {
      await call({ tool: 'action-fail', args: ['--', message] });
    },
    actionLog: async (message) => {
      await call({ tool: 'action-log', args: ['--', message] });
    },
  };
}
