import { effectiveConfig } from '../../../emulator/src/index.ts';
import type { Model, Relation, Unit } from '../../../emulator/src/index.ts';
import type { UnitName } from '@reactive-charms/reactive';
import type { Speaker } from '../probe/samples.ts';

/** A unit on the other side of an endpoint. */
export interface Remote {
  readonly unit: UnitName;
  readonly application: string;
  readonly address: string;
  /** Undefined while it publishes nothing. */
  readonly speaker: Speaker | undefined;
}

/** Who is there and who is related to whom, as the operator has ordered it. */
export interface World {
  readonly units: readonly UnitName[];
  speaker(unit: UnitName): Speaker | undefined;
  isLeader(unit: UnitName): boolean;
  /** Names of the endpoints of a unit's charm. */
  endpoints(unit: UnitName): readonly string[];
  role(unit: UnitName, endpoint: string): 'provides' | 'requires' | 'peers';
  /** Units on the other side: lowest relation first, then by application and number. */
  remotes(unit: UnitName, endpoint: string): readonly Remote[];
}

/** Reads the world from a model; it looks at no databag and at nothing that an agent remembers. */
export function worldOf(model: Model): World {
  const alive = Object.values(model.units).filter(({ life }) => life === 'alive');
  const relations = Object.values(model.relations)
    .filter(({ life }) => life === 'alive')
    .sort((a, b) => a.number - b.number);
  const speaker = (unit: UnitName): Speaker | undefined => {
    const { word, silent } = optionsOf(model, unit);
    return silent.split(' ').includes(unit) ? undefined : { unit, word };
  };
  const remote = ({ name, application, machine }: Unit): Remote => ({
    unit: name,
    application,
    address: model.machines[machine]?.address ?? '',
    speaker: speaker(name),
  });
  const metadata = (unit: UnitName): ReturnType<typeof metadataOf> => metadataOf(model, unit);
  return {
    units: alive.map(({ name }) => name),
    speaker,
    isLeader: (unit) => Object.values(model.applications).some(({ leader }) => leader === unit),
    endpoints: (unit) => Object.keys(metadata(unit).endpoints),
    role: (unit, endpoint) => metadata(unit).endpoints[endpoint]?.role ?? 'peers',
    remotes: (unit, endpoint) => {
      const self = alive.find(({ name }) => name === unit);
      if (!self) throw new Error(`${unit} is gone`);
      return relations
        .flatMap((relation) => membersBeside(alive, self, { relation, endpoint }))
        .map(remote);
    },
  };
}

function membersBeside(
  alive: readonly Unit[],
  self: Unit,
  { relation, endpoint }: { readonly relation: Relation; readonly endpoint: string },
): Unit[] {
  const { ends, scope } = relation;
  const own = ends.find((end) => end.application === self.application && end.endpoint === endpoint);
  const other = ends.find((end) => end !== own) ?? own;
  if (!own || !other) return [];
  return alive
    .filter(({ application, name }) => application === other.application && name !== self.name)
    .filter(({ machine }) => scope === 'global' || machine === self.machine)
    .sort((a, b) => numberIn(a.name) - numberIn(b.name));
}

function metadataOf(
  model: Model,
  unit: UnitName,
): Model['applications'][string]['charm']['metadata'] {
  const application = model.applications[model.units[unit]?.application ?? ''];
  if (!application) throw new Error(`${unit} is gone`);
  return application.charm.metadata;
}

function optionsOf(
  model: Model,
  unit: UnitName,
): { readonly word: string; readonly silent: string } {
  const application = model.applications[model.units[unit]?.application ?? ''];
  const { word = '', silent = '' } = application ? effectiveConfig(application) : {};
  return { word: String(word), silent: String(silent) };
}

function numberIn(unit: UnitName): number {
  return Number(unit.slice(unit.lastIndexOf('/') + 1));
}
