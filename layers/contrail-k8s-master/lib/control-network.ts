import { BlockList, isIP } from 'node:net';

/** A network interface of the machine with one of its addresses. */
export interface InterfaceAddress {
  readonly interface: string;
  readonly address: string;
}

/**
 * Reads the output of `ip -json address show`. What it does not understand it passes over.
 */
export function parseInterfaceAddresses(output: string): InterfaceAddress[] {
  const interfaces: readonly unknown[] = readJsonList(output);
  return interfaces.flatMap((entry) => {
    const name = member(entry, 'ifname');
    const list = member(entry, 'addr_info');
    if (typeof name !== 'string' || !Array.isArray(list)) return [];
    return list.flatMap((info: unknown): InterfaceAddress[] => {
      const address = member(info, 'local');
      if (typeof address !== 'string' || member(info, 'scope') !== 'global') return [];
      return [{ interface: name, address }];
    });
  });
}

/**
 * The address of the machine on the first of the networks that it stands in.
 * Source: option control-network in contract contrail.md section 1.3.
 * @param networks CIDRs or names of network interfaces.
 */
export function chooseAddress(
  networks: readonly string[],
  addresses: readonly InterfaceAddress[],
): string | undefined {
  for (const network of networks) {
    const found = addresses.find((candidate) =>
      network.includes('/')
        ? isInNetwork(candidate.address, network)
        : candidate.interface === network,
    );
    if (found !== undefined) return found.address;
  }
  return undefined;
}

function isInNetwork(address: string, network: string): boolean {
  const [prefix = '', length = ''] = network.split('/');
  if (isIP(address) === 0 || isIP(address) !== isIP(prefix)) return false;
  const family = isIP(address) === 4 ? 'ipv4' : 'ipv6';
  const list = new BlockList();
  list.addSubnet(prefix, Number(length), family);
  return list.check(address, family);
}

function readJsonList(text: string): readonly unknown[] {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}

function member(value: unknown, name: string): unknown {
  return value !== null && typeof value === 'object'
    ? new Map<string, unknown>(Object.entries(value)).get(name)
    : undefined;
}
