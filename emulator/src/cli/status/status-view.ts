import { applicationStatus } from '../../status-view.ts';
import type { Application, Instant, Machine, Model, Unit } from '../../model.ts';
import { compareNatural, sortedEntries } from '../natural-order.ts';
import { viewAllStorage } from '../storage/storage-view.ts';
import { formatClock, formatInstant } from '../time.ts';
import type {
  ApplicationRelationView,
  ApplicationView,
  MachineView,
  StatusView,
  UnitView,
} from './status-types.ts';
import { formatPorts, shownAgent, shownWorkload, statusInfo, unitsOf } from './unit-status.ts';

/** Makes what `juju status --format=json` shows of a model. @param utc shows times in UTC */
export function viewStatus(model: Model, now: Date, utc = false): StatusView {
  const seen: Seen = {
    model,
    since: (instant) => formatInstant(instant, utc),
    inside: groupBy(sortedEntries(model.machines), ([id]) => hostOf(id)),
    beside: groupBy(Object.values(model.units), ({ principal }) => principal),
  };
  return {
    model: {
      name: model.name,
      type: 'iaas',
      controller: 'embedded',
      cloud: 'localhost',
      region: 'localhost',
      version: model.agentVersion,
      'model-status': { current: 'available', since: seen.since(model.time) },
      sla: 'unsupported',
    },
    machines: viewMachines(seen),
    applications: Object.fromEntries(
      sortedEntries(model.applications).map(([name, application]) => [
        name,
        viewApplication(seen, application),
      ]),
    ),
    storage: viewAllStorage(model, utc),
    controller: { timestamp: utc ? `${now.toISOString().slice(11, 19)}Z` : formatClock(now) },
  };
}

/** A model, and how its times are shown. */
export interface Seen {
  readonly model: Model;
  readonly since: (instant: Instant) => string;
  /** Machines in the order of their ids: those on a host; without a host all others. */
  readonly inside: ReadonlyMap<string | undefined, readonly [id: string, machine: Machine][]>;
  /** Units by the unit that they stand beside. */
  readonly beside: ReadonlyMap<string | undefined, readonly Unit[]>;
}

/** The machine that carries a container; undefined for a machine of its own. */
function hostOf(id: string): string | undefined {
  const parts = id.split('/');
  return parts.length < 3 ? undefined : parts.slice(0, -2).join('/');
}

function groupBy<Item>(
  items: readonly Item[],
  keyOf: (item: Item) => string | undefined,
): Map<string | undefined, Item[]> {
  const groups = new Map<string | undefined, Item[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group === undefined) groups.set(keyOf(item), [item]);
    else group.push(item);
  }
  return groups;
}

function viewMachines(seen: Seen): Record<string, MachineView> {
  const tops = seen.inside.get(undefined) ?? [];
  return Object.fromEntries(tops.map(([id, machine]) => [id, viewMachine(seen, machine)]));
}

function viewMachine(seen: Seen, machine: Machine): MachineView {
  const { model } = seen;
  const since = seen.since(machine.since);
  const inside = seen.inside.get(machine.id) ?? [];
  const containers = Object.fromEntries(inside.map(([id, it]) => [id, viewMachine(seen, it)]));
  return {
    'juju-status': {
      current: machine.partitioned ? 'down' : 'started',
      ...(machine.partitioned ? { message: 'agent is not communicating with the server' } : {}),
      since,
      version: model.agentVersion,
    },
    hostname: machine.hostname,
    'dns-name': machine.address,
    'ip-addresses': [machine.address],
    'instance-id': machine.hostname,
    'machine-status': { current: 'running', message: 'Running', since },
    'modification-status': { current: 'idle', since },
    base: { name: machine.base.name, channel: track(machine.base.channel) },
    ...(inside.length === 0 ? {} : { containers }),
  };
}

/** Juju shows the track of a base's channel: `22.04` for `22.04/stable`. */
function track(channel: string): string {
  return channel.replace(/\/stable$/, '');
}

