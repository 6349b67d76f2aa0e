import { wildcardSource } from '../wildcards.ts';
import type { ApplicationView, MachineView, StatusView, UnitView } from './status-types.ts';

/**
 * Leaves in a view what patterns name, as `juju status PATTERN` does: machines, applications, units
 * or statuses, with `*`. An application that is related to a matching one is shown without its units.
 */
export function filterStatus(view: StatusView, patterns: readonly string[]): StatusView {
  if (patterns.length === 0) return view;
  const matches = matcher(patterns);
  const kept = new Map<string, ApplicationView>();
  for (const [name, application] of Object.entries(view.applications)) {
    const isWhole = matches(name);
    const units = Object.entries(application.units ?? {}).flatMap(([unit, it]) => {
      const found = isWhole ? it : filterUnit(unit, it, matches);
      return found === undefined ? [] : [[unit, found] as const];
    });
    const { units: _all, ...rest } = application;
    const isKept =
      isWhole || units.length > 0 || matches(application['application-status'].current);
    if (!isKept && !hasSubordinate(view, name, matches)) continue;
    kept.set(name, units.length === 0 ? rest : { ...rest, units: Object.fromEntries(units) });
  }
  addRelated(view, kept);
  const applications = Object.fromEntries(
    Object.keys(view.applications).flatMap((name) => {
      const application = kept.get(name);
      return application === undefined ? [] : [[name, application] as const];
    }),
  );
  const used = machinesOf(applications);
  const machines = Object.entries(view.machines).filter(([id, machine]) =>
    isShown(id, machine, { matches, used }),
  );
  return { ...view, applications, machines: Object.fromEntries(machines) };
}

type Matches = (text: string) => boolean;

function matcher(patterns: readonly string[]): Matches {
  const expressions = patterns.map((pattern) => new RegExp(`^${wildcardSource(pattern)}$`, 'i'));
  return (text) => expressions.some((expression) => expression.test(text));
}

/** A unit stays whole when it or a unit beside it matches. */
function filterUnit(name: string, unit: UnitView, matches: Matches): UnitView | undefined {
  const subordinates = Object.entries(unit.subordinates ?? {});
  const isNamed =
    matches(name) ||
    (unit.machine !== undefined && matches(unit.machine)) ||
    matches(unit['workload-status'].current) ||
    matches(unit['juju-status'].current);
  if (isNamed) return unit;
  const found = subordinates.some(([it, view]) => filterUnit(it, view, matches) !== undefined);
  const applications = subordinates.some(([it]) => matches(it.slice(0, it.lastIndexOf('/'))));
  return found || applications ? unit : undefined;
}

function hasSubordinate(view: StatusView, name: string, matches: Matches): boolean {
  return Object.values(view.applications)
    .flatMap(({ units = {} }) => Object.values(units))
    .flatMap(({ subordinates = {} }) => Object.entries(subordinates))
    .some(
      ([unit, it]) =>
        unit.slice(0, unit.lastIndexOf('/')) === name &&
        filterUnit(unit, it, matches) !== undefined,
    );
}

function addRelated(view: StatusView, kept: Map<string, ApplicationView>): void {
  const related = [...kept.values()]
    .flatMap(({ relations = {} }) => Object.values(relations).flat())
    .map((relation) => relation['related-application']);
  for (const name of related) {
    const application = view.applications[name];
    if (application === undefined || kept.has(name)) continue;
    const { units: _hidden, ...rest } = application;
    kept.set(name, rest);
  }
}

function machinesOf(applications: StatusView['applications']): ReadonlySet<string> {
  const units = Object.values(applications).flatMap(({ units: it = {} }) => Object.values(it));
  return new Set(units.flatMap(({ machine }) => machine ?? []));
}

function isShown(
  id: string,
  machine: MachineView,
  by: { readonly matches: Matches; readonly used: ReadonlySet<string> },
): boolean {
  if (by.matches(id) || by.used.has(id)) return true;
  return Object.entries(machine.containers ?? {}).some(([it, view]) => isShown(it, view, by));
}
