import { parseJsonText } from '../json.ts';
import type { JsonValue } from '../json.ts';
import type { FlagTransition } from '../flags/flag-store.ts';
import { changeUnit } from './change-unit.ts';
import type { ChangePlan } from './change-unit.ts';
import { isManaged, tellFate } from './managed.ts';
import type { Call, Scene, SubCommand } from './sub-command.ts';

/** Sets a flag as an operator. */
export const SET: SubCommand = {
  name: 'set',
  usage: 'FLAG [VALUE]',
  summary: 'set a flag; VALUE is JSON or plain text',
  takes: [1, 2],
  takesFlag: true,
  run: async ({ scene, args: [flag = '', value] }: Call) =>
    changeByHand(scene, { flag, verb: 'set' }, () => [
      { op: 'set', flag, value: value === undefined ? null : readValue(value) },
    ]),
};

/** Clears a flag as an operator. */
export const CLEAR: SubCommand = {
  name: 'clear',
  usage: 'FLAG',
  summary: 'clear a flag',
  takes: [1, 1],
  takesFlag: true,
  run: async ({ scene, args: [flag = ''] }: Call) =>
    changeByHand(scene, { flag, verb: 'clear' }, () => [{ op: 'clear', flag }]),
};

/** Sets a flag that is not set, and clears one that is. */
export const TOGGLE: SubCommand = {
  name: 'toggle',
  usage: 'FLAG',
  summary: 'set a flag that is not set, clear one that is',
  takes: [1, 1],
  takesFlag: true,
  run: async ({ scene, args: [flag = ''] }: Call) =>
    changeByHand(scene, { flag, verb: 'toggle' }, ({ flags }) => [
      flags.isSet(flag) ? { op: 'clear', flag } : { op: 'set', flag, value: null },
    ]),
};

interface Intent {
  readonly flag: string;
  readonly verb: 'set' | 'clear' | 'toggle';
}

/** Says only what one would not expect: what triggers did, and where a change is in vain. */
async function changeByHand(
  scene: Scene,
  { flag, verb }: Intent,
  plan: ChangePlan,
): Promise<number> {
  const [own, ...others] = await changeUnit(scene, `reactive ${verb}`, plan);
  if (verb === 'toggle' && own !== undefined) scene.print(`${tell(own)}\n`);
  others.forEach((transition) => scene.print(`${tell(transition)} by a trigger\n`));
  if (isManaged(flag)) {
    const isCleared = verb === 'clear' || own?.to === 'cleared';
    scene.complain(`reactive: the engine manages ${flag}: ${tellFate(flag, !isCleared)}\n`);
  }
  return 0;
}

function tell({ flag, to }: FlagTransition): string {
  return `${flag} is ${to}`;
}

function readValue(text: string): JsonValue {
  try {
    return parseJsonText(text);
  } catch {
    return text;
  }
}
