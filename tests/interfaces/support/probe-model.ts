import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openSession } from '../../../emulator/src/index.ts';
import type { CharmArtefact, Model, Session } from '../../../emulator/src/index.ts';
import { isUnitName } from '@reactive-charms/juju';
import type { UnitName } from '@reactive-charms/juju';
import { buildCharms } from '../../deployment/support/contrail-bundle.ts';
import { recordPath } from '../probe/probe.ts';
import type { Sights } from '../probe/probe.ts';
import { RULES, speakersIn } from './rules.ts';
import { worldOf } from './world.ts';
import type { World } from './world.ts';

/** A model with probe charms in it. */
export interface ProbeModel {
  readonly session: Session;
  /** Imports a charm that was built into the folder of the charms. */
  charm(name: string): Promise<CharmArtefact>;
  /** Applies changes, and runs agents until there is nothing more to do. No hook may fail or warn. */
  settle(...changes: readonly ((model: Model) => Model)[]): Promise<void>;
  /** What a unit recorded in its last hook. */
  sights(unit: string): Promise<Sights>;
  /** Claims that every unit sees what the rules say, and that nothing tells of units that are gone. */
  expectRules(): Promise<void>;
}

/** Builds the probe charms. @returns the folder in which they lie. */
export async function buildProbes(folder: string): Promise<string> {
  const charms = join(folder, 'charms');
  const names = ['provider', 'requirer', 'subordinate', 'peers'];
  await buildCharms(
    charms,
    names.map((name) => `tests/interfaces/charms/${name}`),
  );
  return charms;
}

/**
 * Opens a model for probe charms. Failures name the seed that has decided the order of hooks; the
 * environment variable INTERFACE_SEED sets it.
 * @param folder an empty folder for the model.
 * @param charms where the built charms lie.
 */
export async function openProbeModel(folder: string, charms: string): Promise<ProbeModel> {
  const complaints: string[] = [];
  const seed = process.env['INTERFACE_SEED'];
  const session = await openSession({
    directory: folder,
    containers: 'stand-in',
    ...(seed !== undefined && { create: { seed: Number(seed) } }),
    onEvent: (event) => {
      if (event.kind === 'log' && /ERROR|WARNING/.test(event.record.level)) {
        complaints.push(`${event.record.entity}: ${event.record.message}`);
      }
    },
  });
  const sights = async (unit: string): Promise<Sights> => {
    if (!isUnitName(unit)) throw new Error(`${unit} is no unit`);
    return JSON.parse(await readFile(await session.hostPath(unit, recordPath(unit)), 'utf8'));
  };
  return {
    session,
    charm: async (name) => session.importCharm(join(charms, `${name}.charm`)),
    settle: async (...changes) => {
      complaints.length = 0;
      for (const change of changes) session.update(change);
      const { inError } = await session.settle();
      const { seed } = session.model;
      expect({ seed, inError, complaints }).toEqual({ seed, inError: [], complaints: [] });
    },
    sights,
    expectRules: async () => {
      const world = worldOf(session.model);
      const seen: Record<string, Sights> = {};
      for (const unit of world.units) seen[unit] = await sights(unit);
      expect({ seed: session.model.seed, seen }).toEqual({
        seed: session.model.seed,
        seen: Object.fromEntries(world.units.map((unit) => [unit, sightsOf(world, unit)])),
      });
      expectNoGhosts(session.model, seen);
    },
  };
}

/** What a unit must see, by the rules of the interfaces' READMEs. */
export function sightsOf(world: World, unit: UnitName): Sights {
  const sights: Record<string, Sights[string]> = {};
  for (const endpoint of world.endpoints(unit)) {
    const rule = RULES[endpoint]?.[world.role(unit, endpoint)];
    if (!rule) throw new Error(`no rule for ${endpoint}`);
    const remotes = world.remotes(unit, endpoint);
    const speakers = speakersIn(remotes);
    const { view, flags } = rule({ unit, self: world.speaker(unit), remotes, speakers, world });
    const all = { ...flags, joined: remotes.length > 0 };
    const names = Object.entries(all).flatMap(([flag, isSet]) => (isSet ? [flag] : []));
    // The view as the record keeps it.
    sights[endpoint] = {
      flags: names.sort(),
      problems: [],
      view: JSON.parse(JSON.stringify(view)),
    };
  }
  return sights;
}

/** Claims that no living unit's databag, and nothing that is seen, names a unit that is gone. */
function expectNoGhosts(model: Model, seen: Readonly<Record<string, Sights>>): void {
  const living = new Set(Object.keys(model.units));
  const bags = Object.values(model.relations).flatMap(({ units }) =>
    Object.entries(units).flatMap(([unit, { data }]) => (living.has(unit) ? [data] : [])),
  );
  const applications = Object.keys(model.applications).join('|');
  const mentions = JSON.stringify([bags, seen]).matchAll(
    new RegExp(`\\b(${applications})[/_-]([0-9]+)\\b`, 'g'),
  );
  const named = new Set([...mentions].map(([, application, number]) => `${application}/${number}`));
  expect([...named].filter((unit) => !living.has(unit))).toEqual([]);
}
