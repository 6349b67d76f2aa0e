import { resolve } from 'node:path';
import { userError } from '@reactive-charms/juju';
import type { OptionDefinitions, OptionValue } from '@reactive-charms/juju';
import { readOptionValue, readYaml } from '@reactive-charms/juju/files';
import type { ConfigChanges } from '../../transitions/config.ts';
import { withPlace } from './change.ts';
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
 * Reads options for an application.
 * @returns values that are typed, or texts for `setConfig` to parse.
 * @throws DiagnosticsError when a file cannot be read or a value in it does not fit.
 */
export async function readGivenOptions(
  given: GivenOptions,
  target: {
    readonly application: string;
    readonly options: OptionDefinitions;
    readonly cwd: string;
  },
): Promise<ConfigChanges> {
  const changes: Record<string, OptionValue | null> = {};
  for (const file of given.files) {
    const path = resolve(target.cwd, file);
    const { root } = readYaml(await readUserFile(path), file);
    const section = root.entries.get(target.application) ?? root;
    if (section.kind !== 'map') {
      throw userError('OPTION_FILE', `expected options of application "${target.application}"`, {
        place: section.place,
        fix: `write "${target.application}:" and the options below it`,
      });
    }
    for (const [name, node] of section.entries) {
      const definition = target.options[name];
      if (definition === undefined) {
        throw userError('OPTION_UNKNOWN', `unknown option "${name}"`, {
          place: node.keyPlace,
          fix: `options: ${Object.keys(target.options).sort().join(', ')}`,
        });
      }
      changes[name] = withPlace(node.place, () => readOptionValue(definition, node, name)) ?? null;
    }
  }
  for (const pair of given.pairs) {
    const at = pair.indexOf('=');
    const [name, value] = [pair.slice(0, at), pair.slice(at + 1)];
    changes[name] = value.startsWith('@')
      ? await readUserFile(resolve(target.cwd, value.slice(1)))
      : value;
  }
  return changes;
}
