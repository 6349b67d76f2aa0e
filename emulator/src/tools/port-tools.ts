import type { PortRange } from '../model.ts';
import { unitsOnMachine } from '../relation-view.ts';
import { formatPort, parsePort, samePort } from './port-range.ts';
import { runFailure, usageFailure } from './failure.ts';
import type { FlagDefinition } from './flags.ts';
import { unitOf, withWrites } from './hook-run.ts';
import type { HookRun, PendingWrites } from './hook-run.ts';
import { expectNoMore } from './tool.ts';
import type { Tool, ToolInput } from './tool.ts';
import { isAtLeast } from './versions.ts';

const ENDPOINTS_FLAG: FlagDefinition = {
  names: ['endpoints'],
  kind: 'text',
  help: 'a comma-delimited list of application endpoints to target with this operation',
};

/** `open-port RANGE [--endpoints a,b]`: opens when the hook commits (C79 to C81). */
export const openPort: Tool = {
  name: 'open-port',
  synopsis: '<port>[/<protocol>] or <from>-<to>[/<protocol>] or icmp',
  purpose: 'register a request to open a port or port range',
  output: 'format-ignored',
  flags: [ENDPOINTS_FLAG],
  run: (call) => {
    const port = readPort(call);
    const { run } = call;
    checkConflict(run, port);
    const { opened, closed } = run.writes;
    if ([...unitOf(run).ports, ...opened].some((other) => sameGrant(other, port))) {
      return {
        run: withWrites(run, { closed: closed.filter((other) => !sameGrant(other, port)) }),
      };
    }
    return { run: withWrites(run, { opened: [...opened, port] }) };
  },
};

/** `close-port RANGE [--endpoints a,b]`: closes when the hook commits; cancels an opening (C84). */
export const closePort: Tool = {
  name: 'close-port',
  synopsis: '<port>[/<protocol>] or <from>-<to>[/<protocol>] or icmp',
  purpose: 'register a request to close a port or port range',
  output: 'format-ignored',
  flags: [ENDPOINTS_FLAG],
  run: (call) => {
    const port = readPort(call);
    const { opened, closed } = call.run.writes;
    const stillOpened = opened.filter((other) => !sameGrant(other, port));
    return { run: withWrites(call.run, { opened: stillOpened, closed: [...closed, port] }) };
  },
};

/** `opened-ports [--endpoints]`: ranges by protocol and number (C82, C83). */
export const openedPorts: Tool = {
  name: 'opened-ports',
  synopsis: '',
  purpose: 'list all ports or port ranges opened by the unit',
  output: 'smart',
  flags: [
    {
      names: ['endpoints'],
      kind: 'boolean',
      help: 'display the list of target application endpoints',
    },
  ],
  run: ({ run, args, booleans }) => {
    expectNoMore(args);
    // Up to Juju 3 only what is committed shows; Juju 4 merges what the hook has asked for.
    const ports = isAtLeast(run.model.agentVersion, '4.0')
      ? applyPortWrites(unitOf(run).ports, run.writes)
      : unitOf(run).ports;
    const texts = sortPorts(ports).map((port) => {
      const endpoints = endpointNames(ports, port);
      return booleans['endpoints'] ? `${formatPort(port)} (${endpoints})` : formatPort(port);
    });
    return { value: [...new Set(texts)] };
  },
};

/** The ports of a unit after what a run asked for. */
export function applyPortWrites(
  ports: readonly PortRange[],
  { opened, closed }: PendingWrites,
): PortRange[] {
  const kept = ports.filter((port) => !closed.some((other) => closes(other, port)));
  return [...kept, ...opened];
}

function readPort({ args: [text, ...rest], texts }: ToolInput): PortRange {
  if (text === undefined) throw usageFailure('no port or range specified');
  const port = parsePort(text);
  expectNoMore(rest);
  const endpoints = (texts['endpoints'] ?? '').split(',').filter((name) => name !== '');
  return { ...port, endpoints };
}

function checkConflict(run: HookRun, port: PortRange): void {
  const { machine } = unitOf(run);
  for (const unit of unitsOnMachine(run.model, machine)) {
    const other = unit.ports.find((open) => conflicts(open, port, unit.name === run.unit));
    if (other) throw conflict(run, port, `${formatPort(other)} (unit "${unit.name}")`);
  }
  const pending = run.writes.opened.find((open) => conflicts(open, port, true));
  if (pending) {
    throw conflict(run, port, `${formatPort(pending)} (unit "${run.unit}") requested earlier`);
  }
}

function conflict(run: HookRun, port: PortRange, other: string): Error {
  return runFailure(
    `cannot open ${formatPort(port)} (unit "${run.unit}"): port range conflicts with ${other}`,
  );
}

function conflicts(open: PortRange, port: PortRange, own: boolean): boolean {
  if (open.protocol !== port.protocol) return false;
  if (open.to < port.from || port.to < open.from) return false;
  return !(own && samePort(open, port));
}

function sameGrant(a: PortRange, b: PortRange): boolean {
  return samePort(a, b) && a.endpoints.join() === b.endpoints.join();
}

function closes(closed: PortRange, port: PortRange): boolean {
  return closed.endpoints.length === 0 ? samePort(closed, port) : sameGrant(closed, port);
}

function sortPorts(ports: readonly PortRange[]): PortRange[] {
  return [...ports].sort(
    (a, b) =>
      (a.protocol < b.protocol ? -1 : a.protocol > b.protocol ? 1 : 0) ||
      a.from - b.from ||
      a.to - b.to,
  );
}

function endpointNames(ports: readonly PortRange[], port: PortRange): string {
  const grants = ports.filter((other) => samePort(other, port));
  if (grants.some(({ endpoints }) => endpoints.length === 0)) return '*';
  return [...new Set(grants.flatMap(({ endpoints }) => endpoints))].sort().join(', ');
}
