import { existsSync, mkdirSync, mkdtempSync, readdirSync, statSync } from 'node:fs';
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { userError } from '@reactive-charms/juju';
import { makeFolder } from '@reactive-charms/juju/files';
import { Findings } from '../findings.ts';
import { loadInterface } from './load-interface.ts';
import { textAt } from './load-json.ts';
import { packageFiles } from './package-files.ts';
import { checkNames, packageName } from './package-names.ts';
import { describePlace, ENGINE, interfacesFolder } from './package-place.ts';
import type { EngineInPlace, PackagePlace } from './package-place.ts';
import { schemaFiles } from './schema-files.ts';

/** Which interface to make. */
export interface CreateOptions {
  readonly name: string;
  /** True for an interface among the units of one application. */
  readonly isPeers: boolean;
  /** The folder in which the package becomes a folder. @default interfaces/ of the workspace, or here */
  readonly outputDirectory?: string | undefined;
  /** The npm scope of the package, with its `@`. @default the one that the workspace's packages share */
  readonly scope?: string | undefined;
  /** Where the command runs. */
  readonly cwd: string;
}

/** A new interface package on disk. */
export interface CreatedInterface {
  readonly name: string;
  readonly directory: string;
  /** How messages call the folder: relative to where the command runs. */
  readonly label: string;
  readonly packageName: string;
  /** Its files, relative to the folder, sorted. */
  readonly files: readonly string[];
  readonly place: PackagePlace;
}

/**
 * Makes an interface package that works: both sides or peers, of a sample protocol, with flags,
 * documents, tests and schemas. All of it appears at once, or nothing.
 * @throws DiagnosticsError with everything that is wrong with the wish.
 */
export async function createInterface(options: CreateOptions): Promise<CreatedInterface> {
  const { name, isPeers, cwd } = options;
  const parent = resolve(cwd, options.outputDirectory ?? interfacesFolder(cwd));
  const directory = join(parent, name);
  const label = relative(cwd, directory);
  const place = describePlace(parent);
  const { engine, license, scripts } = place;
  const names = { name, scope: options.scope ?? place.scope };
  const findings = new Findings();
  checkNames(names, findings);
  if (!findings.hasErrors) checkFolder(directory, label, findings);
  const found = engine ?? missingEngine(relative(cwd, parent) || '.', findings);
  findings.throwIfErrors();
  const sources = packageFiles({ ...names, isPeers, license, scripts, engine: found });
  const files = await writePackage({ directory, label, cwd }, sources);
  return { name, directory, label, packageName: packageName(names), files, place };
}

function missingEngine(label: string, findings: Findings): EngineInPlace {
  const text = `${ENGINE} is not installed in ${label} or above`;
  findings.error('ENGINE_NOT_INSTALLED', text, {
    fix: 'install it with npm; interfaces are made of its parts',
  });
  return { version: '', isSource: false };
}

function checkFolder(directory: string, label: string, findings: Findings): void {
  if (!existsSync(directory)) return;
  const isFolder = statSync(directory).isDirectory();
  if (isFolder && readdirSync(directory).length === 0) return;
  const what = isFolder ? 'is there already and not empty' : 'is a file';
  findings.error('INTERFACE_EXISTS', `${label} ${what}`, {
    fix: 'choose another name or --output-dir, or remove it',
  });
}

/** Where a package goes. */
interface Target {
  readonly directory: string;
  readonly label: string;
  readonly cwd: string;
}

/** Writes beside the place where the package goes, so that it appears there whole or not at all. */
async function writePackage(
  { directory, label, cwd }: Target,
  sources: ReadonlyMap<string, string>,
): Promise<string[]> {
  const parent = dirname(directory);
  let made: string | undefined;
  let workplace: string | undefined;
  try {
    made = makeFolder(parent);
    workplace = mkdtempSync(join(parent, '.new-'));
    const draft = join(workplace, 'draft');
    writeFiles(draft, sources);
    const schemas = await describeSchemas(draft, cwd);
    writeFiles(draft, schemas);
    renameSync(draft, directory);
    made = undefined;
    return [...sources.keys(), ...schemas.keys()].sort();
  } catch (error) {
    throw explainWriting(error, label);
  } finally {
    for (const path of [workplace, made]) {
      if (path !== undefined) rmSync(path, { recursive: true, force: true });
    }
  }
}

async function describeSchemas(draft: string, cwd: string): Promise<Map<string, string>> {
  const loaded = await loadInterface({ directory: draft, cwd });
  const files = loaded === undefined ? [] : schemaFiles(loaded);
  return new Map(files.map(({ name, content }) => [`schemas/${name}`, content]));
}

function writeFiles(directory: string, files: ReadonlyMap<string, string>): void {
  for (const [path, text] of files) {
    const file = join(directory, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
}

function explainWriting(error: unknown, label: string): unknown {
  if (textAt(error, 'syscall') === undefined) return error;
  const reason = textAt(error, 'message')?.replace(/,.*$/s, '');
  return userError('INTERFACE_NOT_WRITTEN', `${label} cannot be written: ${reason}`, {
    fix: 'name another folder with --output-dir',
  });
}
