import { sortedEntries } from '../natural-order.ts';
import type { StatusView, UnitView } from './status-types.ts';

/** Prints `juju status --format=oneline`: a line for each unit, subordinates indented below. */
export function formatStatusOneline(view: StatusView): string {
  const units = sortedEntries(view.applications).flatMap(([, application]) =>
    sortedEntries(application.units ?? {}),
  );
  return units.flatMap(([name, unit]) => unitLines(name, unit, 0)).join('\n');
}

function unitLines(name: string, unit: UnitView, level: number): string[] {
  const [agent, workload] = [unit['juju-status'].current, unit['workload-status'].current];
  const ports = unit['open-ports'] ?? [];
  const line =
    `${' '.repeat(level * 2)}- ${name}: ${unit['public-address'] ?? ''} ` +
    `(agent:${agent}, workload:${workload})${ports.length === 0 ? '' : ` ${ports.join(', ')}`}`;
  const below = sortedEntries(unit.subordinates ?? {}).flatMap(([it, view]) =>
    unitLines(it, view, level + 1),
  );
  return [line, ...below];
}