function viewApplication(seen: Seen, application: Application): ApplicationView {
  const { model } = seen;
  const { charm } = application;
  const units = unitsOf(model, application.name);
  const principals = units.filter((unit) => unit.principal === undefined);
  const relations = viewRelations(model, application.name);
  const version = latestVersion(application, units);
  const [base] = charm.bases;
  return {
    charm: charm.url,
    base: { name: base?.name ?? 'ubuntu', channel: track(base?.channel ?? '22.04') },
    'charm-origin': 'local',
    'charm-name': charm.name,
    'charm-rev': charm.revision,
    ...(charm.version === undefined ? {} : { 'charm-version': charm.version }),
    exposed: application.exposed,
    ...(application.life === 'dying' ? { life: 'dying' } : {}),
    'application-status': statusInfo(applicationStatus(model, application), seen),
    ...(Object.keys(relations).length === 0 ? {} : { relations }),
    ...(charm.metadata.subordinate
      ? { 'subordinate-to': subordinateTo(model, application.name) }
      : {}),
    ...(principals.length === 0 ? {} : { units: viewUnits(seen, principals) }),
    ...(version === undefined ? {} : { version }),
    'endpoint-bindings': bindings(Object.keys(charm.metadata.endpoints)),
  };
}

function bindings(endpoints: readonly string[]): Record<string, string> {
  const names = ['', ...[...endpoints].sort()];
  return Object.fromEntries(names.map((name) => [name, 'alpha']));
}

/** The version that the leader set, else that of any unit. */
function latestVersion(application: Application, units: readonly Unit[]): string | undefined {
  const leader = units.find((unit) => unit.name === application.leader);
  return leader?.workloadVersion ?? units.find((unit) => unit.workloadVersion)?.workloadVersion;
}

function viewRelations(
  model: Model,
  application: string,
): Record<string, ApplicationRelationView[]> {
  const found: Record<string, ApplicationRelationView[]> = {};
  for (const relation of Object.values(model.relations)) {
    for (const end of relation.ends.filter((it) => it.application === application)) {
      const other = relation.ends.find((it) => it !== end) ?? end;
      found[end.endpoint] = [
        ...(found[end.endpoint] ?? []),
        {
          'related-application': other.application,
          interface: relation.interface,
          scope: relation.scope,
        },
      ];
    }
  }
  return Object.fromEntries(sortedEntries(found));
}

function subordinateTo(model: Model, application: string): string[] {
  const principals = Object.values(model.relations)
    .filter(
      ({ scope, ends }) =>
        scope === 'container' && ends.some((end) => end.application === application),
    )
    .flatMap(({ ends }) => ends.map((end) => end.application))
    .filter((name) => name !== application);
  return [...new Set(principals)].sort(compareNatural);
}

function viewUnits(seen: Seen, units: readonly Unit[]): Record<string, UnitView> {
  const sorted = [...units].sort((a, b) => compareNatural(a.name, b.name));
  return Object.fromEntries(sorted.map((unit) => [unit.name, viewUnit(seen, unit)]));
}

function viewUnit(seen: Seen, unit: Unit): UnitView {
  const { model } = seen;
  const application = model.applications[unit.application];
  const below = seen.beside.get(unit.name) ?? [];
  const ports = formatPorts(unit.ports);
  const address = model.machines[unit.machine]?.address;
  const running = unit.uniter.charm?.url;
  const isUpgrading = running !== undefined && running !== application?.charm.url;
  return {
    'workload-status': statusInfo(shownWorkload(model, unit), seen),
    'juju-status': shownAgent(unit, seen),
    ...(application?.leader === unit.name ? { leader: true } : {}),
    ...(isUpgrading ? { 'upgrading-from': running } : {}),
    ...(unit.principal === undefined ? { machine: unit.machine } : {}),
    ...(ports.length === 0 ? {} : { 'open-ports': ports }),
    ...(address === undefined ? {} : { 'public-address': address }),
    ...(below.length === 0 ? {} : { subordinates: viewUnits(seen, below) }),
  };
}
