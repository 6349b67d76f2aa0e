import type { UnitName } from '@reactive-charms/juju';
import type { CharmArtefact, Model } from '../../src/model.ts';
import { addRelation, deployApplication } from '../../src/transitions/index.ts';
import type { Transition } from '../../src/transitions/index.ts';

/** The charms of the stage: their files by name. */
export const CHARMS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  u: {
    'metadata.yaml': `name: u
summary: u
description: u
provides:
  db:
    interface: sql
  web:
    interface: http
peers:
  ring:
    interface: ring
storage:
  data:
    type: filesystem
    location: /srv
    multiple:
      range: 0-1
  logs:
    type: filesystem
    multiple:
      range: 0-
resources:
  r:
    type: file
    filename: r.txt
payloads:
  monitor:
    type: docker
extra-bindings:
  admin:
`,
    'config.yaml': `options:
  monsters: {type: boolean, default: false, description: d}
  spline-reticulation: {type: int, default: 45, description: d}
  title: {type: string, default: My Title, description: d}
  markup: {type: string, default: <a&b>, description: d}
  username: {type: string, description: d}
  token: {type: secret, description: d}
`,
    'actions.yaml': `dump:
  description: d
  params:
    a: {type: object}
    list: {type: array}
`,
  },
  app: {
    'metadata.yaml':
      'name: app\nsummary: s\ndescription: d\nrequires:\n  db:\n    interface: sql\n',
  },
  three: {
    'metadata.yaml':
      'name: three\nsummary: s\ndescription: d\nrequires:\n  web:\n    interface: http\n',
  },
};

/** Numbers of the relations: peers first, then that with `app`. */
export const RING = 0;
export const DB = 1;

/** A file in the folder of the model that can be given to an application. */
export const RESOURCE = 'resource.txt';

/** When everything happens. */
export const NOW = '2026-11-23T10:00:00.000Z';

/** Two units of u, the first leads; one of app, related to them; three of three, not related. */
export function setTheStage(charms: Readonly<Record<string, CharmArtefact>>): Transition[] {
  const deploy = (name: string, units: number): Transition[] => {
    const charm = charms[name];
    return charm ? [deployApplication({ name, charm, units })] : [];
  };
  return [
    ...deploy('u', 2),
    ...deploy('app', 1),
    ...deploy('three', 3),
    addRelation('u:db', 'app:db'),
  ];
}

/** Writes into the databag of a unit or application of the relation with `app`. */
export function publish(owner: string, data: Readonly<Record<string, string>>): Transition {
  return (model) => {
    const relation = model.relations[DB];
    if (!relation) return model;
    const unit = isUnit(owner) ? relation.units[owner] : undefined;
    const bag = relation.applications[owner];
    const next = unit
      ? { ...relation, units: { ...relation.units, [owner]: written(unit, data) } }
      : bag
        ? { ...relation, applications: { ...relation.applications, [owner]: written(bag, data) } }
        : relation;
    return { ...model, relations: { ...model.relations, [DB]: next } };
  };
}

function isUnit(name: string): name is UnitName {
  return name.includes('/');
}

function written<
  Bag extends { readonly version: number; readonly data: Readonly<Record<string, string>> },
>(bag: Bag, data: Readonly<Record<string, string>>): Bag {
  return { ...bag, version: bag.version + 1, data: { ...bag.data, ...data } };
}

/** Lets the model be one of another version of Juju. */
export function ofVersion(agentVersion: string): Transition {
  return (model: Model) => ({ ...model, agentVersion });
}
