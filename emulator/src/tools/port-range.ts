import type { PortRange } from '../model.ts';
import { usageFailure } from './failure.ts';
import { quote } from './flags.ts';

type Range = Omit<PortRange, 'endpoints'>;

/**
 * Reads `80`, `80/tcp`, `80-90/udp` or `icmp`; the protocol is tcp unless named.
 * Source: contract juju.md section 2.2, rows C79 and C80.
 * @throws ToolFailure with code 2.
 */
export function parsePort(text: string): Range {
  const lower = text.toLowerCase();
  if (lower === 'icmp') return { protocol: 'icmp', from: 0, to: 0 };
  const [numbers = '', protocol = 'tcp', ...more] = lower.split('/');
  if (more.length > 0) throw usageFailure(`invalid port range ${quote(text)}`);
  const [from = 0, to = from, ...rest] = numbers.split('-').map(parseNumber);
  if (rest.length > 0) throw usageFailure(`invalid port range ${quote(text)}`);
  if (protocol !== 'tcp' && protocol !== 'udp') {
    throw usageFailure(`invalid protocol ${quote(protocol)}, expected "tcp", "udp", or "icmp"`);
  }
  if (from > to) throw usageFailure(`invalid port range ${from}-${to}/${protocol}`);
  if (to > 65_535) {
    throw usageFailure(`port range bounds must be between 0 and 65535, got ${from}-${to}`);
  }
  return { protocol, from, to };
}

/** Prints a range as `opened-ports` does: `80/tcp`, `8080-8088/udp`, `icmp`. */
export function formatPort({ protocol, from, to }: Range): string {
  if (protocol === 'icmp') return 'icmp';
  return from === to ? `${from}/${protocol}` : `${from}-${to}/${protocol}`;
}

/** Whether two ranges are the same, whatever endpoints they are open to. */
export function samePort(a: Range, b: Range): boolean {
  return a.protocol === b.protocol && a.from === b.from && a.to === b.to;
}

function parseNumber(text: string): number {
  if (/^\d+$/.test(text)) return Number(text);
  throw usageFailure(
    `invalid port ${quote(text)}: strconv.Atoi: parsing ${quote(text)}: invalid syntax`,
  );
}
