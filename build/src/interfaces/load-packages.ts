import { existsSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { DiagnosticsError, formatDiagnostic, userError } from '@reactive-charms/juju';
import type { CommandContext } from '../commands.ts';
import { Findings } from '../findings.ts';
import { findWorkspace } from '../layers/workspace.ts';
import { loadInterface, type InterfacePackage } from './load-interface.ts';

/** Interface packages that a command is about. */
export interface LoadedPackages {
  readonly packages: readonly InterfacePackage[];
  /** True when the user named them; those that were found by looking around may be passed over. */
  readonly areNamed: boolean;
}

/**
 * Loads the packages of these folders; without any, the one here or all of the workspace. A package
 * without a definition is passed over with a warning, unless its folder was named.
 * @throws DiagnosticsError with the mistakes of all packages.
 */
export async function loadPackages(
  directories: readonly string[],
  { cwd, writeError }: Pick<CommandContext, 'cwd' | 'writeError'>,
): Promise<LoadedPackages> {
  const areNamed = directories.length > 0;
  const folders = areNamed ? directories : interfacesAround(cwd);
  const findings = new Findings();
  const loaded = await Promise.all(
    folders.map(async (directory) => {
      const found = await loadInterface({ directory, cwd }).catch((error: unknown) => {
        if (!(error instanceof DiagnosticsError)) throw error;
        findings.add(...error.diagnostics);
        return 'broken' as const;
      });
      if (found === undefined) passOver(directory, { cwd, areNamed }, findings);
      return found === 'broken' ? undefined : found;
    }),
  );
  findings.throwIfErrors();
  writeError(findings.all.map((finding) => `${formatDiagnostic(finding)}\n`).join(''));
  return { packages: loaded.filter((item) => item !== undefined), areNamed };
}

function passOver(
  directory: string,
  { cwd, areNamed }: { readonly cwd: string; readonly areNamed: boolean },
  findings: Findings,
): void {
  const text = 'the interface exports no definition, so nothing is known of its databags';
  const place = { file: relative(cwd, join(cwd, directory)) || '.' };
  const detail = { place, fix: 'export "const definition: InterfaceDefinition" from its index' };
  if (areNamed) findings.error('INTERFACE_NO_DEFINITION', text, detail);
  else findings.warning('INTERFACE_NO_DEFINITION', text, detail);
}

/** The interface here, or all interfaces of the workspace, relative to here. */
function interfacesAround(cwd: string): string[] {
  if (existsSync(join(cwd, 'interface.yaml'))) return ['.'];
  const workspace = findWorkspace(cwd);
  const parent = workspace === undefined ? undefined : join(workspace, 'interfaces');
  const names = parent === undefined || !existsSync(parent) ? [] : readdirSync(parent).sort();
  const found = names
    .map((name) => join(parent ?? '', name))
    .filter((directory) => existsSync(join(directory, 'interface.yaml')));
  if (found.length > 0) return found.map((directory) => relative(cwd, directory));
  throw userError('INTERFACE_NO_DIRECTORY', 'there is no interface here', {
    fix: 'name the folders of the interfaces',
  });
}
