import type { HookTools } from '../hook-tools.ts';
import { readDatabag } from '../tool-answers.ts';
import type { ToolCaller } from '../tool-call.ts';
import { printYamlTexts } from './yaml-texts.ts';

/** State that the controller keeps for this unit. */
export function stateTools({ call, json }: ToolCaller): Pick<HookTools, 'stateGet' | 'stateSet'> {
  return {
    stateGet: async () => readDatabag('state-get', await json('state-get')),
    stateSet: async (changes) => {
      const texts = Object.entries(changes).flatMap(([key, value]) =>
        value === null ? [] : [[key, value] as const],
      );
      const removed = Object.keys(changes).filter((key) => changes[key] === null);
      if (texts.length > 0) {
        const stdin = printYamlTexts(texts);
        await call({ tool: 'state-set', args: ['--file', '-'], stdin });
      }
      for (const key of removed) await call({ tool: 'state-delete', args: [key] });
    },
  };
}
