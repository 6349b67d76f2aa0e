import { RESTRICTED_HOOKS } from '@reactive-charms/juju';
import type { Diagnostic, Metadata } from '@reactive-charms/juju';
import { diagnostic } from '../errors.ts';

/** What patterns of hooks stand for on a charm. */
export interface ExpandedHooks {
  /** Names of hooks that the charm gets, each once. */
  readonly hooks: readonly string[];
  readonly findings: readonly Diagnostic[];
}

/** What a group in braces stands for. */
interface Group {
  readonly texts: readonly string[];
  readonly fault?: string;
  /** The role and interface that no endpoint has. */
  readonly missing?: string;
}

/**
 * Expands the patterns that a handler waits for: `{role:interface}` to the names of the endpoints of
 * that role and interface, `{a,b}` to each of the two; several groups to all their combinations.
 * Source: contract reactive.md section 2.3, rows R56 to R59.
 * @param who the handler, as findings name it.
 * @param known the hooks that the charm gets.
 */
export function expandHooks(
  patterns: readonly string[],
  who: string,
  { metadata, known }: { readonly metadata: Metadata; readonly known: ReadonlySet<string> },
): ExpandedHooks {
  const expanded = patterns.map((pattern) => expandHook(pattern, who, { metadata, known }));
  return {
    hooks: [...new Set(expanded.flatMap(({ hooks }) => hooks))],
    findings: expanded.flatMap(({ findings }) => findings),
  };
}

function expandHook(
  pattern: string,
  who: string,
  { metadata, known }: { readonly metadata: Metadata; readonly known: ReadonlySet<string> },
): ExpandedHooks {
  const refuse = (finding: Diagnostic): ExpandedHooks => ({ hooks: [], findings: [finding] });
  const groups = groupsOf(pattern, metadata);
  const fault = groups.find((group) => group.fault !== undefined)?.fault;
  if (fault !== undefined) {
    return refuse(diagnostic('HOOK_PATTERN', `${who} waits for hooks ${pattern}: ${fault}`));
  }
  const missing = groups.flatMap((group) => group.missing ?? []);
  const names = combine(groups.map(({ texts }) => texts));
  const hooks = names.filter((name) => known.has(name));
  const restricted = hooks.find((hook) => RESTRICTED_HOOKS.some((each) => each === hook));
  if (restricted !== undefined) {
    const text = `${who} waits for hook ${restricted}, which runs no handlers but its own`;
    return refuse(diagnostic('RESTRICTED_HANDLER', text));
  }
  const unknown = names.filter((name) => !known.has(name));
  const findings = [
    ...missing.map((group) => {
      const text = `${who} waits for hooks ${pattern}, but no endpoint of this charm is ${group}`;
      return { ...diagnostic('HOOK_GROUP_EMPTY', text), severity: 'warning' as const };
    }),
    ...unknown.map((name) => {
      const from = name === pattern ? '' : ` (from ${pattern})`;
      const text = `${who} waits for hook ${name}${from}, which this charm never gets`;
      // Of all combinations of several groups, some may be senseless.
      const severity = hooks.length > 0 ? ('warning' as const) : ('error' as const);
      return { ...diagnostic('HOOK_UNKNOWN', text), severity };
    }),
  ];
  return { hooks, findings };
}

const GROUP = /\{([^{}]*)\}/;

/** The parts of a pattern in order; the text between groups is a group of one. */
function groupsOf(pattern: string, metadata: Metadata): readonly Group[] {
  if (!pattern.includes('{') && !pattern.includes('}')) return [{ texts: [pattern] }];
  return pattern.split(GROUP).map((part, index) => {
    if (index % 2 === 1) return expandGroup(part, metadata);
    return /[{}]/.test(part) ? { texts: [], fault: 'its braces do not match' } : { texts: [part] };
  });
}

function expandGroup(group: string, metadata: Metadata): Group {
  if (group === '') return { texts: [], fault: '{} stands for nothing' };
  const parts = group.split(',').map((text): Group => {
    const [role = '', ...rest] = text.split(':');
    if (rest.length === 0) return { texts: [text] };
    if (!['provides', 'requires', 'peers'].includes(role)) {
      return { texts: [], fault: `${role} is no role; provides, requires and peers are` };
    }
    const wanted = rest.join(':');
    const texts = Object.values(metadata.endpoints)
      .filter((endpoint) => endpoint.role === role && endpoint.interface === wanted)
      .map(({ name }) => name);
    return texts.length > 0 ? { texts } : { texts, missing: text };
  });
  const fault = parts.find((part) => part.fault !== undefined)?.fault;
  const missing = parts.flatMap((part) => part.missing ?? []);
  return {
    texts: parts.flatMap(({ texts }) => texts),
    ...(fault === undefined ? {} : { fault }),
    ...(missing.length === 0 ? {} : { missing: missing.join(' or ') }),
  };
}

/** All ways of taking one text of each group, in the order of the groups. */
function combine(groups: readonly (readonly string[])[]): readonly string[] {
  return groups.reduce<readonly string[]>(
    (starts, texts) => starts.flatMap((start) => texts.map((text) => start + text)),
    [''],
  );
}
