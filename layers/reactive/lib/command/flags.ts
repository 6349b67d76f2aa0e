import type { JsonMap } from '../json.ts';
import { openDesk, originsAt, tellValue } from './desk.ts';
import type { Desk } from './desk.ts';
import { printLines, refusal } from './sub-command.ts';
import type { Call, SubCommand } from './sub-command.ts';
import { formatColumns, shorten } from './text/columns.ts';
import { printForPrograms } from './text/formats.ts';
import { matcherOf } from './text/glob.ts';
import { formatAgo } from './text/times.ts';

/** Lists the flags that are set, with who set them and when. */
export const FLAGS: SubCommand = {
  name: 'flags',
  usage: '[PATTERN]',
  summary: 'flags that are set: by whom, in which hook, when',
  takes: [0, 1],
  hasFormats: true,
  run: async ({ scene, args: [pattern], format }: Call) => {
    const desk = await openDesk(scene);
    const names = desk.flags.list().filter(matcherOf(pattern));
    if (names.length === 0 && pattern !== undefined) throw refusal(`no set flag fits ${pattern}`);
    if (format === 'raw') return printLines(scene, names);
    if (format !== undefined) {
      scene.print(printForPrograms(describeFlags(desk, names), format));
      return 0;
    }
    return printLines(scene, names.length > 0 ? [tabulate(desk, names, scene.now())] : []);
  },
};

/** Characters of a flag with its value that a table shows. */
const FLAG_WIDTH = 60;

function tabulate(desk: Desk, names: readonly string[], now: Date): string {
  const originOf = originsAt(desk);
  const rows = names.map((name) => {
    const { by = '', hook = '', at } = originOf(name) ?? {};
    return [
      shorten(showFlag(name, tellValue(desk, name)), FLAG_WIDTH),
      by,
      hook,
      at === undefined ? '' : formatAgo(at, now),
    ];
  });
  return formatColumns([['Flag', 'Set by', 'In', 'When'], ...rows]);
}

function showFlag(name: string, value: string | undefined): string {
  return value === undefined ? name : `${name} = ${value}`;
}

function describeFlags(desk: Desk, names: readonly string[]): JsonMap {
  const originOf = originsAt(desk);
  return Object.fromEntries(
    names.map((name) => {
      const { by = null, hook = null, at = null } = originOf(name) ?? {};
      return [name, { value: desk.flags.valueOf(name), by, hook, at }];
    }),
  );
}
