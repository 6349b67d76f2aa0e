import type { HookTools } from '@reactive-charms/juju';
import { refuse } from './state-memory.ts';
import type { StateMemory } from './state-memory.ts';

/** Ports of this unit; what is opened and closed in this hook shows at once, as on Juju 4. */
export function portTools(
  memory: StateMemory,
): Pick<HookTools, 'openedPorts' | 'openPort' | 'closePort'> {
  const ports = (): readonly string[] => memory.state.openPorts ?? [];
  return {
    openedPorts: async () =>
      memory.answer('opened-ports', () => ports().map(parsePort).sort(comparePorts).map(printPort)),
    openPort: async (text) =>
      memory.answer(`open-port ${text}`, () => {
        const port = readPort('open-port', text);
        if (ports().includes(printPort(port))) return;
        const other = ports().find((open) => overlaps(parsePort(open), port));
        if (other !== undefined) {
          const whose = `(unit "${memory.state.unit}")`;
          const wanted = `cannot open ${printPort(port)} ${whose}`;
          refuse('open-port', `${wanted}: port range conflicts with ${other} ${whose}`);
        }
        memory.change(() => ({ openPorts: [...ports(), printPort(port)] }));
      }),
    closePort: async (text) =>
      memory.answer(`close-port ${text}`, () => {
        const closed = printPort(readPort('close-port', text));
        memory.change(() => ({ openPorts: ports().filter((port) => port !== closed) }));
      }),
  };
}

interface Port {
  readonly protocol: string;
  readonly from: number;
  readonly to: number;
}

/** Reads `80`, `80/tcp`, `80-90/udp` or `icmp`; the protocol is tcp unless named (C79, C80). */
function readPort(tool: string, text: string): Port {
  const { protocol, from, to } = parsePort(text);
  if (!['tcp', 'udp', 'icmp'].includes(protocol)) {
    refuse(tool, `invalid protocol "${protocol}", expected "tcp", "udp", or "icmp"`, 2);
  }
  if (!(from <= to && to <= 65_535)) refuse(tool, `invalid port range "${text}"`, 2);
  return { protocol, from, to };
}

function parsePort(text: string): Port {
  const lower = text.toLowerCase();
  if (lower === 'icmp') return { protocol: 'icmp', from: 0, to: 0 };
  const [numbers = '', protocol = 'tcp'] = lower.split('/');
  const [from = '', to = from] = numbers.split('-');
  return { protocol, from: Number(from), to: Number(to) };
}

function printPort({ protocol, from, to }: Port): string {
  if (protocol === 'icmp') return 'icmp';
  return from === to ? `${from}/${protocol}` : `${from}-${to}/${protocol}`;
}

function overlaps(a: Port, b: Port): boolean {
  return a.protocol === b.protocol && a.from <= b.to && b.from <= a.to;
}

/** By protocol, then by number (C82). */
function comparePorts(a: Port, b: Port): number {
  if (a.protocol !== b.protocol) return a.protocol < b.protocol ? -1 : 1;
  return a.from - b.from || a.to - b.to;
}
