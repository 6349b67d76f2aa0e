import { CLEAR, SET, TOGGLE } from './change.ts';
import { ABSENT } from './compatible/absent.ts';
import { CHANGES } from './compatible/change.ts';
import { QUERIES } from './compatible/query.ts';
import { TESTS } from './compatible/tests.ts';
import { DESCRIBE } from './describe.ts';
import { FLAGS } from './flags.ts';
import { HANDLERS } from './handlers.ts';
import { createHelp } from './help.ts';
import type { SubCommandGroup } from './help.ts';
import { REFRESH } from './refresh.ts';
import { RUN } from './run.ts';
import type { SubCommand } from './sub-command.ts';
import { TRACE } from './trace.ts';
import { WHY } from './why.ts';

/** The sub-commands, as the help shows them. */
const OWN: readonly SubCommandGroup[] = [
  { title: 'Look:', commands: [FLAGS, HANDLERS, WHY, TRACE] },
  { title: 'Change:', commands: [SET, CLEAR, TOGGLE, REFRESH] },
  { title: 'Run:', commands: [RUN, DESCRIBE] },
];

/** Those that charms.reactive has too. */
const COMPATIBLE: readonly SubCommandGroup[] = [
  { title: 'Flags:', commands: QUERIES },
  { title: 'Changes:', commands: CHANGES },
  { title: 'Tests of handlers in shell scripts:', commands: TESTS },
  { title: 'Not here; they say what to do instead:', commands: ABSENT },
];

/** The sub-command that explains all others. */
export const HELP: SubCommand = createHelp(OWN, COMPATIBLE);

/** All sub-commands. */
export const SUB_COMMANDS: readonly SubCommand[] = [
  ...OWN.flatMap(({ commands }) => commands),
  HELP,
  ...COMPATIBLE.flatMap(({ commands }) => commands),
];
