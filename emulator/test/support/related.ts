import type { UnitName } from '@reactive-charms/juju';
import { addRelation, deployApplication } from '../../src/transitions/index.ts';
import type { CharmArtefact } from '../../src/model.ts';
import { makeCharm } from './charms.ts';
import { CharmFailure, createSimulation } from './simulation.ts';
import type { CharmBehaviour, Simulation } from './simulation.ts';

export const MYSQL: CharmArtefact = makeCharm('mysql', { provides: { server: 'mysql' } });
export const WORDPRESS: CharmArtefact = makeCharm('wordpress', {
  requires: { db: 'mysql' },
  options: { title: { type: 'string', default: 'Blog', description: '' } },
});

/** mysql and wordpress, related and settled. */
export function related(options: { mysql?: number; wordpress?: number } = {}): Simulation {
  const simulation = createSimulation();
  simulation.update(deployApplication({ name: 'mysql', charm: MYSQL, units: options.mysql ?? 1 }));
  simulation.update(
    deployApplication({ name: 'wordpress', charm: WORDPRESS, units: options.wordpress ?? 1 }),
  );
  simulation.update(addRelation('mysql', 'wordpress'));
  simulation.settle();
  return simulation;
}

/** The hooks of one unit among all that were run. */
export function hooksOf(lines: readonly string[], unit: UnitName): string[] {
  return lines
    .filter((line) => line.startsWith(`${unit} `))
    .map((line) => line.slice(unit.length + 1));
}

/** A charm that fails in one hook. */
export function fail(name: string): CharmBehaviour {
  return (hook) => {
    if (hook.name === name) throw new CharmFailure();
  };
}
