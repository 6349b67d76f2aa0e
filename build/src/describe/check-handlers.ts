import type { Diagnostic, Place } from '@reactive-charms/juju';
import type { CharmFacts } from '../check/check-charm.ts';
import type { Findings } from '../findings.ts';
import { flagFilter, isWide } from '../flags/flag-pattern.ts';
import type { HandlerPlace, KnownFlags } from '../flags/known-flags.ts';
import { managedFlags } from '../flags/managed-flags.ts';
import { guess } from '../guess.ts';
import { urlOf, type Layer } from '../layers/layer.ts';
import type { CharmDescription, DescribedCondition, DescribedHandler } from './describe-charm.ts';

/** What the handlers are held against. */
export interface HandlerCheck {
  readonly description: CharmDescription;
  readonly known: KnownFlags;
  readonly facts: CharmFacts;
  readonly top: Layer;
}

/**
 * Adds what is wrong with the handlers of a charm: what the charm itself found, and conditions over
 * flags that nothing in the charm can ever set. The latter are errors in the charm's own layer; a
 * layer below may wait for what only other charms bring, so there they are warnings.
 */
export function checkHandlers(check: HandlerCheck, findings: Findings): void {
  const { description, known, facts } = check;
  for (const finding of description.findings) findings.add(located(finding, known.handlers));
  const flags = [...managedFlags(facts), ...known.flags, ...description.flags];
  const isKnown = flagFilter(flags);
  const names = flags.filter((flag) => !isWide(flag));
  for (const handler of description.handlers) {
    for (const condition of handler.conditions) {
      for (const flag of new Set(condition.flags)) {
        if (!isKnown(flag)) report({ handler, condition, flag, names }, check, findings);
      }
    }
  }
  for (const { source } of description.triggers) {
    if (!isKnown(source)) reportTrigger(source, { names, top: check.top }, findings);
  }
}

interface UnknownFlag {
  readonly handler: DescribedHandler;
  readonly condition: DescribedCondition;
  readonly flag: string;
  /** The names of all known flags. */
  readonly names: readonly string[];
}

function report(unknown: UnknownFlag, { known, top }: HandlerCheck, findings: Findings): void {
  const { handler, flag, names } = unknown;
  const found = findHandler(handler.id, known.handlers);
  const owner = found?.owner;
  const isOwn = owner === undefined ? handler.id.startsWith(`${top.name}/`) : owner === top;
  const text = `handler '${handler.id}' waits for ${flag}, which nothing in this charm can ever set: ${consequence(unknown)}`;
  const detail = { place: found?.place, fix: fixOf(flag, names, top) };
  if (isOwn) findings.error('FLAG_NEVER_SET', text, detail);
  else findings.warning('FLAG_NEVER_SET', text, detail);
}

function reportTrigger(
  flag: string,
  { names, top }: { readonly names: readonly string[]; readonly top: Layer },
  findings: Findings,
): void {
  const text = `a trigger waits for ${flag}, which nothing in this charm can ever set: it will never act`;
  findings.warning('FLAG_NEVER_SET', text, { fix: fixOf(flag, names, top) });
}

function fixOf(flag: string, names: readonly string[], top: Layer): string {
  const meant = guess(flag, names);
  const declare = `declare it under "flags:" in ${top.label}/layer.yaml if something else sets it`;
  return meant === undefined ? declare : `write ${meant} if that is meant; otherwise ${declare}`;
}

function consequence({ condition }: UnknownFlag): string {
  if (condition.kind === 'all') return 'it will never run';
  if (condition.kind === 'any') return 'that part of the condition never holds';
  return 'that part of the condition always holds';
}

/** The engine names a handler in its text; its place tells more. */
function located(finding: Diagnostic, handlers: readonly HandlerPlace[]): Diagnostic {
  if (finding.place !== undefined) return finding;
  const [, id] = /'([^']+\/[^']+)'/.exec(finding.text) ?? [];
  const place: Place | undefined = id === undefined ? undefined : findHandler(id, handlers)?.place;
  return place === undefined ? finding : { ...finding, place };
}

/**
 * Finds a handler's definition: by its name, and by its layer where several have the name. Handlers
 * of interfaces have the name of their endpoint behind a colon.
 */
function findHandler(id: string, handlers: readonly HandlerPlace[]): HandlerPlace | undefined {
  const slash = id.lastIndexOf('/');
  const [layer, name] = [id.slice(0, slash), id.slice(slash + 1).replace(/:.*$/, '')];
  const named = handlers.filter((handler) => handler.name === name);
  const exact = named.find(({ owner }) => owner !== undefined && namesOf(owner).includes(layer));
  return exact ?? (named.every(({ owner }) => owner === named[0]?.owner) ? named[0] : undefined);
}

function namesOf(layer: Layer): readonly string[] {
  return [layer.name, layer.namespace, urlOf(layer)];
}
