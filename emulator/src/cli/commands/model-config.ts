import { resolve } from 'node:path';
import { userError } from '@reactive-charms/juju';
import { readYaml } from '@reactive-charms/juju/files';
import { UsageError, textOptions } from '../command.ts';
import type { Command, Invocation } from '../command.ts';
import { formatColumns } from '../columns.ts';
import { Faults } from '../deploy/faults.ts';
import { kindOf, readUserFile } from '../deploy/user-files.ts';
import { changeModelConfig, viewModelConfig } from '../model-config-keys.ts';
import type { ConfigValueView, ModelConfigChanges } from '../model-config-keys.ts';
import { TABLE_FORMAT_OPTION, formatData, formatOf } from '../output.ts';
import type { DataFormat } from '../output.ts';
import { changeModel, readModel } from '../run-session.ts';

/** `juju model-config`. */
export const modelConfigCommand: Command = {
  name: 'model-config',
  purpose: 'Display or set configuration values of the model.',
  usage: '[KEY | KEY=VALUE ... | FILE]',
  arity: [0, Number.MAX_SAFE_INTEGER],
  options: {
    reset: {
      type: 'string',
      multiple: true,
      value: 'KEY[,...]',
      help: 'Reset these keys to their defaults',
    },
    format: TABLE_FORMAT_OPTION,
  },
  details:
    'Keys that begin with "local-" are not of Juju: they choose between ways in which versions of Juju\n' +
    'differ, or which nobody has pinned down.\n' +
    "  local-relation-prefix  ignored or checked: an endpoint in -r ENDPOINT:ID that is not the relation's\n" +
    '  local-stale-reads      databags stay as first read until the next hook about their unit\n' +
    '  local-silent-writes    a write that changes nothing announces nothing\n' +
    '  local-tool-latency     milliseconds that each call of a hook tool waits\n' +
    '  local-retry-clock      real or fast: when failed hooks are run again\n' +
    '  local-commands         recorded or real: systemctl, apt-get, snap and the like on machines',
  run: modelConfig,
};

async function modelConfig(invocation: Invocation): Promise<number> {
  const { surroundings, command } = invocation;
  const resets = textOptions(invocation, 'reset').flatMap((text) => text.split(','));
  const pair = resets.find((key) => key.includes('='));
  if (pair !== undefined) {
    throw new UsageError(
      `--reset accepts a comma delimited set of keys, received: "${pair}"`,
      command,
    );
  }
  const { changes, keys } = await readArguments(invocation);
  const both = resets.find((key) => Object.hasOwn(changes, key));
  if (both !== undefined) {
    throw new UsageError(`key "${both}" cannot be both set and reset in the same command`, command);
  }
  if (Object.keys(changes).length === 0 && resets.length === 0) return show(invocation, keys);
  if (keys.length > 0) {
    throw new UsageError('cannot set and retrieve model values simultaneously', command);
  }
  const all = { ...changes, ...Object.fromEntries(resets.map((key) => [key, null])) };
  return changeModel(surroundings, changeModelConfig(all));
}

interface Arguments {
  readonly changes: ModelConfigChanges;
  readonly keys: readonly string[];
}

/** A first argument without "=" that names a file is read as one. */
async function readArguments({ args, surroundings: { cwd } }: Invocation): Promise<Arguments> {
  const changes: Record<string, string> = {};
  const keys: string[] = [];
  for (const arg of args) {
    const at = arg.indexOf('=');
    if (at > 0) changes[arg.slice(0, at)] = arg.slice(at + 1);
    else if ((await kindOf(resolve(cwd, arg))) === 'file') {
      Object.assign(changes, await readFile(arg, cwd));
    } else if (/\.(?:ya?ml|json)$/.test(arg)) {
      throw userError('FILE_UNREADABLE', `"${arg}" seems to be a file but not found`, {
        fix: 'check the path',
      });
    } else keys.push(arg);
  }
  return { changes, keys };
}

/** @throws DiagnosticsError naming every value that is no single value */
async function readFile(file: string, cwd: string): Promise<Record<string, string>> {
  const { root } = readYaml(await readUserFile(resolve(cwd, file)), file);
  const faults = new Faults();
  const values: Record<string, string> = {};
  for (const [key, node] of root.entries) {
    const written = node.entries.get('value') ?? node;
    faults.try(() => {
      const { value } = written;
      const text = written.plain ?? (typeof value === 'string' ? value : undefined);
      if (written.kind === 'scalar' && value !== null && text !== undefined) values[key] = text;
      else {
        throw userError('MODEL_CONFIG_VALUE', `the value of "${key}" must be a single value`, {
          place: written.place,
          fix: 'write "KEY: VALUE"',
        });
      }
    });
  }
  faults.failIfAny();
  return values;
}

async function show(invocation: Invocation, keys: readonly string[]): Promise<number> {
  const { surroundings, command } = invocation;
  const [key, ...more] = keys;
  if (more.length > 0) {
    throw new UsageError('can only retrieve a single value, or all values', command);
  }
  const format = formatOf(invocation, 'tabular');
  const model = await readModel(surroundings);
  const all = viewModelConfig(model);
  if (key !== undefined && !Object.hasOwn(all, key)) {
    throw userError(
      'MODEL_CONFIG_UNKNOWN',
      `"${key}" seems to be neither a file nor a key of the currently targeted model: "${model.name}"`,
      { fix: `keys: ${Object.keys(all).join(', ')}` },
    );
  }
  const shown = Object.entries(all).filter(([name]) => key === undefined || name === key);
  surroundings.writer.result(formatConfig(shown, { format, isSingle: key !== undefined }));
  return 0;
}

function formatConfig(
  shown: readonly (readonly [string, ConfigValueView])[],
  how: { readonly format: 'tabular' | DataFormat; readonly isSingle: boolean },
): string {
  if (how.format === 'json') {
    const views = shown.map(([key, { value, source }]) => [key, { Value: value, Source: source }]);
    return formatData('json', Object.fromEntries(views));
  }
  if (how.format === 'yaml') return formatData('yaml', Object.fromEntries(shown));
  if (how.isSingle) return String(shown[0]?.[1].value ?? '');
  const rows = shown.map(([key, { value, source }]) => {
    return [key, source, value === '' ? '""' : String(value)];
  });
  return `${formatColumns([['Attribute', 'From', 'Value'], ...rows])}\n`;
}
