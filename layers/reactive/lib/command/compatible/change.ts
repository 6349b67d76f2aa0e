import { changeUnit } from '../change-unit.ts';
import { MANY, refusal, wrongUsage } from '../sub-command.ts';
import type { Call, SubCommand } from '../sub-command.ts';

/** Sub-commands of charms.reactive that change flags. Source: contract reactive.md section 5. */
export const CHANGES: readonly SubCommand[] = [
  setFlag('set_flag', 'set a flag; TEXT becomes its value'),
  clearFlag('clear_flag', 'clear a flag'),
  {
    name: 'toggle_flag',
    usage: 'FLAG yes|no',
    summary: 'set on yes, true, on, 1; clear on no, false, off, 0, nothing',
    takes: [2, 2],
    run: async ({ scene, args: [flag = '', word = ''] }: Call) => {
      const shouldSet = readBoolean(word);
      if (shouldSet === undefined) throw refusal(`${word} is neither yes nor no`, undefined, 2);
      await changeUnit(scene, 'charms.reactive toggle_flag', () => [
        { op: 'toggle', flag, condition: shouldSet },
      ]);
      return 0;
    },
  },
  {
    name: 'mark_invoked',
    usage: '[ID...]',
    summary: 'note of handlers that they have run, for only_once',
    takes: [0, MANY],
    run: async ({ scene, args }: Call) => {
      const ids = args.filter((id) => id !== '');
      await changeUnit(scene, 'charms.reactive mark_invoked', () => [{ op: 'invoked', ids }]);
      return 0;
    },
  },
  setFlag('set_state', 'the same as set_flag; deprecated'),
  clearFlag('remove_state', 'the same as clear_flag; deprecated'),
];

function setFlag(name: string, summary: string): SubCommand {
  const command: SubCommand = {
    name,
    usage: 'FLAG [--value TEXT]',
    summary,
    takes: [1, 3],
    run: async ({ scene, args }: Call) => {
      const parsed = parseSetting(args);
      if (parsed === undefined) throw wrongUsage(command);
      await changeUnit(scene, `charms.reactive ${name}`, () => [{ op: 'set', ...parsed }]);
      return 0;
    },
  };
  return command;
}

function clearFlag(name: string, summary: string): SubCommand {
  return {
    name,
    usage: 'FLAG',
    summary,
    takes: [1, 1],
    run: async ({ scene, args: [flag = ''] }: Call) => {
      await changeUnit(scene, `charms.reactive ${name}`, () => [{ op: 'clear', flag }]);
      return 0;
    },
  };
}

/** The option may stand before or behind the flag, and be joined by an equals sign. */
function parseSetting(
  args: readonly string[],
): { readonly flag: string; readonly value: string | null } | undefined {
  const words = args.flatMap((arg) =>
    arg.startsWith('--value=') ? ['--value', arg.slice('--value='.length)] : [arg],
  );
  const place = words.indexOf('--value');
  const value = place < 0 ? null : words[place + 1];
  const others = place < 0 ? words : words.toSpliced(place, 2);
  const [flag, ...more] = others;
  if (value === undefined || flag === undefined || flag === '' || more.length > 0) return undefined;
  return { flag, value };
}

const YES = ['yes', 'true', 'on', '1'];
const NO = ['no', 'false', 'off', '0', ''];

/** The words of YAML and of shells; charms.reactive itself takes every text that is not empty for yes. */
function readBoolean(word: string): boolean | undefined {
  const lower = word.toLowerCase();
  if (YES.includes(lower)) return true;
  return NO.includes(lower) ? false : undefined;
}
