import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { DiagnosticsError, userError } from '@reactive-charms/juju';
import { Findings } from '../findings.ts';
import { readMap } from '../yaml/read-tree.ts';
import { describeKind, textOf, valueAt, type MapTree } from '../yaml/tree.ts';
import { entryLabel, loadDefinition } from './load-definition.ts';
import { readSides, type InterfaceSide } from './load-sides.ts';

/** An interface package that says what it writes. */
export interface InterfacePackage {
  /** The name by which charms refer to it. */
  readonly name: string;
  /** Grows with each change that breaks the other side. */
  readonly version: number;
  readonly summary: string;
  readonly maintainer: string | undefined;
  readonly directory: string;
  /** How messages call the folder: relative to where the command runs. */
  readonly label: string;
  /** Both sides, the provider first, or the peers alone. */
  readonly sides: readonly InterfaceSide[];
}

/** Which package to load. */
export interface InterfaceLocation {
  /** The folder with interface.yaml. */
  readonly directory: string;
  /** Where the command runs. */
  readonly cwd: string;
}

/**
 * Loads an interface package: interface.yaml, and what its code exports as `definition`.
 * @returns undefined when the package exports no definition.
 * @throws DiagnosticsError with all that is wrong with the package.
 */
export async function loadInterface({
  directory,
  cwd,
}: InterfaceLocation): Promise<InterfacePackage | undefined> {
  const given = resolve(cwd, directory);
  if (!existsSync(given) || !statSync(given).isDirectory()) {
    throw userError('INTERFACE_NO_DIRECTORY', `there is no folder ${directory}`, {
      fix: 'name the folder of an interface, the one with its interface.yaml',
    });
  }
  const real = realpathSync(given);
  const label = relative(cwd, real) || '.';
  const findings = new Findings();
  const identity = readIdentity(real, label, findings);
  const code = { directory: real, label, cwd };
  const definition = await loadDefinition(code).catch((error: unknown) => {
    if (!(error instanceof DiagnosticsError)) throw error;
    findings.add(...error.diagnostics);
  });
  const sides = definition === undefined ? [] : readSides(definition, entryLabel(code), findings);
  findings.throwIfErrors();
  return definition === undefined ? undefined : { ...identity, directory: real, label, sides };
}

type Identity = Pick<InterfacePackage, 'name' | 'version' | 'summary' | 'maintainer'>;

/** Names that can be part of a path and of a name in Python. */
const NAME = /^[A-Za-z][A-Za-z0-9_-]*$/;

function readIdentity(directory: string, label: string, findings: Findings): Identity {
  const path = join(directory, 'interface.yaml');
  const file = join(label, 'interface.yaml');
  if (!existsSync(path)) {
    throw userError('INTERFACE_NO_FILE', `${label} is no interface: it has no interface.yaml`, {
      fix: 'name the folder of an interface, the one with its interface.yaml',
    });
  }
  const settings = readMap({ text: readFileSync(path, 'utf8'), file }, findings);
  const name = readText(settings, 'name', findings) ?? '';
  if (name !== '' && !NAME.test(name)) {
    findings.error('INTERFACE_BAD_NAME', `'${name}' is no name of an interface`, {
      place: valueAt(settings, 'name')?.place,
      fix: 'use letters, digits, - and _, with a letter first',
    });
  }
  const hasMaintainer = valueAt(settings, 'maintainer') !== undefined;
  return {
    name,
    version: readVersion(settings, findings),
    summary: readText(settings, 'summary', findings) ?? '',
    maintainer: hasMaintainer ? readText(settings, 'maintainer', findings) : undefined,
  };
}

function readText(settings: MapTree, key: string, findings: Findings): string | undefined {
  const found = valueAt(settings, key);
  const text = textOf(found)?.trim();
  if (text !== undefined && text !== '') return text;
  refuse(settings, { key, expected: 'a text' }, findings);
  return undefined;
}

function readVersion(settings: MapTree, findings: Findings): number {
  const found = valueAt(settings, 'version');
  const version = found?.kind === 'scalar' ? found.value : undefined;
  if (typeof version === 'number' && Number.isSafeInteger(version) && version >= 0) return version;
  refuse(settings, { key: 'version', expected: 'a whole number from 0' }, findings);
  return 0;
}

function refuse(
  settings: MapTree,
  { key, expected }: { readonly key: string; readonly expected: string },
  findings: Findings,
): void {
  const found = valueAt(settings, key);
  const what = found === undefined ? 'nothing' : describeFound(found);
  findings.error('INTERFACE_BAD_FILE', `'${key}' must be ${expected}, found ${what}`, {
    place: found?.place ?? { file: settings.place.file },
    fix: `write "${key}: ..." with ${expected}`,
  });
}

function describeFound(found: Parameters<typeof describeKind>[0]): string {
  const isNumber = found.kind === 'scalar' && typeof found.value === 'number';
  return isNumber ? String(found.value) : describeKind(found);
}
