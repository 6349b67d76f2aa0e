import { flagsOf } from '../handlers/conditions.ts';
import type { RunHistory } from '../record/record-journal.ts';
import { readRunHistory } from '../record/record-file.ts';
import { openDesk } from './desk.ts';
import type { Desk } from './desk.ts';
import { printLines, refusal } from './sub-command.ts';
import type { Call, SubCommand } from './sub-command.ts';
import { nearestName } from './text/nearest.ts';
import { explainFlag } from './why-flag.ts';
import { explainHandler } from './why-handler.ts';
import { explainStatus } from './why-status.ts';

/** Explains a handler, a flag, or the unit's status. */
export const WHY: SubCommand = {
  name: 'why',
  usage: 'HANDLER|FLAG|status',
  summary: 'why a handler would run, a flag is set, the status is as it is',
  takes: [1, 1],
  run: async ({ scene, args: [name = ''] }: Call) => {
    const desk = await openDesk(scene);
    const history = await readRunHistory(scene.charmDirectory);
    const handlers = desk.charm.handlers.filter(({ id }) => id === name || id.endsWith(`/${name}`));
    const [handler, other] = handlers;
    if (other !== undefined) {
      throw refusal(`${name} is ambiguous: ${handlers.map(({ id }) => id).join(', ')}`);
    }
    const subject = { scene, desk, history };
    const parts: string[][] = [];
    if (handler !== undefined) parts.push(await explainHandler(handler, subject));
    if (knownFlags(desk, history).has(name)) parts.push(explainFlag(name, subject));
    if (name === 'status') parts.push(explainStatus(subject));
    if (parts.length === 0) throw unknown(name, desk, history);
    return printLines(scene, [parts.map((lines) => lines.join('\n')).join('\n\n')]);
  },
};

/** What explanations are made from. */
export interface Subject {
  readonly scene: Call['scene'];
  readonly desk: Desk;
  readonly history: RunHistory;
}

/** Flags that are set, that somebody waits for, that triggers or handlers change. */
function knownFlags({ charm, flags }: Desk, { records }: RunHistory): Set<string> {
  return new Set([
    ...flags.list(),
    ...charm.handlers.flatMap(({ conditions }) => conditions.flatMap(flagsOf)),
    ...charm.triggers.flatMap((trigger) =>
      [trigger.when, trigger.whenNot, trigger.set, trigger.clear].filter(
        (flag) => flag !== undefined,
      ),
    ),
    ...records.flatMap(({ rounds }) =>
      rounds.flatMap(({ runs }) =>
        runs.flatMap(({ transitions }) => transitions.map(({ flag }) => flag)),
      ),
    ),
  ]);
}

function unknown(name: string, desk: Desk, history: RunHistory): Error {
  const ids = desk.charm.handlers.flatMap(({ id }) => [id, id.slice(id.indexOf('/') + 1)]);
  const nearest = nearestName(name, [...ids, ...knownFlags(desk, history)]);
  return refusal(
    `no handler and no flag is called ${name}`,
    nearest === undefined
      ? '`reactive handlers` and `reactive flags` list them'
      : `did you mean ${nearest}?`,
  );
}
