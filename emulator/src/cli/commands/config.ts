import { userError } from '@reactive-charms/juju';
import type { OptionValue } from '@reactive-charms/juju';
import { UsageError, choiceOption, textOption } from '../command.ts';
import type { Command, Invocation } from '../command.ts';
import { readerOf } from '../../large-record.ts';
import type { Application } from '../../model.ts';
import { setTrust } from '../../transitions/applications.ts';
import { setConfig } from '../../transitions/config.ts';
import { findApplication, sequence } from '../../transitions/transition.ts';
import type { Transition } from '../../transitions/transition.ts';
import { Faults } from '../deploy/faults.ts';
import { readGivenOptions, takeTrust } from '../deploy/option-arguments.ts';
import { FORMAT_OPTION, printData } from '../output.ts';
import { changeModel, readModel } from '../run-session.ts';

/** `juju config`. */
export const configCommand: Command = {
  name: 'config',
  purpose: 'Get, set, or reset configuration for an application.',
  usage: 'APPLICATION [KEY | KEY=VALUE ...]',
  arity: [1, Number.MAX_SAFE_INTEGER],
  options: {
    format: FORMAT_OPTION,
    file: { type: 'string', value: 'FILE', help: 'Read options from a YAML file' },
    reset: { type: 'string', value: 'KEY[,...]', help: 'Reset these options to their defaults' },
  },
  details: 'A value "@FILE" is the content of that file.',
  run: config,
};

async function config(invocation: Invocation): Promise<number> {
  const [name = '', ...rest] = invocation.args;
  const pairs = rest.filter((text) => text.includes('='));
  const keys = rest.filter((text) => !text.includes('='));
  const file = textOption(invocation, 'file');
  const reset = textOption(invocation, 'reset');
  const application = findApplication(await readModel(invocation.surroundings), name);
  if (pairs.length === 0 && file === undefined && reset === undefined) {
    return show(invocation, application, keys);
  }
  if (keys.length > 0) {
    throw new UsageError('cannot get and set options at the same time', invocation.command);
  }
  const transition = await readChanges(invocation, application, { pairs, file, reset });
  return changeModel(invocation.surroundings, transition);
}

interface Changes {
  readonly pairs: readonly string[];
  readonly file: string | undefined;
  readonly reset: string | undefined;
}

async function readChanges(
  { surroundings: { cwd } }: Invocation,
  { name, charm }: Application,
  { pairs, file, reset }: Changes,
): Promise<Transition> {
  const faults = new Faults();
  const given = takeTrust(pairs, charm.options, faults);
  const changes = await readGivenOptions(
    { pairs: given.pairs, files: file === undefined ? [] : [file] },
    { application: name, options: charm.options, cwd, faults },
  );
  faults.failIfAny();
  const names = (reset ?? '').split(',').filter((key) => key !== '');
  return sequence(
    ...(given.trusted === undefined ? [] : [setTrust(name, given.trusted)]),
    setConfig(name, { ...Object.fromEntries(names.map((key) => [key, null])), ...changes }),
  );
}

function show(invocation: Invocation, application: Application, keys: readonly string[]): number {
  const settings = viewSettings(application);
  const [key, ...more] = keys;
  if (more.length > 0) throw new UsageError('can only retrieve a single value', invocation.command);
  if (key === undefined) {
    printData(invocation, {
      application: application.name,
      'application-config': {
        trust: {
          default: false,
          description: 'Does this application have access to trusted credentials',
          source: application.trusted ? 'user' : 'default',
          type: 'bool',
          value: application.trusted,
        },
      },
      charm: application.charm.name,
      settings,
    });
    return 0;
  }
  const found = readerOf(settings)(key);
  if (found === undefined) {
    throw userError(
      'OPTION_UNKNOWN',
      `key "${key}" not found in "${application.name}" application config or charm settings`,
      {
        fix: `options: ${Object.keys(settings).join(', ')}`,
      },
    );
  }
  const { writer } = invocation.surroundings;
  const format = choiceOption(invocation, 'format', ['yaml', 'json'] as const);
  if (format !== undefined) printData(invocation, found.value ?? null);
  else if (found.value !== undefined) writer.result(`${found.value}`);
  return 0;
}

interface SettingView {
  readonly default?: OptionValue;
  readonly description: string;
  readonly source: 'default' | 'user' | 'unset';
  readonly type: string;
  readonly value?: OptionValue;
}

function viewSettings({ charm, config: set }: Application): Record<string, SettingView> {
  const names = Object.keys(charm.options).sort();
  const views = names.flatMap((name): [string, SettingView][] => {
    const definition = charm.options[name];
    if (definition === undefined) return [];
    const value = set[name] ?? definition.default;
    const unset = value === undefined ? 'unset' : 'default';
    const source = set[name] === undefined ? unset : 'user';
    return [
      [
        name,
        {
          ...(definition.default === undefined ? {} : { default: definition.default }),
          description: definition.description,
          source,
          type: definition.type,
          ...(value === undefined ? {} : { value }),
        },
      ],
    ];
  });
  return Object.fromEntries(views);
}
