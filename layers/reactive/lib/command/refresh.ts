import { doubtMemory } from './change-unit.ts';
import { printLines } from './sub-command.ts';
import type { Call, SubCommand } from './sub-command.ts';

/** Lets the next hook read everything from Juju again. */
export const REFRESH: SubCommand = {
  name: 'refresh',
  usage: '',
  summary: 'let the next hook read everything from Juju again',
  takes: [0, 0],
  run: async ({ scene }: Call) => {
    await doubtMemory(scene);
    return printLines(scene, ['the next hook will read everything from Juju again']);
  },
};
