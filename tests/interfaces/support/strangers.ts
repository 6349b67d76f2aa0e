import type { UnitName } from '@reactive-charms/reactive';
import type { Model, Relation, Session } from '../../../emulator/src/index.ts';

/**
 * Publishes as any unit at an endpoint, with the hook tools and without its charm.
 * @param changes null withdraws a key.
 * @returns the ID of the relation.
 */
export async function publishAs(
  session: Session,
  unit: UnitName,
  endpoint: string,
  changes: Readonly<Record<string, string | null>>,
): Promise<string> {
  const id = `${endpoint}:${relationAt(session.model, unit, endpoint).number}`;
  const script = `relation-set -r ${id} --file - <<'END'\n${JSON.stringify(changes)}\nEND\n`;
  expect(await session.runCommands(unit, script)).toMatchObject({ code: 0, stderr: '' });
  return id;
}

/** The relation of a unit at an endpoint. @throws Error unless there is one. */
export function relationAt(
  { units, relations }: Model,
  unit: UnitName,
  endpoint: string,
): Relation {
  const application = units[unit]?.application;
  const found = Object.values(relations).find(({ ends }) =>
    ends.some((end) => end.application === application && end.endpoint === endpoint),
  );
  if (!found) throw new Error(`${unit} has no relation at ${endpoint}`);
  return found;
}

/** What a unit shows. */
export function statusOf({ model }: Session, unit: UnitName): { status: string; message: string } {
  const { status = '', message = '' } = model.units[unit]?.workload ?? {};
  return { status, message };
}
