import { hooksOf } from '@reactive-charms/juju';
import type { ActionDefinitions, Diagnostic } from '@reactive-charms/juju';
import { diagnostic } from '../errors.ts';
import { describeCondition, flagsOf } from '../handlers/conditions.ts';
import type { Binding, Handler } from '../handlers/handler.ts';
import { findFlagFault, isEngineFlag, momentsOf } from './engine-flags.ts';
import type { FlagGround } from './engine-flags.ts';
import { expandHooks } from './hook-patterns.ts';
import { canHold } from './reachability.ts';

/** What handlers are checked against. */
export interface HandlerGround extends FlagGround {
  readonly actions: ActionDefinitions;
}

/** The handlers of a charm after they were checked. */
export interface CheckedHandlers {
  /** With patterns of hooks expanded. */
  readonly handlers: readonly Handler[];
  /** Errors and warnings. */
  readonly findings: readonly Diagnostic[];
}

/**
 * Checks the handlers of a charm against its files, and for conditions that never hold together.
 */
export function checkHandlers(
  composed: readonly Handler[],
  ground: HandlerGround,
): CheckedHandlers {
  const { metadata } = ground;
  const known = new Set(hooksOf(metadata));
  const findings = findDuplicates(composed);
  const handlers = composed.map((handler) => {
    const { id, binding } = handler;
    if (binding.kind !== 'hook') return handler;
    const expanded = expandHooks(binding.hooks, `handler '${id}'`, { metadata, known });
    findings.push(...expanded.findings);
    return { ...handler, binding: { kind: 'hook' as const, hooks: expanded.hooks } };
  });
  for (const handler of handlers) {
    const engineFlags = engineFlagsOf(handler);
    const unknown = engineFlags.flatMap((flag) => {
      const reason = findFlagFault(flag, ground);
      if (reason === undefined) return [];
      return diagnostic('FLAG_UNKNOWN', `handler '${handler.id}' watches ${flag}, ${reason}`);
    });
    const unreachable = unknown.length > 0 ? undefined : findDeadEnd(handler, engineFlags, ground);
    findings.push(...unknown, ...(unreachable ? [unreachable] : []));
  }
  return { handlers, findings: [...findings, ...checkActions(handlers, ground)] };
}

function checkActions(handlers: readonly Handler[], { actions }: HandlerGround): Diagnostic[] {
  const served = new Set<string>();
  const findings: Diagnostic[] = [];
  for (const { id, binding } of handlers) {
    if (binding.kind !== 'action') continue;
    served.add(binding.action);
    if (Object.hasOwn(actions, binding.action)) continue;
    const text = `handler '${id}' serves action ${binding.action}, which actions.yaml does not have`;
    findings.push(diagnostic('ACTION_UNDECLARED', text));
  }
  for (const action of Object.keys(actions)) {
    if (served.has(action)) continue;
    const text = `action ${action} of actions.yaml has no handler`;
    findings.push({ ...diagnostic('ACTION_UNSERVED', text), severity: 'warning' });
  }
  return findings;
}

function findDuplicates(handlers: readonly Handler[]): Diagnostic[] {
  const ids = new Set<string>();
  const findings: Diagnostic[] = [];
  for (const { id } of handlers) {
    if (ids.has(id)) {
      findings.push(diagnostic('HANDLER_DUPLICATE', `there are two handlers '${id}'`));
    }
    ids.add(id);
  }
  return findings;
}

const NO_FLAGS: readonly string[] = [];

function engineFlagsOf({ conditions }: Handler): readonly string[] {
  let found = NO_FLAGS;
  for (const condition of conditions) {
    for (const flag of flagsOf(condition)) if (isEngineFlag(flag)) found = [...found, flag];
  }
  return found;
}

/** Says that a handler can never run, if so. */
function findDeadEnd(
  { id, binding, conditions }: Handler,
  engineFlags: readonly string[],
  { metadata }: HandlerGround,
): Diagnostic | undefined {
  const dead = (where: string, fix?: string): Diagnostic => {
    const words = conditions.filter((condition) => flagsOf(condition).length > 0);
    const text = `${words.map(describeCondition).join(' ')} never holds${where}`;
    return diagnostic('HANDLER_NEVER_RUNS', `handler '${id}' can never run: ${text}`, fix);
  };
  if (!canHold(conditions)) return dead('');
  // That none of its hooks is one of this charm was found already.
  if (engineFlags.length === 0 || (binding.kind === 'hook' && binding.hooks.length === 0)) return;
  const moments = momentsOf(binding, engineFlags, metadata);
  if (moments?.some((canBeSet) => canHold(conditions, canBeSet)) ?? true) return;
  return dead(
    ` in ${describeMoments(binding)}`,
    'wait for flags that are set then: some are set in hooks of their own only',
  );
}

function describeMoments(binding: Binding): string {
  switch (binding.kind) {
    case 'hook':
      return `hook ${binding.hooks.join(' or ')}`;
    case 'action':
      return `action ${binding.action}`;
    case 'restricted':
      return `hook ${binding.hook}, before which no facts are read`;
    case 'flags':
    case 'before':
    case 'after':
    case 'executable':
      return 'any hook';
  }
}
