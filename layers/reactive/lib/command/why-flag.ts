import { flagsOf } from '../handlers/conditions.ts';
import type { Trigger } from '../flags/triggers.ts';
import type { FlagOrigin } from '../memory/memory.ts';
import { describeConditions } from './describe-handler.ts';
import { changesOf, nameRound, tellEnd, tellLine } from './history.ts';
import { isManaged } from './managed.ts';
import { formatColumns, indent } from './text/columns.ts';
import { formatAgo } from './text/times.ts';
import { originsAt, tellValue } from './desk.ts';
import type { Subject } from './why.ts';

/** Changes whose story is told. */
const TOLD_CHANGES = 5;

/** Says whether a flag is set, who set it, who waits for it, and what changes it. */
export function explainFlag(flag: string, { scene, desk, history }: Subject): string[] {
  const { charm, flags } = desk;
  const isSet = flags.isSet(flag);
  const origin = isSet ? tellOrigin(originsAt(desk)(flag), scene.now()) : undefined;
  const value = tellValue(desk, flag);
  const watchers = charm.handlers.filter(({ conditions }) =>
    conditions.flatMap(flagsOf).includes(flag),
  );
  const triggers = charm.triggers.filter((trigger) =>
    [trigger.when, trigger.whenNot, trigger.set, trigger.clear].includes(flag),
  );
  const changes = changesOf(flag, history.records).slice(-TOLD_CHANGES);
  return [
    `${flag} is ${isSet ? 'set' : 'not set'}${origin === undefined ? '' : `: ${origin}`}`,
    ...(value === undefined ? [] : [`its value is ${value}`]),
    ...(isManaged(flag) ? ['the engine sets and clears it, by what Juju says'] : []),
    ...section(
      'no handler waits for it',
      'handlers that wait for it:',
      watchers.map((handler) => [handler.id, describeConditions(handler)]),
    ),
    ...section(
      undefined,
      'triggers:',
      triggers.map((trigger) => [describeTrigger(trigger)]),
    ),
    ...section(
      undefined,
      'last changes by handlers:',
      changes.map(({ record, round, by, to }) => [
        tellLine(record, `${to} by ${by} ${nameRound(round.name)}${tellEnd(record)}`),
      ]),
    ),
  ];
}

/** Who set a flag, and when; undefined when nobody knows. */
export function tellOrigin(origin: Partial<FlagOrigin> | undefined, now: Date): string | undefined {
  const { by, hook = '', at } = origin ?? {};
  if (by === undefined) return undefined;
  const who = by.startsWith('by ') ? by : `by ${by}`;
  return [
    who,
    ...(hook === '' ? [] : [hook.startsWith('action ') ? `in ${hook}` : `in hook ${hook}`]),
    ...(at === undefined ? [] : [formatAgo(at, now)]),
  ].join(', ');
}

function section(
  empty: string | undefined,
  title: string,
  rows: readonly (readonly string[])[],
): string[] {
  if (rows.length === 0) return empty === undefined ? [] : [empty];
  return [title, ...indent(formatColumns(rows).split('\n'))];
}

function describeTrigger({ when, whenNot, set, clear }: Trigger): string {
  const effects = [
    ...(set === undefined ? [] : [`set ${set}`]),
    ...(clear === undefined ? [] : [`clear ${clear}`]),
  ];
  const source = when === undefined ? `${whenNot} becomes cleared` : `${when} becomes set`;
  return `when ${source}: ${effects.join(', ')}`;
}
