import { fault } from '../errors.ts';

const PORT = /^(\d{1,5})(?:-(\d{1,5}))?(?:\/(tcp|udp))?$/;
const HIGHEST_PORT = 65_535;

/**
 * Writes a port as `opened-ports` does, so that what is declared and what is open can be compared.
 * Source: contract juju.md section 2.2, `open-port` and `opened-ports`.
 * @throws DiagnosticsError when it is no port.
 */
export function normalizePort(text: string): string {
  const lower = text.toLowerCase();
  if (lower === 'icmp') return lower;
  const [, from, to = from, protocol = 'tcp'] = PORT.exec(lower) ?? [];
  const [first, last] = [Number(from), Number(to)];
  if (from === undefined || first > last || last > HIGHEST_PORT) {
    throw fault('PORT_MALFORMED', `"${text}" is no port`);
  }
  return `${first === last ? first : `${first}-${last}`}/${protocol}`;
}

/**
 * Writes a list of ports so, each once, in order.
 * @throws DiagnosticsError when one is no port, or two overlap, which Juju would refuse at the end of
 * the hook without a word about the handler.
 */
export function normalizePorts(texts: readonly string[]): readonly string[] {
  const ports = [...new Set(texts.map(normalizePort))].sort();
  ports.forEach((port, index) => {
    const other = ports.slice(index + 1).find((later) => overlap(port, later));
    if (other === undefined) return;
    const fix = 'declare one range in place of the two';
    throw fault('PORT_MALFORMED', `the ports ${port} and ${other} overlap`, fix);
  });
  return ports;
}

/** Tells whether two ports, as `normalizePort` writes them, have any in common. */
function overlap(one: string, other: string): boolean {
  const [a, b] = [boundsOf(one), boundsOf(other)];
  return a.protocol === b.protocol && a.first <= b.last && b.first <= a.last;
}

function boundsOf(port: string): { protocol: string; first: number; last: number } {
  const [range = '', protocol = ''] = port.split('/');
  const [first = '', last = first] = range.split('-');
  return { protocol, first: Number(first), last: Number(last) };
}

/** What has to be done to the open ports; closing comes first, as ranges may not overlap. */
export interface PortChanges {
  readonly close: readonly string[];
  readonly open: readonly string[];
}

/** Compares the open ports with those that shall be open. */
export function comparePorts(held: readonly string[], wanted: readonly string[]): PortChanges {
  return {
    close: held.filter((port) => !wanted.includes(port)),
    open: wanted.filter((port) => !held.includes(port)),
  };
}
