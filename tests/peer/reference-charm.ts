import type { JsonValue } from '@reactive-charms/reactive';
import { ENDPOINT_NAME } from './program.ts';
import type {
  Act,
  ConditionSpec,
  EndpointSpec,
  HandlerSpec,
  InterfaceSpec,
  Program,
  TriggerSpec,
} from './program.ts';

/** The files of a charm for charms.reactive, by path: a program in the words of the reference. */
export function renderCharm(program: Program): Record<string, string> {
  return {
    'metadata.yaml': JSON.stringify({
      name: 'peer-charm',
      ...sectionOf('requires', program.endpoints),
      ...sectionOf('provides', program.endpoints),
      ...sectionOf('peers', program.endpoints),
    }),
    'config.yaml': JSON.stringify({ options: program.options }),
    'reactive/peer.py': renderModule(program),
    ...Object.fromEntries(
      program.endpoints.map(({ interface: protocol, role }) => [
        `reactive/relations/${protocol}/${role}.py`,
        renderInterface(handlersOf(program, protocol, role)),
      ]),
    ),
  };
}

function handlersOf(
  { interfaces }: Program,
  protocol: string,
  role: EndpointSpec['role'],
): InterfaceSpec['handlers'] {
  const side = interfaces.find((each) => each.interface === protocol && each.role === role);
  return side?.handlers ?? [];
}

/** The module of an interface: its handlers, and the one class that the reference looks for. */
function renderInterface(handlers: readonly HandlerSpec[]): string {
  return [
    'from charms.reactive import when, when_all, when_any, when_none, when_not, when_not_all',
    'from peer_support import *',
    '',
    '',
    'class Implementation(PeerEndpoint):',
    '    pass',
    ...handlers.map(renderHandler),
  ].join('\n');
}

function sectionOf(
  role: EndpointSpec['role'],
  endpoints: readonly EndpointSpec[],
): Record<string, unknown> {
  const section = endpoints
    .filter((endpoint) => endpoint.role === role)
    .map(({ name, interface: protocol }) => [name, { interface: protocol }]);
  return { [role]: Object.fromEntries(section) };
}

/** The module of handlers. Its order is the order of registration. */
function renderModule({ name, triggers, handlers, endpoints }: Program): string {
  const modules = endpoints.map(
    ({ interface: protocol, role }) => `reactive.relations.${protocol}.${role}`,
  );
  return [
    `# Program ${name}`,
    'from charmhelpers.core import hookenv',
    'from charms.reactive import *',
    'from peer_support import *',
    // Section 2.7: the reference would register handlers of interfaces after those of the charm.
    ...[...new Set(modules)].map((module) => `import ${module}`),
    '',
    // R50: the tracer of the reference would spend the changes of files before the handler sees them.
    ...(handlers.some(({ files }) => files) ? ['tests_do_not_consume_changes_of_files()'] : []),
    ...triggers.map(renderTrigger),
    ...handlers.map(renderHandler),
  ].join('\n');
}

function renderTrigger({ when, whenNot, set, clear, tells }: TriggerSpec): string {
  const effects = { when, when_not: whenNot, set_flag: set, clear_flag: clear };
  const args = Object.entries(effects).flatMap(([name, flag]) =>
    flag === undefined ? [] : [`${name}=${text(flag)}`],
  );
  const callback = tells === undefined ? [] : [`callback=teller(${text(tells)})`];
  return `register_trigger(${[...args, ...callback].join(', ')})`;
}

function renderHandler(handler: HandlerSpec): string {
  const { name, acts, conditions } = handler;
  const isBound = JSON.stringify([conditions, acts]).includes(ENDPOINT_NAME);
  const label = isBound ? text(`${name}:${ENDPOINT_NAME}`) : text(name);
  const body = [`ran(${label})`, ...acts.flatMap(renderAct), `fail_if_wanted(${label})`].map(
    (line) => `    ${line}`,
  );
  // R61: the reference gives hook handlers the relation, whether they take arguments or not.
  const parameters = isBound ? 'self' : handler.binding.kind === 'hook' ? '*_' : '';
  return [
    '',
    '',
    ...renderDecorators(handler),
    `def ${name.replaceAll('-', '_')}(${parameters}):`,
    ...body,
  ].join('\n');
}

/** The topmost is applied last, so that files are looked at only when all else holds (R49). */
function renderDecorators({ binding, conditions, once, files, isLazy }: HandlerSpec): string[] {
  const paths = (files ?? []).map((path) => `path_of(${text(path)})`);
  const names = paths.map((path) => (isLazy ? `lambda: ${path}` : path));
  return [
    ...(names.length > 0 ? [`@when_file_changed(${names.join(', ')})`] : []),
    ...(once ? ['@only_once'] : []),
    ...conditions.map(renderCondition),
    ...renderBinding(binding),
  ];
}

function renderBinding(binding: HandlerSpec['binding']): string[] {
  switch (binding.kind) {
    case 'hook':
      return [`@hook(${binding.patterns.map(text).join(', ')})`];
    case 'restricted':
      return [
        binding.hook === 'collect-metrics' ? '@collect_metrics()' : '@meter_status_changed()',
      ];
    case 'before':
      return ['@hookenv.atstart'];
    case 'after':
      return ['@at_end'];
    case 'flags':
      return [];
  }
}

function renderCondition({ word, flags }: ConditionSpec): string {
  const name = word.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  return `@${name}(${flags.map(quote).join(', ')})`;
}

function renderAct(act: Act): string[] {
  const call = renderCall(act);
  return act.ifSet === undefined ? [call] : [`if is_flag_set(${text(act.ifSet)}):`, `    ${call}`];
}

function renderCall(act: Act): string {
  switch (act.do) {
    case 'set':
      return act.value === undefined
        ? `set_flag(${text(act.flag)})`
        : `set_flag(${text(act.flag)}, ${literal(act.value)})`;
    case 'clear':
      return `clear_flag(${text(act.flag)})`;
    case 'toggle':
      return `toggle_flag(${text(act.flag)}, ${literal(act.on)})`;
    case 'ask':
      return `ask(${act.flags.map(text).join(', ')})`;
    case 'publish':
      return `publish(${target(act)}, ${literal(act.value)}${scope(act)})`;
    case 'publishRaw':
    case 'withdraw':
      return `publish_raw(${target(act)}, ${literal(act.value)}${scope(act)})`;
    case 'share':
      return `share(${text(act.key)}, ${literal(act.value)})`;
    case 'echo':
      return `echo(${target(act)})`;
  }
}

function target({ endpoint, key }: { readonly endpoint: string; readonly key: string }): string {
  return `${text(endpoint)}, ${text(key)}`;
}

function scope({ toApplication }: { readonly toApplication?: true }): string {
  return toApplication ? ', to_application=True' : '';
}

/** A value as Python writes it. */
function literal(value: JsonValue): string {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return text(value);
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`;
  const members = Object.entries(value).map(([key, member]) => `${text(key)}: ${literal(member)}`);
  return `{${members.join(', ')}}`;
}

/** A text; one about the endpoint of an interface's handler is completed when it is used. */
function text(value: string): string {
  return value.includes(ENDPOINT_NAME) ? `self.expand_name(${quote(value)})` : quote(value);
}

/** A text in quotes; what JSON escapes, Python reads alike. */
function quote(value: string): string {
  return JSON.stringify(value);
}
