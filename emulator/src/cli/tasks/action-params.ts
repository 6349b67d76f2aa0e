import { resolve } from 'node:path';
import { userError } from '@reactive-charms/juju';
import { readYaml } from '@reactive-charms/juju/files';
import { Faults } from '../deploy/faults.ts';
import { readUserFile } from '../deploy/user-files.ts';
import { isRecord } from './task-view.ts';

/** Parameters of an action. */
export type Params = Readonly<Record<string, unknown>>;

/** How parameters were given. */
export interface GivenParams {
  /** `key=value` with dots for nesting; values are YAML unless `areTexts`. */
  readonly pairs: readonly string[];
  readonly areTexts: boolean;
  /** A YAML file with a map. */
  readonly file: string | undefined;
  readonly cwd: string;
}

/**
 * Reads the parameters of `juju run`: those of the file, then the pairs over them.
 * @throws DiagnosticsError naming every pair and file that cannot be read
 */
export async function readParams({ pairs, areTexts, file, cwd }: GivenParams): Promise<Params> {
  const faults = new Faults();
  let params: Params =
    file === undefined ? {} : ((await faults.tryAsync(() => readFile(file, cwd))) ?? {});
  for (const pair of pairs) {
    const next = faults.try(() => withPair(params, pair, areTexts));
    params = next ?? params;
  }
  faults.failIfAny();
  return params;
}

async function readFile(file: string, cwd: string): Promise<Params> {
  const { root } = readYaml(await readUserFile(resolve(cwd, file)), file);
  if (root.value === null) return {};
  if (root.kind === 'map' && isRecord(root.value)) return root.value;
  throw userError('ACTION_PARAMETERS', 'params must contain a YAML map with string keys', {
    place: root.place,
    fix: 'write "key: value" lines',
  });
}

const KEY = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/;

function withPair(params: Params, pair: string, isText: boolean): Params {
  const at = pair.indexOf('=');
  if (at === -1) {
    throw userError(
      'ACTION_PARAMETERS',
      `argument "${pair}" must be of the form key.key.key...=value`,
    );
  }
  const keys = pair.slice(0, at).split('.');
  const wrong = keys.find((key) => !KEY.test(key));
  if (wrong !== undefined) {
    throw userError(
      'ACTION_PARAMETERS',
      `key "${wrong}" must start and end with lowercase alphanumeric, and contain only lowercase alphanumeric and hyphens`,
    );
  }
  const text = pair.slice(at + 1);
  const value = isText ? text : readYaml(text, `the value of "${keys.join('.')}"`).value;
  return withValue(params, keys, value);
}

function withValue(params: Params, [key = '', ...rest]: readonly string[], value: unknown): Params {
  if (rest.length === 0) return { ...params, [key]: value };
  const inner = params[key];
  return { ...params, [key]: withValue(isRecord(inner) ? inner : {}, rest, value) };
}
