import type { Handler } from '../handlers/handler.ts';
import { flagsOf } from '../handlers/conditions.ts';
import { createExaminer, describeConditions, describeOccasion } from './describe-handler.ts';
import { tellEnd, tellLine, tellRun } from './history.ts';
import { indent } from './text/columns.ts';
import { formatAgo, formatDuration } from './text/times.ts';
import { tellOrigin } from './why-flag.ts';
import { originsAt } from './desk.ts';
import type { Subject } from './why.ts';

/** Runs whose story is told. */
const TOLD_RUNS = 5;

/** Says whether a handler would run now and why, and what it did in the last runs. */
export async function explainHandler(handler: Handler, subject: Subject): Promise<string[]> {
  const { scene, desk, history } = subject;
  const reasons = await createExaminer(scene, desk)(handler);
  const occasion = describeOccasion(handler.binding);
  const verdict =
    reasons.length > 0
      ? ['would not run now:', ...indent(reasons), ...indent(tellFlags(handler, subject))]
      : [
          occasion === undefined
            ? 'would run in the next hook: all its conditions hold'
            : `would run ${occasion}`,
        ];
  return [
    `${handler.id}  ${describeConditions(handler)}`,
    ...verdict,
    ...tellStats(handler, subject),
    ...indent(
      history.records
        .slice(-TOLD_RUNS)
        .map((record) => tellLine(record, `${tellRun(handler.id, record)}${tellEnd(record)}`)),
    ),
  ];
}

/** Who set those of its flags that are in the way. */
function tellFlags({ conditions }: Handler, { scene, desk }: Subject): string[] {
  const inTheWay = conditions
    .filter(({ kind }) => kind === 'none' || kind === 'notAll')
    .flatMap(flagsOf)
    .filter((flag) => desk.flags.isSet(flag));
  return [...new Set(inTheWay)].flatMap((flag) => {
    const origin = tellOrigin(originsAt(desk)(flag), scene.now());
    return origin === undefined ? [] : [`${flag} was set ${origin}`];
  });
}

function tellStats({ id }: Handler, { scene, history }: Subject): string[] {
  const stats = history.stats.get(id);
  if (stats === undefined) return ['has never run'];
  const { runs, failures, lastRun, totalMs } = stats;
  const measured = runs - failures;
  const each = formatDuration(totalMs / Math.max(measured, 1));
  const took = measured === 0 ? '' : runs === 1 ? ` in ${each}` : `, ${each} each`;
  const when = `${runs === 1 ? '' : 'the last time '}${formatAgo(lastRun, scene.now())}`;
  const failed = failures === 0 ? '' : `; failed ${countTimes(failures)}`;
  return [`has run ${countTimes(runs)}${took}, ${when}${failed}`];
}

function countTimes(count: number): string {
  return count === 1 ? 'once' : `${count} times`;
}
