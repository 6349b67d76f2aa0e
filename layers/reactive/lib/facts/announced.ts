import type { HookContext, RelationFacts, RelationId, UnitName } from '@reactive-charms/juju';

/** Hooks that announce new options. */
export const CONFIG_HOOKS: readonly string[] = ['install', 'config-changed', 'upgrade-charm'];

/** Hooks that announce new leader data, or another leader. */
export const LEADER_HOOKS: readonly string[] = ['leader-elected', 'leader-settings-changed'];

/** Tells whether this hook is one of some; false in actions and commands. */
export function isHook({ run }: HookContext, names: readonly string[]): boolean {
  return 'hook' in run && names.includes(run.hook);
}

/** The relation that this hook is about, if it is a relation hook. */
export function announcedRelation({ run }: HookContext): RelationFacts | undefined {
  return run.kind === 'relation' ? run.relation : undefined;
}

/** Tells whether a relation ends in this hook. */
export function isBroken({ run }: HookContext, id: RelationId): boolean {
  return run.kind === 'relation' && run.event === 'broken' && run.relation.id === id;
}

/** The remote unit that leaves in this hook, if the hook is about that relation. */
export function departingUnit({ run }: HookContext, id: RelationId): UnitName | undefined {
  return run.kind === 'relation' && run.event === 'departed' && run.relation.id === id
    ? run.relation.unit
    : undefined;
}
