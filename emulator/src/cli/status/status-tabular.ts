import { isUnitName, applicationOf } from '@reactive-charms/juju';
import type { Model } from '../../model.ts';
import { formatColumns } from '../columns.ts';
import type { Cell } from '../columns.ts';
import { sortedEntries } from '../natural-order.ts';
import { compareText } from '../../relation-view.ts';
import type { Colour } from '../writer.ts';
import type {
  ApplicationView,
  MachineView,
  RelationLine,
  StatusInfo,
  StatusView,
  UnitView,
} from './status-types.ts';

/** What to show beside the view itself. */
export interface TabularOptions {
  /** The relation table is shown when this is given and not empty. */
  readonly relations?: readonly RelationLine[];
  /** The storage table; empty means none. */
  readonly storage?: string;
  /** @default false */
  readonly colour?: boolean;
}

/** Prints the tables of `juju status`. */
export function formatStatusTabular(view: StatusView, options: TabularOptions = {}): string {
  const colour = options.colour ?? false;
  const { model, controller, applications, machines } = view;
  const sections = [
    formatColumns([
      ['Model', 'Controller', 'Cloud/Region', 'Version', 'SLA', 'Timestamp'],
      [
        model.name,
        model.controller,
        `${model.cloud}/${model.region}`,
        model.version,
        model.sla,
        controller.timestamp,
      ],
    ]),
  ];
  if (Object.keys(applications).length > 0) {
    sections.push(formatColumns(applicationRows(view), { right: [3, 6], colour }));
  }
  const units = Object.assign({}, ...Object.values(applications).map((it) => it.units ?? {}));
  const unitLines = sortedEntries<UnitView>(units).flatMap(([name, unit]) =>
    unitRows(name, unit, 0),
  );
  if (unitLines.length > 0) sections.push(formatColumns([UNIT_HEADER, ...unitLines], { colour }));
  if (Object.keys(machines).length > 0) sections.push(formatMachines(machines, colour));
  const relations = options.relations ?? [];
  if (relations.length > 0) sections.push(formatColumns(relationRows(relations)));
  if (options.storage !== undefined && options.storage !== '') sections.push(options.storage);
  return sections.join('\n');
}

/** The table of `juju machines`. */
export function formatMachines(machines: StatusView['machines'], colour: boolean): string {
  const rows = sortedEntries(machines).flatMap(([id, machine]) => machineRows(id, machine));
  return formatColumns([MACHINE_HEADER, ...rows], { colour });
}

/** The lines of the relation table, ordered by provider, then requirer. */
export function relationLines(model: Model): RelationLine[] {
  const lines = Object.values(model.relations).flatMap((relation): RelationLine[] => {
    const [provider, requirer = provider] = relation.ends.map(
      ({ application, endpoint }) => `${application}:${endpoint}`,
    );
    if (provider === undefined || requirer === undefined) return [];
    const regular = relation.scope === 'container' ? 'subordinate' : 'regular';
    return [
      {
        provider,
        requirer,
        interface: relation.interface,
        type: relation.ends.length === 1 ? 'peer' : regular,
        message: relation.life === 'dying' ? 'dying' : '',
      },
    ];
  });
  return lines.sort(
    (a, b) => compareText(a.provider, b.provider) || compareText(a.requirer, b.requirer),
  );
}

const UNIT_HEADER = [
  'Unit',
  'Workload',
  'Agent',
  'Machine',
  'Public address',
  'Ports',
  'Message',
] as const;
const MACHINE_HEADER = ['Machine', 'State', 'Address', 'Inst id', 'Base', 'AZ', 'Message'] as const;
const LONGEST_VERSION = 15;

function applicationRows({ applications }: StatusView): Cell[][] {
  const rows: Cell[][] = [
    ['App', 'Version', 'Status', 'Scale', 'Charm', 'Channel', 'Rev', 'Exposed', 'Message'],
  ];
  for (const [name, application] of sortedEntries(applications)) {
    const { 'application-status': status, version = '' } = application;
    const [first = ''] = version.split('\n');
    const scale = scaleOf(name, applications);
    rows.push([
      name,
      first.length > LONGEST_VERSION ? `${first.slice(0, LONGEST_VERSION - 3)}...` : first,
      statusCell(status),
      { text: scale, colour: scale.includes('/') ? 'warning' : undefined },
      application['charm-name'],
      '',
      String(application['charm-rev']),
      application.exposed ? 'yes' : 'no',
      status.message ?? '',
    ]);
  }
  return rows;
}

/** Units at work, and of how many when some are not. */
function scaleOf(name: string, applications: StatusView['applications']): string {
  const units = Object.values(applications)
    .flatMap((application: ApplicationView) => Object.entries(application.units ?? {}))
    .flatMap(([unit, view]) => [[unit, view] as const, ...Object.entries(view.subordinates ?? {})])
    .filter(([unit]) => isUnitName(unit) && applicationOf(unit) === name);
  const working = units.filter(([, { 'juju-status': agent }]) =>
    ['executing', 'idle'].includes(agent.current),
  ).length;
  return working === units.length ? String(working) : `${working}/${units.length}`;
}

function unitRows(name: string, unit: UnitView, level: number): Cell[][] {
  const { 'workload-status': workload, 'juju-status': agent } = unit;
  const doing = /^running (?:action )?(.*?)(?: hook(?: for .*)?)?$/.exec(agent.message ?? '')?.[1];
  const said = workload.message ?? (agent.current === 'allocating' ? (agent.message ?? '') : '');
  const message =
    agent.current === 'executing' && doing !== undefined ? `(${doing}) ${said}` : said;
  const row: Cell[] = [
    `${' '.repeat(level * 2)}${name}${unit.leader ? '*' : ''}`,
    statusCell(workload),
    statusCell(agent),
    unit.machine ?? '',
    { text: unit['public-address'] ?? '', colour: 'info' },
    { text: (unit['open-ports'] ?? []).join(','), colour: 'emphasis' },
    message,
  ];
  const below = sortedEntries(unit.subordinates ?? {}).flatMap(([subordinate, view]) =>
    unitRows(subordinate, view, level + 1),
  );
  return [row, ...below];
}

function machineRows(id: string, machine: MachineView): Cell[][] {
  const row: Cell[] = [
    id,
    statusCell(machine['juju-status']),
    machine['dns-name'],
    machine['instance-id'],
    `${machine.base.name}@${machine.base.channel}`,
    '',
    machine['machine-status'].message ?? '',
  ];
  const inside = sortedEntries(machine.containers ?? {}).flatMap(([container, view]) =>
    machineRows(container, view),
  );
  return [row, ...inside];
}

function relationRows(relations: readonly RelationLine[]): Cell[][] {
  return [
    ['Integration provider', 'Requirer', 'Interface', 'Type', 'Message'],
    ...relations.map((it) => [it.provider, it.requirer, it.interface, it.type, it.message]),
  ];
}

const COLOURS: Readonly<Record<string, Colour>> = {
  active: 'good',
  idle: 'good',
  started: 'good',
  executing: 'good',
  allocating: 'warning',
  maintenance: 'warning',
  waiting: 'warning',
  unknown: 'warning',
  blocked: 'error',
  error: 'error',
  lost: 'error',
  down: 'error',
};

function statusCell({ current }: StatusInfo): Cell {
  return { text: current, colour: COLOURS[current] };
}
