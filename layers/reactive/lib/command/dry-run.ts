import { hooksOf, RESTRICTED_HOOKS } from '@reactive-charms/juju';
import { FlagStore } from '../flags/flag-store.ts';
import type { Binding, Handler } from '../handlers/handler.ts';
import { createExaminer, describeConditions } from './describe-handler.ts';
import { openDesk } from './desk.ts';
import type { Desk } from './desk.ts';
import { refusal } from './sub-command.ts';
import type { Scene } from './sub-command.ts';
import { formatColumns, indent } from './text/columns.ts';
import { nearestName } from './text/nearest.ts';

/** The flags that the engine sets because of the hook alone. */
const FLAGS_OF_HOOKS = new Map([
  ['upgrade-charm', 'upgrade.charm'],
  ['pre-series-upgrade', 'upgrade.series.in-progress'],
]);

/** A part of a hook, and the handlers that may run there. */
interface Part {
  readonly title: string;
  readonly serves: (binding: Binding) => boolean;
}

/**
 * Says which handlers a hook would run until the end of round 0, with the flags of now. Nothing is
 * run, asked or changed.
 * @throws CommandError when the charm does not get such a hook.
 */
export async function foretell(scene: Scene, hook: string): Promise<string[]> {
  const now = await openDesk(scene);
  checkHook(hook, now);
  const desk = { ...now, flags: flagsIn(hook, now) };
  const reasonsAgainst = createExaminer(scene, desk);
  const lines: string[] = [];
  let idle = 0;
  for (const { title, serves } of partsOf(hook)) {
    const runs: Handler[] = [];
    for (const handler of desk.charm.handlers.filter(({ binding }) => serves(binding))) {
      if ((await reasonsAgainst(handler)).length === 0) runs.push(handler);
      else idle += 1;
    }
    if (runs.length > 0) lines.push(`  ${title}`, ...indent(tabulate(runs)));
  }
  return [
    `hook ${hook} would run${lines.length === 0 ? ' no handler' : ':'}`,
    ...lines,
    ...(idle === 0 ? [] : [tellIdle(idle)]),
    ...(isRestricted(hook) ? [] : [LATER]),
  ];
}

const LATER =
  'not known yet: flags that tell of a change, such as config.changed; the hook itself sets them';

function tellIdle(count: number): string {
  const handlers = count === 1 ? 'handler whose conditions do' : 'handlers whose conditions do';
  return `left out: ${count} ${handlers} not hold; \`reactive why HANDLER\` tells more`;
}

function partsOf(hook: string): Part[] {
  if (isRestricted(hook)) {
    return [
      {
        title: 'hook phase',
        serves: (binding) => binding.kind === 'restricted' && binding.hook === hook,
      },
    ];
  }
  return [
    { title: 'before the hook', serves: ({ kind }) => kind === 'before' },
    {
      title: 'hook phase',
      serves: (binding) => binding.kind === 'hook' && binding.hooks.includes(hook),
    },
    { title: 'round 0', serves: ({ kind }) => kind === 'flags' },
    { title: 'asked in each round', serves: ({ kind }) => kind === 'executable' },
    { title: 'after the hook', serves: ({ kind }) => kind === 'after' },
  ];
}

function checkHook(hook: string, { charm }: Desk): void {
  const hooks = [...hooksOf(charm.metadata), ...RESTRICTED_HOOKS];
  if (hooks.includes(hook)) return;
  const nearest = nearestName(hook, hooks);
  throw refusal(
    `this charm never gets hook ${hook}`,
    nearest === undefined ? undefined : `did you mean ${nearest}?`,
  );
}

function isRestricted(hook: string): boolean {
  return RESTRICTED_HOOKS.some((name) => name === hook);
}

function flagsIn(hook: string, { flags, charm }: Desk): FlagStore {
  const after = new FlagStore(flags.values(), charm.triggers);
  const set = FLAGS_OF_HOOKS.get(hook);
  if (set !== undefined) after.set(set);
  if (hook === 'post-series-upgrade') after.clear('upgrade.series.in-progress');
  return after;
}

function tabulate(handlers: readonly Handler[]): string[] {
  const rows = handlers.map((handler) => [handler.id, describeConditions(handler)]);
  return indent(formatColumns(rows).split('\n'));
}
