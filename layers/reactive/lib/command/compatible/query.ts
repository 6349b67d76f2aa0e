import type { JsonValue } from '../../json.ts';
import type { FlagStore } from '../../flags/flag-store.ts';
import { openView } from '../desk.ts';
import { MANY } from '../sub-command.ts';
import type { Call, SubCommand } from '../sub-command.ts';
import { printData } from '../text/formats.ts';

/** What a sub-command says of itself. */
type Words = Pick<SubCommand, 'name' | 'usage' | 'summary' | 'takes'>;

type Question<T> = (flags: FlagStore, args: readonly string[]) => T;

const areAllSet: Question<boolean> = (flags, args) => flags.areAllSet(...args);
const isAnySet: Question<boolean> = (flags, args) => flags.isAnySet(...args);

/**
 * Sub-commands of charms.reactive that ask for flags: for data, or for a yes or no, which is the exit
 * code alone. Source: contract reactive.md section 5, rows R121 and R122.
 */
export const QUERIES: readonly SubCommand[] = [
  askData(
    { name: 'get_flags', usage: '', summary: 'names of the flags that are set', takes: [0, 0] },
    (flags) => flags.list(),
  ),
  askData(
    {
      name: 'get_unset_flags',
      usage: '[FLAG...]',
      summary: 'those of these flags that are not set',
      takes: [0, MANY],
    },
    (flags, args) => flags.listUnset(...args),
  ),
  askYesOrNo(one('is_flag_set', 'yes if the flag is set'), areAllSet),
  askYesOrNo(some('all_flags_set', 'yes if all of these flags are set'), areAllSet),
  askYesOrNo(some('any_flags_set', 'yes if at least one of these flags is set'), isAnySet),
  askData(
    {
      name: 'get_states',
      usage: '',
      summary: 'the flags that are set, with their values; deprecated',
      takes: [0, 0],
    },
    (flags) => flags.values(),
  ),
  askYesOrNo(one('is_state', 'the same as is_flag_set; deprecated'), areAllSet),
  askYesOrNo(some('all_states', 'the same as all_flags_set; deprecated'), areAllSet),
  askYesOrNo(some('any_states', 'the same as any_flags_set; deprecated'), isAnySet),
];

function one(name: string, summary: string): Words {
  return { name, usage: 'FLAG', summary, takes: [1, 1] };
}

function some(name: string, summary: string): Words {
  return { name, usage: '[FLAG...]', summary, takes: [0, MANY] };
}

function askData(words: Words, question: Question<JsonValue>): SubCommand {
  return {
    ...words,
    run: async ({ scene, args, format }: Call) => {
      const { flags } = await openView(scene);
      scene.print(printData(question(flags, args), format ?? 'raw'));
      return 0;
    },
  };
}

function askYesOrNo(words: Words, question: Question<boolean>): SubCommand {
  return {
    ...words,
    run: async ({ scene, args }: Call) => {
      const { flags } = await openView(scene);
      return question(flags, args) ? 0 : 1;
    },
  };
}
