import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { userError } from '@reactive-charms/juju';
import type { InterfacePackage } from './load-interface.ts';
import { renderReadme } from './render-readme.ts';
import { renderSchemaModule } from './render-schema-module.ts';
import { renderTests } from './render-tests.ts';
import { schemaFiles } from './schema-files.ts';
import { mapFromPlain } from '../yaml/tree.ts';
import { writeTree } from '../yaml/write-tree.ts';

/** A file in the layout of the public catalogue of interfaces. */
export interface CatalogueFile {
  /** Path within the catalogue. */
  readonly path: string;
  readonly content: string;
  /** True where a file that is there already must stay: people keep it. */
  readonly isKept: boolean;
}

/** What the catalogue calls an interface: it has underscores where charms write dashes. */
export function catalogueName({ name }: InterfacePackage): string {
  return name.replaceAll('-', '_');
}

/**
 * The files of an interface in the layout of the public catalogue, canonical/charm-relation-interfaces:
 * one folder for each version, and JSON Schema below docs/.
 * @param source a package with both sides; the catalogue has no form for peers.
 * @throws DiagnosticsError when the package has no README.
 */
export function renderCatalogue(source: InterfacePackage): CatalogueFile[] {
  const [provider, requirer] = source.sides;
  if (provider === undefined || requirer === undefined) {
    throw new Error(`${source.name} has not both sides`);
  }
  const folder = catalogueName(source);
  const version = `v${source.version}`;
  const base = `interfaces/${folder}/${version}`;
  const readme = readReadme(source);
  const file = (path: string, content: string): CatalogueFile => ({ path, content, isKept: false });
  return [
    file(`${base}/README.md`, renderReadme(source, { readme, folder })),
    { ...file(`${base}/interface.yaml`, renderIdentity(source)), isKept: true },
    file(`${base}/interface_tests/test_provider.py`, renderTests(source, provider, requirer)),
    file(`${base}/interface_tests/test_requirer.py`, renderTests(source, requirer, provider)),
    file(`${base}/schema.py`, renderSchemaModule(source)),
    ...schemaFiles(source).map(({ name, content }) =>
      file(`docs/json_schemas/${folder}/${version}/${name}`, content),
    ),
  ];
}

function readReadme({ directory, label }: InterfacePackage): string {
  const path = join(directory, 'README.md');
  if (existsSync(path)) return readFileSync(path, 'utf8');
  throw userError('INTERFACE_NO_README', 'the interface has no README.md to render', {
    place: { file: label },
    fix: 'describe its databags and the rules for many units in README.md',
  });
}

function renderIdentity(source: InterfacePackage): string {
  const { version, maintainer } = source;
  const place = { file: 'interface.yaml' };
  const name = catalogueName(source);
  const known = { name, version, status: 'draft', providers: [], requirers: [] };
  return writeTree(
    mapFromPlain(maintainer === undefined ? known : { ...known, maintainer }, place),
  );
}
