import { isApplicationName, userError } from '@reactive-charms/juju';
import type { Application, CharmArtefact, Model, Relation, ResourceRevision } from '../model.ts';
import { unitEntries } from '../relation-view.ts';
import { applyConfig } from './config.ts';
import type { ConfigChanges } from './config.ts';
import { dropApplication } from './dropping.ts';
import { destroyRelation } from './relations.ts';
import { completeStorageWish, provideStorage } from './storage.ts';
import type { StorageWish } from './storage.ts';
import { findApplication, listFix, withApplication, withRelation } from './transition.ts';
import type { Transition } from './transition.ts';
import { addUnit, destroyUnit } from './units.ts';

/** An application to deploy. */
export interface NewApplication {
  readonly name: string;
  readonly charm: CharmArtefact;
  readonly config?: ConfigChanges;
  /** @default 1, and 0 for a subordinate charm */
  readonly units?: number;
  /** Placement of the first units, one each; further units get machines of their own. */
  readonly to?: readonly string[];
  readonly trusted?: boolean;
  readonly exposed?: boolean;
  readonly resources?: Application['resources'];
  readonly storage?: Readonly<Record<string, StorageWish>>;
}

/**
 * Deploys a charm under a name, with its peer relations and first units.
 * @throws DiagnosticsError when the name is taken or no name, for config faults (all at once), when a
 *   subordinate is given units or a placement, and for storage that the charm does not have so.
 */
export function deployApplication(options: NewApplication): Transition {
  const { name, charm } = options;
  return (model) => {
    checkNewApplication(model, options);
    const wishes = Object.entries(options.storage ?? {});
    const storage = wishes.map(([store, wish]) => {
      return [store, completeStorageWish(charm.metadata, store, wish)] as const;
    });
    let next = withApplication(model, {
      name,
      life: 'alive',
      charm,
      charmModifiedVersion: 0,
      charmForced: false,
      config: applyConfig(charm.options, {}, options.config ?? {}),
      configVersion: 1,
      trusted: options.trusted ?? false,
      exposed: options.exposed ?? false,
      resources: options.resources ?? {},
      storage: Object.fromEntries(storage),
      leaderSettings: {},
      leaderSettingsVersion: 0,
      nextUnit: model.next.unit?.[name] ?? 0,
      since: model.time,
    });
    next = addPeerRelations(next, name);
    const units = options.units ?? (charm.metadata.subordinate ? 0 : 1);
    for (let index = 0; index < units; index += 1) {
      const to = options.to?.[index];
      next = addUnit({ application: name, ...(to === undefined ? {} : { to }) })(next);
    }
    return next;
  };
}

/**
 * Starts the removal of an application: its relations break, its units stop, then it is gone.
 * @throws DiagnosticsError when there is no such application.
 */
export function removeApplication(name: string): Transition {
  return (model) => {
    const application = findApplication(model, name);
    let next = withApplication(model, { ...application, life: 'dying' });
    for (const relation of Object.values(model.relations)) {
      if (relation.ends.length > 1 && relation.ends.some((end) => end.application === name)) {
        next = destroyRelation(next, relation.number);
      }
    }
    for (const unit of Object.values(model.units)) {
      if (unit.application === name) next = destroyUnit(next, unit.name);
    }
    return dropApplication(next, name);
  };
}

/**
 * Gives an application another charm, or the same one anew; units upgrade when they are idle.
 * With `force`, units in error get the new code at once and run the failed hook again (C111).
 * @throws DiagnosticsError when the new charm lacks an endpoint that is related, or when it turns a
 *   principal into a subordinate or back.
 */
export function upgradeCharm(options: {
  readonly application: string;
  readonly charm: CharmArtefact;
  readonly force?: boolean;
}): Transition {
  return (model) => {
    const before = findApplication(model, options.application);
    checkUpgrade(model, before.name, options.charm);
    const { options: known } = options.charm;
    const config = Object.fromEntries(
      Object.entries(before.config).filter(([option]) => known[option]),
    );
    const next = withApplication(model, {
      ...before,
      charm: options.charm,
      charmModifiedVersion: before.charmModifiedVersion + 1,
      charmForced: options.force ?? false,
      config,
      configVersion: before.configVersion + 1,
    });
    return provideNewStorage(addPeerRelations(next, before.name), before.name);
  };
}

