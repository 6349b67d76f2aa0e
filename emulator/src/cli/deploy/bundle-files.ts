import { dirname, join, resolve } from 'node:path';
import { DiagnosticsError, sortDiagnostics } from '@reactive-charms/juju';
import type { Diagnostic } from '@reactive-charms/juju';
import { readBundle } from '@reactive-charms/juju/files';
import type { Bundle, BundleApplication, BundleValue } from '@reactive-charms/juju/files';
import { kindOf, readUserFile } from './user-files.ts';

/** A bundle whose charms are all files at hand. */
export interface LocalBundle {
  readonly bundle: Bundle;
  /** Absolute paths of charms by application. */
  readonly charms: Readonly<Record<string, string>>;
}

/**
 * Reads a bundle with its overlays and the files that its options include.
 * @param path the bundle's file, or the folder with bundle.yaml.
 * @throws DiagnosticsError with every fault; among them charms of the store, which the embedded
 *   model has not, and charms that are not built.
 */
export async function readBundleFiles(
  path: string,
  overlays: readonly string[],
): Promise<LocalBundle> {
  const file = (await kindOf(path)) === 'folder' ? join(path, 'bundle.yaml') : path;
  const text = await readUserFile(file);
  const layers = await Promise.all(
    overlays.map(async (overlay) => ({ text: await readUserFile(overlay), file: overlay })),
  );
  const bundle = await withIncludes(readBundle(text, file, layers));
  const charms: Record<string, string> = {};
  const faults: Diagnostic[] = [];
  for (const application of Object.values(bundle.applications)) {
    const fault = await checkCharm(application);
    if (fault !== undefined) faults.push(fault);
    else if (application.charmPath !== undefined) charms[application.name] = application.charmPath;
  }
  if (bundle.saas.length > 0) faults.push(saasFault(bundle));
  if (faults.length > 0) throw new DiagnosticsError(sortDiagnostics(faults));
  return { bundle, charms };
}

async function checkCharm(application: BundleApplication): Promise<Diagnostic | undefined> {
  const { name, charm, charmPath, charmPlace } = application;
  const head = { severity: 'error', place: charmPlace } as const;
  if (charmPath === undefined) {
    return {
      ...head,
      code: 'CHARM_FROM_STORE',
      text: `the application "${name}" takes its charm "${charm}" from the store, and the embedded model has none`,
      fix: `map it to a local charm with an overlay: "applications: {${name}: {charm: ./PATH.charm}}" and --overlay FILE`,
    };
  }
  const kind = await kindOf(charmPath);
  if (kind === 'file') return undefined;
  return {
    ...head,
    code: 'CHARM_NOT_FOUND',
    text:
      kind === undefined
        ? `the charm of application "${name}" is not at ${charmPath}`
        : `the charm of application "${name}" is a folder, expected a .charm file: ${charmPath}`,
    fix: 'build it with "charm build", or correct the path',
  };
}

function saasFault(bundle: Bundle): Diagnostic {
  return {
    severity: 'error',
    code: 'SAAS_UNSUPPORTED',
    text: `the bundle uses offers of other models: ${bundle.saas.join(', ')}`,
    place: bundle.source.entries.get('saas')?.place ?? { file: bundle.file },
    fix: 'remove them with an overlay: "saas: {NAME: null}"',
  };
}

const INCLUDE = /^include-(file|base64):\/\/(.+)$/;

/** Replaces options that name a file by its content, as Juju does; paths start at the bundle's file. */
async function withIncludes(bundle: Bundle): Promise<Bundle> {
  const applications = await Promise.all(
    Object.entries(bundle.applications).map(async ([name, application]) => {
      const options = await Promise.all(
        Object.entries(application.options).map(
          async ([option, value]) => [option, await include(value)] as const,
        ),
      );
      return [name, { ...application, options: Object.fromEntries(options) }] as const;
    }),
  );
  return { ...bundle, applications: Object.fromEntries(applications) };
}

async function include(written: BundleValue): Promise<BundleValue> {
  const { value, place } = written;
  const [, kind, path] = typeof value === 'string' ? (INCLUDE.exec(value) ?? []) : [];
  if (path === undefined) return written;
  const content = await readUserFile(resolve(dirname(place.file), path), place);
  return {
    place,
    value: kind === 'base64' ? Buffer.from(content, 'utf8').toString('base64') : content,
  };
}
