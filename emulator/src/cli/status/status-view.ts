import { applicationStatus } from '../../status-view.ts';
import { subordinatesOf } from '../../transitions/units.ts';
import type { Application, Machine, Model, Unit } from '../../model.ts';
import { compareNatural, sortedEntries } from '../natural-order.ts';
import { formatClock, formatInstant } from '../time.ts';
import type {
  ApplicationRelationView,
  ApplicationView,
  MachineView,
  StatusView,
  UnitView,
} from './status-types.ts';
import { formatPorts, shownAgent, shownWorkload, statusInfo, unitsOf } from './unit-status.ts';

/** Makes what `juju status --format=json` shows of a model. */
export function viewStatus(model: Model, now: Date): StatusView {
  return {
    model: {
      name: model.name,
      type: 'iaas',
      controller: 'embedded',
      cloud: 'localhost',
      region: 'localhost',
      version: model.agentVersion,
      'model-status': { current: 'available', since: formatInstant(model.time) },
      sla: 'unsupported',
    },
    machines: viewMachines(model),
    applications: Object.fromEntries(
      sortedEntries(model.applications).map(([name, application]) => [
        name,
        viewApplication(model, application),
      ]),
    ),
    storage: {},
    controller: { timestamp: formatClock(now) },
  };
}

function viewMachines(model: Model): Record<string, MachineView> {
  const tops = sortedEntries(model.machines).filter(([id]) => !id.includes('/'));
  return Object.fromEntries(tops.map(([id, machine]) => [id, viewMachine(model, machine)]));
}

function viewMachine(model: Model, machine: Machine): MachineView {
  const since = formatInstant(machine.since);
  const inside = sortedEntries(model.machines).filter(
    ([id]) =>
      id.startsWith(`${machine.id}/`) && id.split('/').length === machine.id.split('/').length + 2,
  );
  const containers = Object.fromEntries(inside.map(([id, it]) => [id, viewMachine(model, it)]));
  return {
    'juju-status': { current: 'started', since, version: model.agentVersion },
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

function viewApplication(model: Model, application: Application): ApplicationView {
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
    'application-status': statusInfo(applicationStatus(model, application)),
    ...(Object.keys(relations).length === 0 ? {} : { relations }),
    ...(charm.metadata.subordinate
      ? { 'subordinate-to': subordinateTo(model, application.name) }
      : {}),
    ...(principals.length === 0 ? {} : { units: viewUnits(model, principals) }),
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

function viewUnits(model: Model, units: readonly Unit[]): Record<string, UnitView> {
  const sorted = [...units].sort((a, b) => compareNatural(a.name, b.name));
  return Object.fromEntries(sorted.map((unit) => [unit.name, viewUnit(model, unit)]));
}

function viewUnit(model: Model, unit: Unit): UnitView {
  const application = model.applications[unit.application];
  const below = subordinatesOf(model, unit.name).flatMap((name) => model.units[name] ?? []);
  const ports = formatPorts(unit.ports);
  const address = model.machines[unit.machine]?.address;
  const running = unit.uniter.charm?.url;
  const isUpgrading = running !== undefined && running !== application?.charm.url;
  return {
    'workload-status': statusInfo(shownWorkload(model, unit)),
    'juju-status': shownAgent(model, unit),
    ...(application?.leader === unit.name ? { leader: true } : {}),
    ...(isUpgrading ? { 'upgrading-from': running } : {}),
    ...(unit.principal === undefined ? { machine: unit.machine } : {}),
    ...(ports.length === 0 ? {} : { 'open-ports': ports }),
    ...(address === undefined ? {} : { 'public-address': address }),
    ...(below.length === 0 ? {} : { subordinates: viewUnits(model, below) }),
  };
}
