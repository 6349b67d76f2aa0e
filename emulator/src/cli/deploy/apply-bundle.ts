import { DiagnosticsError } from '@reactive-charms/juju';
import type { OptionValue, Place } from '@reactive-charms/juju';
import { readOptionValue } from '@reactive-charms/juju/files';
import type { Bundle, BundleApplication } from '@reactive-charms/juju/files';
import type { CharmArtefact, Model } from '../../model.ts';
import {
  deployApplication,
  setExposed,
  setTrust,
  upgradeCharm,
} from '../../transitions/applications.ts';
import { effectiveConfig, setConfig } from '../../transitions/config.ts';
import { addRelation } from '../../transitions/relations.ts';
import { compareNatural } from '../natural-order.ts';
import { checkWithCharm } from './check-with-charm.ts';
import { Change, withPlace } from './change.ts';
import { placeUnits } from './place-units.ts';

/** A model after a bundle, and what was changed, in Juju's words. */
export interface BundleResult {
  readonly model: Model;
  readonly changes: readonly string[];
}

/** Charms by application. */
export type Charms = Readonly<Record<string, CharmArtefact>>;

/**
 * Brings a model to what a bundle says, with the least changes: applications, then units, then
 * relations. What the bundle does not say stays as it is.
 * @throws DiagnosticsError with the place in the bundle; nothing is changed then.
 */
export function applyBundle(model: Model, bundle: Bundle, charms: Charms): BundleResult {
  checkWithCharm(bundle, charms);
  const change = new Change(model);
  const applications = Object.values(bundle.applications).sort((a, b) =>
    compareNatural(a.name, b.name),
  );
  for (const application of applications) {
    const charm = charms[application.name];
    if (charm === undefined) continue;
    if (change.model.applications[application.name] === undefined)
      deploy(change, application, charm);
    else update(change, application, charm);
  }
  placeUnits(change, bundle);
  for (const { ends, place } of bundle.relations) {
    const [one, other] = ends.map(({ application, endpoint }) =>
      endpoint === undefined ? application : `${application}:${endpoint}`,
    );
    if (one !== undefined && other !== undefined) relate(change, [one, other], place);
  }
  return { model: change.model, changes: change.changes };
}

function deploy(change: Change, application: BundleApplication, charm: CharmArtefact): void {
  const { name } = application;
  const text = `deploy application ${name}${charm.name === name ? '' : ` using ${charm.name}`}`;
  const config = readOptions(application, charm);
  const { trusted, exposed } = application;
  change.apply(
    text,
    application.place,
    deployApplication({ name, charm, config, units: 0, trusted, exposed }),
  );
}

function update(change: Change, application: BundleApplication, charm: CharmArtefact): void {
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
  if (application.exposed && !before.exposed) {
    change.apply(`expose all endpoints of ${name}`, place, setExposed(name, true));
  }
  if (application.trusted && !before.trusted) {
    change.apply(`trust ${name}`, place, setTrust(name, true));
  }
}

function readOptions(
  application: BundleApplication,
  charm: CharmArtefact,
): Record<string, OptionValue> {
  const values: Record<string, OptionValue> = {};
  for (const [name, written] of Object.entries(application.options)) {
    const definition = charm.options[name];
    if (definition === undefined) continue;
    const value = withPlace(written.place, () => readOptionValue(definition, written, name));
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
