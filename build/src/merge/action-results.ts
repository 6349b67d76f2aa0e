import type { Findings } from '../findings.ts';
import {
  describeKind,
  entriesOf,
  textOf,
  textsOf,
  valueAt,
  withoutKeys,
  type MapEntry,
  type Tree,
} from '../yaml/tree.ts';
import type { OutputFile } from './rule.ts';
import { mergedFile } from './yaml-file.ts';

/** One result of an action: a value, or a map of results. */
export type ResultDefinition =
  | {
      readonly description: string;
      readonly type: 'string' | 'number' | 'boolean' | 'any';
      /** The only texts that it may be. */
      readonly values?: readonly string[];
    }
  | { readonly description: string; readonly properties: ResultDefinitions };

/** Results by name. */
export type ResultDefinitions = Readonly<Record<string, ResultDefinition>>;

/**
 * Takes `results` out of the merged actions.yaml: what handlers of an action may return, as JSON schema
 * properties. It is the builder's own key, which Juju does not know. Mistakes become findings.
 * @returns the files as they go into the charm, and the results by action.
 */
export function takeResults(
  files: readonly OutputFile[],
  findings: Findings,
): { files: OutputFile[]; results: Readonly<Record<string, ResultDefinitions>> } {
  const actions = files.find(({ path }) => path === 'actions.yaml');
  const own = entriesOf(actions?.tree).flatMap((entry) => {
    const results = valueAt(entry.value, 'results');
    return results === undefined ? [] : [{ ...entry, results }];
  });
  if (actions?.tree === undefined || own.length === 0) return { files: [...files], results: {} };
  const entries = actions.tree.entries.map((entry) =>
    entry.value.kind === 'map' ? { ...entry, value: withoutKeys(entry.value, 'results') } : entry,
  );
  const shipped = mergedFile(actions.path, { ...actions.tree, entries }, actions.owner);
  return {
    files: files.map((file) => (file === actions ? shipped : file)),
    results: Object.fromEntries(
      own.map(({ key, results }) => [
        key,
        readResults(results, `results of action '${key}'`, findings),
      ]),
    ),
  };
}

function readResults(tree: Tree, what: string, findings: Findings): ResultDefinitions {
  if (tree.kind !== 'map') {
    findings.error('RESULTS_BAD', `${what} must be a mapping, found ${describeKind(tree)}`, {
      place: tree.place,
      fix: 'write each result as "name: {type: string, description: ...}"',
    });
    return {};
  }
  return Object.fromEntries(
    tree.entries.map((entry) => {
      checkName(entry, findings);
      return [entry.key, readResult(entry, findings)];
    }),
  );
}

/** Source: contract juju.md, `action-set` and rows C69 to C71. */
function checkName({ key, place }: MapEntry, findings: Findings): void {
  if (/^(?:stdout|stderr|.*-encoding)$/.test(key)) {
    findings.error('RESULTS_BAD', `'${key}' is a name of results that Juju keeps for itself`, {
      place,
      fix: 'rename it',
    });
  } else if (!/^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/.test(key)) {
    findings.error('RESULTS_BAD', `'${key}' cannot be the name of a result`, {
      place,
      fix: 'use lower-case letters, digits and hyphens inside the name; maps give dotted names',
    });
  }
}

const TYPES: Readonly<Record<string, 'string' | 'number' | 'boolean'>> = {
  string: 'string',
  integer: 'number',
  number: 'number',
  boolean: 'boolean',
};

function readResult({ key, value }: MapEntry, findings: Findings): ResultDefinition {
  const description = textOf(valueAt(value, 'description')) ?? '';
  const properties = valueAt(value, 'properties');
  const type = valueAt(value, 'type');
  const word = textOf(type);
  if (word === 'object' || properties !== undefined) {
    const inner =
      properties === undefined ? {} : readResults(properties, `properties of '${key}'`, findings);
    return { description, properties: inner };
  }
  const known = word === undefined ? undefined : TYPES[word];
  const isEmpty = value.kind === 'scalar' && value.value === null;
  if ((value.kind !== 'map' && !isEmpty) || (type !== undefined && known === undefined)) {
    findings.error('RESULTS_BAD', `result '${key}' has no type that Juju can show`, {
      place: type?.place ?? value.place,
      fix: 'give "type: string", integer, number, boolean or object; Juju shows no lists',
    });
  }
  const values = textsOf(valueAt(value, 'enum'));
  return { description, type: known ?? 'any', ...(values.length > 0 && { values }) };
}
