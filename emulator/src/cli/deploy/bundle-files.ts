import { dirname, join, resolve } from 'node:path';
import type { Diagnostic } from '@reactive-charms/juju';
import { surveyBundle } from '@reactive-charms/juju/files';
import type { Bundle, BundleApplication, BundleValue } from '@reactive-charms/juju/files';
import { Faults } from './faults.ts';
import type { GivenResource } from './resource-files.ts';
import { kindOf, readUserFile } from './user-files.ts';

/** A bundle with the files that it names. */
export interface LocalBundle {
  readonly bundle: Bundle;
  /** Absolute paths of charms by application; an application without has a fault. */
  readonly charms: Readonly<Record<string, string>>;
  /** Files of resources by application. */
  readonly resources: Readonly<Record<string, readonly GivenResource[]>>;
}

/**
 * Reads a bundle with its overlays and the files that its options include.
 * @param path the bundle's file, or the folder with bundle.yaml.
 * @param faults gets every fault; among them charms of the store, which the embedded model has not,
 *   and charms that are not built.
 * @throws DiagnosticsError when a file cannot be read or its YAML is broken.
 */
export async function readBundleFiles(
  path: string,
  overlays: readonly string[],
  faults: Faults,
): Promise<LocalBundle> {
  const file = (await kindOf(path)) === 'folder' ? join(path, 'bundle.yaml') : path;
  const [text, ...layers] = await readTexts([file, ...overlays]);
  const survey = surveyBundle(text?.text ?? '', file, layers);
  faults.add(...survey.faults);
  const bundle = await withIncludes(survey.bundle, faults);
  const charms: Record<string, string> = {};
  for (const application of Object.values(bundle.applications)) {
    const fault = await checkCharm(application);
    if (fault !== undefined) faults.add(fault);
    else if (application.charmPath !== undefined) charms[application.name] = application.charmPath;
  }
  if (bundle.saas.length > 0) faults.add(saasFault(bundle));
  const applications = Object.values(bundle.applications);
  const resources = applications.map((it) => [it.name, findResources(bundle, it)] as const);
  return { bundle, charms, resources: Object.fromEntries(resources) };
}

/** @throws DiagnosticsError naming every file that cannot be read. */
async function readTexts(files: readonly string[]): Promise<{ text: string; file: string }[]> {
  const faults = new Faults();
  const texts: { text: string; file: string }[] = [];
  for (const file of files) {
    const text = await faults.tryAsync(() => readUserFile(file));
    texts.push({ text: text ?? '', file });
  }
  faults.failIfAny();
  return texts;
}

async function checkCharm(application: BundleApplication): Promise<Diagnostic | undefined> {
  const { name, charm, charmPath, charmPlace } = application;
  const head = { severity: 'error', place: charmPlace } as const;
  if (charmPath === undefined) {
    // The reader has told of an application without any charm.
    if (charm === '') return undefined;
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

/** Files of resources; numbers are revisions of the store and say nothing here. */
function findResources(bundle: Bundle, application: BundleApplication): GivenResource[] {
  const written = fieldOf(bundle, application.name, 'resources');
  return Object.entries(application.resources).flatMap(([name, value]) => {
    if (typeof value !== 'string') return [];
    const place = written?.entries.get(name)?.place ?? application.place;
    return [{ name, file: resolve(dirname(place.file), value), place }];
  });
}

/** A field of an application as it is written, for the places in it. */
export function fieldOf(
  bundle: Bundle,
  application: string,
  field: string,
): Bundle['source'] | undefined {
  return bundle.source.entries.get('applications')?.entries.get(application)?.entries.get(field);
}

const INCLUDE = /^include-(file|base64):\/\/(.+)$/;

/** Replaces options that name a file by its content, as Juju does; paths start at the bundle's file. */
async function withIncludes(bundle: Bundle, faults: Faults): Promise<Bundle> {
  const applications = await Promise.all(
    Object.entries(bundle.applications).map(async ([name, application]) => {
      const options = await Promise.all(
        Object.entries(application.options).map(async ([option, value]) => {
          const read = await faults.tryAsync(() => include(value));
          return read === undefined ? [] : [[option, read] as const];
        }),
      );
      return [name, { ...application, options: Object.fromEntries(options.flat()) }] as const;
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
