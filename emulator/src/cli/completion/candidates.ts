import type { Model } from '../../model.ts';
import { flagOf } from '../command.ts';
import type { Command, OptionSpec } from '../command.ts';
import { LOG_LEVELS } from '../log-lines.ts';
import { actionsOf, debuggedOf, namesOf, optionsOf, resourcesOf } from './model-names.ts';
import type { NameKind } from './model-names.ts';
import { SHELLS } from './scripts.ts';

/** What candidates are found in. */
export interface CompletionFacts {
  readonly commands: readonly Command[];
  /** Undefined where there is no model yet. */
  readonly model: Model | undefined;
}

/**
 * Candidates for the last word of a command line, all of which begin with it.
 * @param words without the program's name; the last is what is typed so far, perhaps nothing.
 */
export function findCandidates(facts: CompletionFacts, words: readonly string[]): string[] {
  const typed = words.at(-1) ?? '';
  return [...new Set(allCandidates(facts, words))].filter(
    // What is complete but for a value that nobody knows is no candidate for itself.
    (word) => word.startsWith(typed) && !(word === typed && word.endsWith('=')),
  );
}

function allCandidates(facts: CompletionFacts, words: readonly string[]): string[] {
  const names = facts.commands.flatMap(({ name, aliases = [] }) => [name, ...aliases]);
  const [verb = '', ...rest] = words;
  if (words.length <= 1) return names;
  const command = facts.commands.find((it) => it.name === verb || it.aliases?.includes(verb));
  if (command === undefined) return [];
  const typed = rest.pop() ?? '';
  const before = readWords(command, rest);
  if (before.open !== undefined) return optionValues(facts, before.open);
  if (typed.startsWith('-')) {
    const all = Object.entries(command.options);
    const given = all.find(([name]) => typed.startsWith(`--${name}=`));
    if (given === undefined) return all.map(([name]) => flagOf(name));
    return optionValues(facts, given).map((value) => `--${given[0]}=${value}`);
  }
  if (command.name === 'help') return names;
  return positionalCandidates(facts, command.name, before.args);
}

interface WordsBefore {
  readonly args: readonly string[];
  /** The option whose value comes next. */
  readonly open?: readonly [name: string, spec: OptionSpec];
}

function readWords(command: Command, words: readonly string[]): WordsBefore {
  const args: string[] = [];
  let open: WordsBefore['open'];
  for (const word of words) {
    if (open !== undefined) {
      open = undefined;
      continue;
    }
    const found = Object.entries(command.options).find(
      ([name, { short }]) => word === `--${name}` || (short !== undefined && word === `-${short}`),
    );
    if (found?.[1].type === 'string') open = found;
    else if (!word.startsWith('-')) args.push(word);
  }
  return { args, ...(open === undefined ? {} : { open }) };
}

const OPTION_NAMES: Readonly<Record<string, readonly NameKind[]>> = {
  unit: ['unit', 'leader'],
  application: ['application'],
  include: ['unit', 'application', 'machine'],
  exclude: ['unit', 'application', 'machine'],
  to: ['machine', 'unit'],
  relation: ['endpoint'],
  'remote-unit': ['unit'],
  machine: ['machine'],
};

/** Names of the model, or the words that the help shows: `tabular|json|yaml`. */
function optionValues(
  { model }: CompletionFacts,
  [name, spec]: readonly [string, OptionSpec],
): string[] {
  if (name === 'level') return [...LOG_LEVELS];
  const kinds = OPTION_NAMES[name];
  if (kinds !== undefined) return model ? kinds.flatMap((kind) => namesOf(model, kind)) : [];
  const words = spec.value?.split('|') ?? [];
  return words.length > 1 && words.every((word) => /^[a-z-]+$/.test(word)) ? words : [];
}

const UNITS = ['unit', 'leader'] as const;

/** What the arguments of commands are, one after another; the last is so for all further ones. */
const ARGUMENTS: Readonly<Record<string, readonly (readonly NameKind[])[]>> = {
  'add-storage': [['unit']],
  'add-unit': [['application'], []],
  'cancel-task': [['task']],
  actions: [['application'], []],
  'detach-storage': [['storage']],
  integrate: [['endpoint', 'application']],
  'remove-application': [['application']],
  'remove-machine': [['machine']],
  'remove-relation': [['endpoint', 'application']],
  'remove-storage': [['storage']],
  'remove-unit': [['unit']],
  refresh: [['application'], []],
  resolved: [['unit']],
  resources: [['application', 'unit'], []],
  scp: [['remote-path']],
  'show-application': [['application']],
  'show-operation': [['operation'], []],
  'show-secret': [['secret'], []],
  'show-status-log': [['unit', 'application'], []],
  'show-storage': [['storage']],
  'show-task': [['task'], []],
  'show-unit': [['unit']],
  ssh: [[...UNITS, 'machine'], []],
  status: [['application', 'unit', 'machine']],
  wait: [['application', 'unit']],
};

function positionalCandidates(
  { model }: CompletionFacts,
  verb: string,
  args: readonly string[],
): string[] {
  if (verb === 'completion') return args.length === 0 ? [...SHELLS] : [];
  if (model === undefined) return [];
  const special = SPECIAL[verb];
  if (special !== undefined) return special(model, args);
  const kinds = ARGUMENTS[verb];
  const wanted = kinds?.[args.length] ?? kinds?.at(-1) ?? [];
  return wanted.flatMap((kind) => namesOf(model, kind)).filter((name) => !args.includes(name));
}

/** Commands whose arguments depend on those before. */
const SPECIAL: Readonly<Record<string, (model: Model, args: readonly string[]) => string[]>> = {
  config: (model, [application]) =>
    application === undefined
      ? namesOf(model, 'application')
      : optionsOf(model, application).flatMap((name) => [name, `${name}=`]),
  'model-config': (model) => namesOf(model, 'setting').flatMap((name) => [name, `${name}=`]),
  'attach-resource': (model, [application]) =>
    application === undefined
      ? namesOf(model, 'application')
      : resourcesOf(model, application).map((name) => `${name}=`),
  'debug-hooks': debugArguments,
  'debug-code': debugArguments,
  run: (model, args) => {
    const units = args.filter((arg) => arg.includes('/'));
    if (args.length > units.length) return [];
    const names = UNITS.flatMap((kind) => namesOf(model, kind)).filter((it) => !args.includes(it));
    return [...units.slice(0, 1).flatMap((unit) => actionsOf(model, unit)), ...names];
  },
};

function debugArguments(model: Model, [unit, ...names]: readonly string[]): string[] {
  if (unit === undefined) return UNITS.flatMap((kind) => namesOf(model, kind));
  return debuggedOf(model, unit).filter((name) => !names.includes(name));
}
