import { DiagnosticsError, isApplicationName } from '@reactive-charms/juju';
import type { Diagnostic, Place } from '@reactive-charms/juju';
import { readOptionValue } from '@reactive-charms/juju/files';
import type { Bundle, BundleApplication } from '@reactive-charms/juju/files';
import { readerOf } from '../../large-record.ts';
import type { CharmArtefact } from '../../model.ts';
import type { StorageWish } from '../../transitions/storage.ts';
import { fieldOf } from './bundle-files.ts';
import type { Faults } from './faults.ts';
import { parseStorage, soundStorage } from './storage-arguments.ts';

/**
 * Checks a bundle against its charms: names, options and their types, bindings,
 * subordinates. Relations are checked when they are added.
 * Source: contract build.md rows J15 and J84.
 * @param faults gets every fault.
 */
export function checkWithCharm(
  bundle: Bundle,
  charms: Readonly<Record<string, CharmArtefact>>,
  faults: Faults,
): void {
  for (const application of Object.values(bundle.applications)) {
    const charm = readerOf(charms)(application.name);
    if (charm === undefined) continue;
    faults.add(
      ...checkName(application, charm),
      ...checkOptions(application, charm),
      ...checkBindings(application, charm),
      ...checkSubordinate(application, charm),
    );
  }
}

/** The storage that an application asks for and its charm has; the rest is noted. */
export function readStorage(
  bundle: Bundle,
  application: BundleApplication,
  { charm, faults }: { readonly charm: CharmArtefact; readonly faults: Faults },
): Record<string, StorageWish> {
  const written = fieldOf(bundle, application.name, 'storage');
  const placeOf = (name: string): Place => written?.entries.get(name)?.place ?? application.place;
  const requests = Object.entries(application.storage).flatMap(([name, text]) => {
    const request = faults.try(() => parseStorage(name, text), placeOf(name));
    return request === undefined ? [] : [[name, request] as const];
  });
  return soundStorage(charm.metadata, Object.fromEntries(requests), { faults, placeOf });
}

function checkName({ charmPlace }: BundleApplication, charm: CharmArtefact): Diagnostic[] {
  if (isApplicationName(charm.name)) return [];
  const text = `"${charm.name}" cannot name a charm`;
  return [fault('CHARM_NAME', text, { place: charmPlace, fix: 'correct "name" in metadata.yaml' })];
}

function checkOptions({ name, options }: BundleApplication, charm: CharmArtefact): Diagnostic[] {
  return Object.entries(options).flatMap(([option, written]) => {
    const { place } = written;
    const definition = readerOf(charm.options)(option);
    if (definition === undefined) {
      const text = `the application "${name}" has no option "${option}"`;
      const known = Object.keys(charm.options).sort().join(', ') || 'none';
      return [fault('OPTION_UNKNOWN', text, { place, fix: `its options: ${known}` })];
    }
    // The reader of the bundle has told of lists and maps.
    if (typeof written.value === 'object' && written.value !== null) return [];
    try {
      readOptionValue(definition, written, option);
      return [];
    } catch (error) {
      if (!(error instanceof DiagnosticsError)) throw error;
      return error.diagnostics.map((it) => ({ ...it, place }));
    }
  });
}

function checkBindings(application: BundleApplication, charm: CharmArtefact): Diagnostic[] {
  const { endpoints } = charm.metadata;
  const unknown = Object.keys(application.bindings).filter(
    (name) => name !== '' && !Object.hasOwn(endpoints, name),
  );
  // Extra bindings are not kept with the charm; a name that is no endpoint may be one of them.
  return unknown.map((name) => ({
    ...fault('BINDING_UNKNOWN', `"${name}" is no endpoint of "${application.name}"`, {
      place: application.place,
      fix: `its endpoints: ${Object.keys(endpoints).sort().join(', ')}`,
    }),
  }));
}

function checkSubordinate(application: BundleApplication, charm: CharmArtefact): Diagnostic[] {
  const { name, units = 0, to, place } = application;
  if (!charm.metadata.subordinate || (units === 0 && to.length === 0)) return [];
  return [
    fault(
      'SUBORDINATE_PLACED',
      `the application "${name}" is subordinate and has units of its own`,
      {
        place: to[0]?.place ?? place,
        fix: 'remove num_units and "to"',
      },
    ),
  ];
}

function fault(
  code: string,
  text: string,
  more: { readonly place: Place; readonly fix: string },
): Diagnostic {
  return { severity: 'error', code, text, ...more };
}
