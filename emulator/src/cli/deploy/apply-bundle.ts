import { DiagnosticsError } from '@reactive-charms/juju';
import type { OptionValue, Place } from '@reactive-charms/juju';
import { readOptionValue } from '@reactive-charms/juju/files';
import type { Bundle, BundleApplication } from '@reactive-charms/juju/files';
import { readerOf } from '../../large-record.ts';
import type { Application, CharmArtefact, Model } from '../../model.ts';
import {
  attachResource,
  deployApplication,
  setExposed,
  setTrust,
  upgradeCharm,
} from '../../transitions/applications.ts';
import { effectiveConfig, setConfig } from '../../transitions/config.ts';
import { addRelation } from '../../transitions/relations.ts';
import { compareNatural } from '../natural-order.ts';
import { checkWithCharm, readStorage } from './check-with-charm.ts';
import { Change } from './change.ts';
import { Faults } from './faults.ts';
import { placeUnits } from './place-units.ts';

/** A model after a bundle, and what was changed, in Juju's words. */
export interface BundleResult {
  readonly model: Model;
  readonly changes: readonly string[];
}

/** What goes with the applications of a bundle, by application. */
export interface BundleParts {
  readonly charms: Readonly<Record<string, CharmArtefact>>;
  readonly resources: Readonly<Record<string, Application['resources']>>;
}

/**
 * Brings a model to what a bundle says, with the least changes: applications, then units, then
 * relations. What the bundle does not say stays as it is.
 * @param faults gets every fault with its place in the bundle; what was found before this is among
 *   them.
 * @throws DiagnosticsError with all of them, if there are any; nothing is changed then.
 */
export function applyBundle(
  model: Model,
  bundle: Bundle,
  { parts, faults }: { readonly parts: BundleParts; readonly faults: Faults },
): BundleResult {
  checkWithCharm(bundle, parts.charms, faults);
  const change = new Change(model);
  const isThere = (name: string): boolean => Object.hasOwn(change.model.applications, name);
  const applications = Object.values(bundle.applications).sort((a, b) =>
    compareNatural(a.name, b.name),
  );
  for (const application of applications) {
    const charm = readerOf(parts.charms)(application.name);
    const resources = parts.resources[application.name] ?? {};
    if (charm === undefined) continue;
    const apply = isThere(application.name) ? update : deploy;
    const storage = readStorage(bundle, application, { charm, faults });
    faults.try(() => apply(change, application, { charm, resources, storage }));
  }
  if (faults.isEmpty) faults.try(() => placeUnits(change, bundle));
  for (const { ends, place } of bundle.relations) {
    // Why an application is not there has been told already.
    if (!ends.every(({ application }) => isThere(application))) continue;
    const [one, other] = ends.map(({ application, endpoint }) =>
      endpoint === undefined ? application : `${application}:${endpoint}`,
    );
    if (one !== undefined && other !== undefined) {
      faults.try(() => relate(change, [one, other], place));
    }
  }
  faults.failIfAny();
  return { model: change.model, changes: change.changes };
}

interface Files {
  readonly charm: CharmArtefact;
  readonly resources: Application['resources'];
  readonly storage: ReturnType<typeof readStorage>;
}

function deploy(change: Change, application: BundleApplication, files: Files): void {
  const { charm, resources, storage } = files;
  const { name } = application;
  const text = `deploy application ${name}${charm.name === name ? '' : ` using ${charm.name}`}`;
  const config = readOptions(application, charm);
  const { trusted, exposed } = application;
  change.apply(
    text,
    application.place,
    deployApplication({ name, charm, config, units: 0, trusted, exposed, resources, storage }),
  );
}

function update(change: Change, application: BundleApplication, files: Files): void {
  const { charm } = files;
  const { name, place } = application;
  const before = change.model.applications[name];
  if (before === undefined) return;
  if (before.charm.sha256 !== charm.sha256) {
    const text = `upgrade ${name} to revision ${charm.revision}`;
    change.apply(text, application.charmPlace, upgradeCharm({ application: name, charm }));
  }
  const wanted = readOptions(application, charm);
  const current = effectiveConfig({ ...before, charm });
  const different = Object.entries(wanted).filter(([option, value]) => current[option] !== value);
  if (different.length > 0) {
    const names = different.map(([option]) => option).join(', ');
    change.apply(
      `set options of ${name}: ${names}`,
      place,
      setConfig(name, Object.fromEntries(different)),
    );
  }
  for (const [resource, revision] of Object.entries(files.resources)) {
    change.apply(`upload resource ${resource} of ${name}`, place, attachResource(name, revision));
  }
  if (application.exposed && !before.exposed) {
    change.apply(`expose all endpoints of ${name}`, place, setExposed(name, true));
  }
  if (application.trusted && !before.trusted) {
    change.apply(`trust ${name}`, place, setTrust(name, true));
  }
}

/** The options that fit; misfits have been told already. */
function readOptions(
  application: BundleApplication,
  charm: CharmArtefact,
): Record<string, OptionValue> {
  const values: Record<string, OptionValue> = {};
  const told = new Faults();
  for (const [name, written] of Object.entries(application.options)) {
    const definition = readerOf(charm.options)(name);
    if (definition === undefined) continue;
    const value = told.try(() => readOptionValue(definition, written, name));
    if (value !== undefined) values[name] = value;
  }
  return values;
}

function relate(change: Change, [one, other]: readonly [string, string], place: Place): void {
  try {
    change.apply(`add relation ${one} - ${other}`, place, addRelation(one, other));
  } catch (error) {
    const exists =
      error instanceof DiagnosticsError &&
      error.diagnostics.every(({ code }) => code === 'RELATION_EXISTS');
    if (!exists) throw error;
  }
}
