import { existsSync, readdirSync, realpathSync, statSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import type { Diagnostic } from '@reactive-charms/juju';
import { guess } from '../guess.ts';
import type { LayerOrigin, LayerReference, ReferenceKind } from './layer.ts';
import { ancestors } from './workspace.ts';

/** Where layers and interfaces are looked for. */
export interface SearchPaths {
  /** The top layer's folder; npm packages are looked for from here upwards. */
  readonly top: string;
  /** The npm workspace around the top layer, if there is one. */
  readonly workspace: string | undefined;
  /** The variables LAYER_PATH and INTERFACE_PATH: folders, separated by colons. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** A folder that an include stands for. */
export interface FoundDirectory {
  readonly directory: string;
  readonly origin: LayerOrigin;
}

const KINDS = {
  layer: { folder: 'layers', variable: 'LAYER_PATH', marker: 'layer.yaml' },
  interface: { folder: 'interfaces', variable: 'INTERFACE_PATH', marker: 'interface.yaml' },
} as const;

/**
 * Finds the folder of a layer or interface: first in the workspace, then in the folders of LAYER_PATH
 * (INTERFACE_PATH), then among the npm packages that the top layer can see. Nothing is downloaded.
 */
export function findLayer(
  reference: LayerReference,
  paths: SearchPaths,
): FoundDirectory | undefined {
  const found = candidates(reference, paths).find(({ directory, origin }) =>
    origin === 'npm'
      ? existsSync(join(directory, KINDS[reference.kind].marker))
      : isDirectory(directory),
  );
  return found && { ...found, directory: realpathSync(found.directory) };
}

/** Explains that an include was not found: where it was looked for, and what may be meant. */
export function explainMissing(reference: LayerReference, paths: SearchPaths): Diagnostic {
  const { kind, name, place } = reference;
  const { folder, variable } = KINDS[kind];
  const listed = listPath(kind, paths);
  const places = [
    paths.workspace === undefined
      ? 'no npm workspace around the charm'
      : `${join(paths.workspace, folder, name)} (workspace)`,
    listed.length === 0
      ? `${variable} (not set)`
      : listed.map((directory) => `${join(directory, name)} (${variable})`).join(', '),
    `npm packages ${packageNames(reference).join(' and ')}, also in other scopes`,
  ];
  const meant = guess(name, knownNames(kind, paths));
  const help = `put it into ${folder}/${name}, name its parent folder in ${variable}, or install its npm package`;
  return {
    severity: 'error',
    code: 'LAYER_NOT_FOUND',
    text: `${kind} '${name}' was not found; looked in ${places.join('; ')}`,
    place,
    fix: meant === undefined ? help : `write ${kind}:${meant} if that is meant; otherwise ${help}`,
  };
}

function candidates(reference: LayerReference, paths: SearchPaths): FoundDirectory[] {
  const { kind, name } = reference;
  const { folder, variable } = KINDS[kind];
  const inWorkspace = paths.workspace === undefined ? [] : [join(paths.workspace, folder, name)];
  const listed = listPath(kind, paths).flatMap((directory) => [
    join(directory, name),
    join(directory, `${kind}-${name}`),
  ]);
  const packages = ancestors(paths.top).flatMap((directory) => {
    const installed = join(directory, 'node_modules');
    const names = [...packageNames(reference), ...namesInScopes(installed, reference)];
    return names.map((name) => join(installed, name));
  });
  return [
    ...inWorkspace.map((directory): FoundDirectory => ({ directory, origin: 'workspace' })),
    ...listed.map((directory): FoundDirectory => ({ directory, origin: variable })),
    ...packages.map((directory): FoundDirectory => ({ directory, origin: 'npm' })),
  ];
}

function packageNames({ kind, name }: LayerReference): string[] {
  return kind === 'layer'
    ? [`@reactive-charms/${name}`, name]
    : [`@reactive-charms/interface-${name}`, `interface-${name}`];
}

/** Packages of other authors are in scopes of their own. */
function namesInScopes(installed: string, reference: LayerReference): string[] {
  if (!existsSync(installed)) return [];
  const plain = packageNames(reference).at(-1) ?? '';
  const scopes = readdirSync(installed).filter((name) => name.startsWith('@'));
  return scopes.sort().map((scope) => `${scope}/${plain}`);
}

function listPath(kind: ReferenceKind, paths: SearchPaths): string[] {
  const text = paths.environment[KINDS[kind].variable] ?? '';
  return text
    .split(delimiter)
    .filter((part) => part !== '')
    .map((part) => resolve(part));
}

function knownNames(kind: ReferenceKind, paths: SearchPaths): string[] {
  const parents = [
    ...(paths.workspace === undefined ? [] : [join(paths.workspace, KINDS[kind].folder)]),
    ...listPath(kind, paths),
  ];
  return parents.filter(isDirectory).flatMap((directory) => readdirSync(directory));
}

function isDirectory(path: string): boolean {
  return existsSync(path) && statSync(path).isDirectory();
}
