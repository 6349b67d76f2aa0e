import { DiagnosticsError } from '@reactive-charms/juju';
import type { UnitName } from '@reactive-charms/juju';
import type { Model, Secret } from '../../src/model.ts';
import { unitEntries } from '../../src/relation-view.ts';
import type { Simulation } from '../support/simulation.ts';
import { pick } from './acts.ts';
import type { Act } from './acts.ts';

interface Facts {
  readonly simulation: Simulation;
  readonly unit: UnitName;
  /** Counts the acts. */
  readonly index: number;
  readonly other: number;
  /** One of the unit's relations. */
  readonly relation: string | undefined;
  readonly secret: Secret | undefined;
}

const ACTS: Readonly<Record<string, (facts: Facts) => void>> = {
  write: ({ simulation, unit, relation, index }) => {
    if (relation === undefined) return;
    simulation.exec(unit, [`relation-set -r ${relation} k=w${index}`]);
  },
  'write-application': ({ simulation, unit, relation, index }) => {
    if (relation === undefined) return;
    simulation.exec(unit, [`relation-set -r ${relation} --app k=w${index}`]);
  },
  'add-secret': ({ simulation, unit, relation, index, other }) => {
    const owner = other % 2 === 0 ? 'unit' : 'application';
    const rotate = other % 3 === 0 ? '--rotate hourly' : '';
    const [added] = simulation.exec(unit, [
      `secret-add value=v${index} --owner ${owner} ${rotate}`,
    ]);
    const uri = added?.stdout.trim() ?? '';
    if (uri === '' || relation === undefined) return;
    simulation.exec(unit, [`secret-grant ${uri} -r ${relation}`]);
  },
  'set-secret': ({ simulation, unit, secret, index }) => {
    if (secret) simulation.exec(unit, [`secret-set ${secret.id} value=v${index}`]);
  },
  'read-secret': ({ simulation, unit, secret, other }) => {
    const how = other % 2 === 0 ? '--refresh' : '';
    if (secret) simulation.exec(unit, [`secret-get ${secret.id} ${how}`]);
  },
};

/**
 * What a charm does of itself, outside of hooks: writes into databags, and secrets. What is not its
 * own to change is refused when it commits.
 */
export function execute(simulation: Simulation, [what, which, other]: Act, index: number): void {
  const act = ACTS[what];
  if (!act) return;
  const { model } = simulation;
  const secret = pick(Object.values(model.secrets), other);
  const user = secret && userOf(model, secret, { what, which });
  const unit = user ?? pick(unitEntries(model.units), which)?.[0];
  const uniter = unit && model.units[unit]?.uniter;
  if (!unit || !uniter?.installed) return;
  const relation = pick(Object.keys(uniter.relations), other);
  try {
    act({ simulation, unit, index, other, relation, secret });
  } catch (error) {
    if (!(error instanceof DiagnosticsError)) throw error;
  }
}

/** For `set-secret` the unit that may change it, for `read-secret` one that may read it. */
function userOf(
  model: Model,
  { owner, grants }: Secret,
  { what, which }: { readonly what: string; readonly which: number },
): UnitName | undefined {
  if (what === 'set-secret') {
    return owner.kind === 'unit' ? owner.name : model.applications[owner.name]?.leader;
  }
  if (what !== 'read-secret') return undefined;
  const readers = grants.map((grant) => grant.application);
  const units = unitEntries(model.units).filter(([, unit]) => readers.includes(unit.application));
  return pick(units, which)?.[0];
}
