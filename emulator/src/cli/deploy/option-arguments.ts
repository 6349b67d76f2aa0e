import { resolve } from 'node:path';
import { userError } from '@reactive-charms/juju';
import type { OptionDefinitions, OptionValue } from '@reactive-charms/juju';
import { parseOptionValue, readOptionValue, readYaml } from '@reactive-charms/juju/files';
import type { YamlNode } from '@reactive-charms/juju/files';
import { readerOf } from '../../large-record.ts';
import type { ConfigChanges } from '../../transitions/config.ts';
import { Faults } from './faults.ts';
import { readUserFile } from './user-files.ts';

/** Values of options as they were given: texts of a command line, or typed values of a file. */
export interface GivenOptions {
  /** `key=value`; a value `@FILE` is the content of that file. */
  readonly pairs: readonly string[];
  /** YAML files with the application's name as key, or with the options themselves. */
  readonly files: readonly string[];
}

/** Divides `--config` arguments into pairs and files, as `juju deploy` does. */
export function splitConfigArguments(texts: readonly string[]): GivenOptions {
  const isPair = (text: string): boolean => /^[^=/.]+=/.test(text);
  return { pairs: texts.filter(isPair), files: texts.filter((text) => !isPair(text)) };
}

/**
 * Takes Juju's own setting `trust` out of pairs, unless the charm has an option of that name.
 * @param faults gets the fault of a value that is neither true nor false
 */
export function takeTrust(
  pairs: readonly string[],
  options: OptionDefinitions,
  faults: Faults,
): { readonly pairs: readonly string[]; readonly trusted: boolean | undefined } {
  const own = Object.hasOwn(options, 'trust') ? [] : pairs.filter((it) => it.startsWith('trust='));
  const values = own.map((pair) =>
    faults.try(() => {
      const definition = { type: 'boolean', description: '' } as const;
      return parseOptionValue(definition, pair.slice('trust='.length), 'trust') === true;
    }),
  );
  return { pairs: pairs.filter((pair) => !own.includes(pair)), trusted: values.at(-1) };
}

/**
 * Reads options for an application.
 * @returns values that are typed, or texts for `setConfig` to parse.
 * @throws DiagnosticsError naming every file that cannot be read and every value that does not fit.
 */
export async function readGivenOptions(
  given: GivenOptions,
  target: {
    readonly application: string;
    readonly options: OptionDefinitions;
    readonly cwd: string;
    /** Gets the faults, if it is given; what fits is answered then. */
    readonly faults?: Faults;
  },
): Promise<ConfigChanges> {
  const changes = new Map<string, OptionValue | null>();
  const faults = target.faults ?? new Faults();
  for (const file of given.files) {
    const read = await faults.tryAsync(() => readOptionsFile(file, { ...target, faults }));
    for (const [name, value] of Object.entries(read ?? {})) changes.set(name, value);
  }
  for (const pair of given.pairs) {
    const at = pair.indexOf('=');
    const [name, value] = [pair.slice(0, at), pair.slice(at + 1)];
    const text = await faults.tryAsync(async () =>
      value.startsWith('@') ? readUserFile(resolve(target.cwd, value.slice(1))) : value,
    );
    if (text !== undefined) changes.set(name, text);
  }
  if (target.faults === undefined) faults.failIfAny();
  return Object.fromEntries(changes);
}

async function readOptionsFile(
  file: string,
  target: {
    readonly application: string;
    readonly options: OptionDefinitions;
    readonly cwd: string;
    readonly faults: Faults;
  },
): Promise<ConfigChanges> {
  const { root } = readYaml(await readUserFile(resolve(target.cwd, file)), file);
  const section = root.entries.get(target.application) ?? root;
  if (section.kind !== 'map') {
    throw userError('OPTION_FILE', `expected options of application "${target.application}"`, {
      place: section.place,
      fix: `write "${target.application}:" and the options below it`,
    });
  }
  const changes: Record<string, OptionValue | null> = {};
  for (const [name, node] of section.entries) {
    const value = target.faults.try(() => readOption(target.options, name, node), node.place);
    if (value !== undefined) changes[name] = value;
  }
  return changes;
}

function readOption(options: OptionDefinitions, name: string, node: YamlNode): OptionValue | null {
  const definition = readerOf(options)(name);
  if (definition === undefined) {
    throw userError('OPTION_UNKNOWN', `unknown option "${name}"`, {
      place: node.keyPlace,
      fix: `options: ${Object.keys(options).sort().join(', ')}`,
    });
  }
  return readOptionValue(definition, node, name) ?? null;
}