/**
 * Gives an application a file as one of its resources; units that are idle run upgrade-charm for it.
 * @throws DiagnosticsError when its charm has no such resource.
 */
export function attachResource(application: string, resource: ResourceRevision): Transition {
  return (model) => {
    const before = findApplication(model, application);
    const { resources } = before.charm.metadata;
    if (!Object.hasOwn(resources, resource.name)) {
      throw userError(
        'RESOURCE_UNKNOWN',
        `application "${application}" has no resource "${resource.name}"`,
        { fix: listFix('resources', Object.keys(resources)) },
      );
    }
    return withApplication(model, {
      ...before,
      resources: { ...before.resources, [resource.name]: resource },
      charmModifiedVersion: before.charmModifiedVersion + 1,
      charmForced: false,
    });
  };
}

/** Trusts an application with the cloud's credentials, or no longer; config-changed follows. */
export function setTrust(application: string, trusted: boolean): Transition {
  return (model) => withApplication(model, { ...findApplication(model, application), trusted });
}

/** Exposes an application to the outside, or no longer. */
export function setExposed(application: string, exposed: boolean): Transition {
  return (model) => withApplication(model, { ...findApplication(model, application), exposed });
}

function checkNewApplication(model: Model, { name, charm, units, to }: NewApplication): void {
  if (!isApplicationName(name)) {
    throw userError('APPLICATION_NAME', `"${name}" is not a name for an application`, {
      fix: 'use lower-case letters, digits and hyphens, such as "mysql" or "etcd-two"',
    });
  }
  if (Object.hasOwn(model.applications, name)) {
    throw userError('APPLICATION_EXISTS', `application "${name}" exists already`, {
      fix: 'deploy it under another name, or refresh the one there is',
    });
  }
  if (charm.metadata.subordinate && ((units ?? 0) > 0 || (to ?? []).length > 0)) {
    throw userError(
      'SUBORDINATE_PLACED',
      `charm "${charm.name}" is subordinate: it gets no units and no placement of its own`,
      { fix: 'deploy it without units and relate it to a principal application' },
    );
  }
}

function checkUpgrade(model: Model, name: string, charm: CharmArtefact): void {
  const before = findApplication(model, name).charm.metadata;
  if (before.subordinate !== charm.metadata.subordinate) {
    throw userError(
      'UPGRADE_SUBORDINATE',
      `cannot upgrade application "${name}" to charm "${charm.name}": ` +
        'a principal cannot become a subordinate, nor the reverse',
      { fix: 'remove the application and deploy the new charm' },
    );
  }
  const related = Object.values(model.relations)
    .flatMap((relation) => relation.ends)
    .filter((end) => end.application === name && end.endpoint !== 'juju-info');
  const missing = related.find((end) => !charm.metadata.endpoints[end.endpoint]);
  if (missing) {
    throw userError(
      'UPGRADE_ENDPOINT',
      `cannot upgrade application "${name}": the new charm lacks its endpoint "${missing.endpoint}"`,
      { fix: listFix('endpoints', Object.keys(charm.metadata.endpoints)) },
    );
  }
}

/** Units that there are get what the new charm needs beside what they have. */
function provideNewStorage(model: Model, name: string): Model {
  const application = findApplication(model, name);
  if (Object.keys(application.charm.metadata.storage).length === 0) return model;
  return unitEntries(model.units)
    .filter(([, unit]) => unit.application === name && unit.life === 'alive')
    .reduce((next, [unit]) => provideStorage(next, unit, application), model);
}

function addPeerRelations(model: Model, name: string): Model {
  const { metadata } = findApplication(model, name).charm;
  let next = model;
  for (const endpoint of Object.values(metadata.endpoints)) {
    const end = { application: name, endpoint: endpoint.name, role: endpoint.role };
    const exists = Object.values(next.relations).some(({ ends }) =>
      ends.some((other) => other.application === name && other.endpoint === endpoint.name),
    );
    if (endpoint.role !== 'peers' || exists) continue;
    const relation: Relation = {
      number: next.next.relation,
      life: 'alive',
      interface: endpoint.interface,
      scope: endpoint.scope,
      ends: [end],
      units: {},
      applications: { [name]: { version: 0, data: {} } },
      since: model.time,
    };
    const numbers = { ...next.next, relation: relation.number + 1 };
    next = withRelation({ ...next, next: numbers }, relation);
  }
  return next;
}
