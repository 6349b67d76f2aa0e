import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DiagnosticsError } from '@reactive-charms/juju';
import type { Command } from '../commands.ts';
import type { InterfacePackage } from './load-interface.ts';
import { loadPackages } from './load-packages.ts';
import { schemaFiles } from './schema-files.ts';

/** What became of a file. `stale` only when nothing was to be written. */
type Outcome = 'unchanged' | 'written' | 'removed' | 'stale';

const NAMES: readonly string[] = ['provider.json', 'requirer.json', 'peer.json'];

/** `charm schema`: writes or checks the JSON Schema files of interface packages. */
export const schemaCommand: Command = async (args, context) => {
  const check = args.switches.has('check');
  const { packages } = await loadPackages(args.directories, context);
  const results = packages.flatMap((source) => saveSchemas(source, check));
  if (!args.switches.has('quiet')) {
    for (const [file, outcome] of results) context.write(`${file}  ${outcome}\n`);
  }
  const stale = results.filter(([, outcome]) => outcome === 'stale');
  if (stale.length === 0) return 0;
  throw new DiagnosticsError(
    stale.map(([file]) => ({
      severity: 'error',
      code: 'SCHEMA_STALE',
      text: 'the file does not fit the definition of the interface any more',
      place: { file },
      fix: 'run "npx charm schema" and commit the result',
    })),
  );
};

/** Writes the files of a package, and removes those of sides that it has not. */
function saveSchemas(source: InterfacePackage, check: boolean): (readonly [string, Outcome])[] {
  const files = new Map(schemaFiles(source).map(({ name, content }) => [name, content]));
  const folder = join(source.directory, 'schemas');
  return NAMES.flatMap((name) => {
    const outcome = saveOne(join(folder, name), files.get(name), check);
    const file = join(source.label, 'schemas', name);
    return outcome === undefined ? [] : [[file, outcome] as const];
  });
}

function saveOne(path: string, content: string | undefined, check: boolean): Outcome | undefined {
  const found = existsSync(path) ? readFileSync(path, 'utf8') : undefined;
  if (content === undefined && found === undefined) return undefined;
  if (content === found) return 'unchanged';
  if (check) return 'stale';
  if (content === undefined) {
    rmSync(path);
    return 'removed';
  }
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, content);
  return 'written';
}
