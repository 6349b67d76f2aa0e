import { formatPort } from '@reactive-charms/emulator/core';
import type { PortRange, ResourceRevision, StorageInstance } from '@reactive-charms/emulator/core';
import { isStorageId } from '@reactive-charms/juju';
import type { StorageFacts } from '@reactive-charms/juju';
import type { CharmDefinition } from '@reactive-charms/reactive/engine';
import { storageNameIn } from '../events/resolve-event.ts';
import type { UnitState } from '../unit-state.ts';

/** Storage as the model holds it. */
export function storageOf(
  { storage = {}, unit }: UnitState,
  since: string,
): Record<string, StorageInstance> {
  const instances: Record<string, StorageInstance> = {};
  for (const [id, { kind, location }] of Object.entries(storage)) {
    if (!isStorageId(id)) throw new Error(`"${id}" is not a storage ID such as "data/0"`);
    instances[id] = {
      id,
      name: storageNameIn(id),
      kind,
      location,
      owner: unit,
      life: 'alive',
      size: 1024,
      since,
    };
  }
  return instances;
}

/** Storage as a state shows it. */
export function storageFacts({ kind, location }: StorageInstance): StorageFacts {
  return { kind, location };
}

/** Uploaded resources as the model holds them. */
export function resourcesOf(
  { metadata }: CharmDefinition,
  { resources = {} }: UnitState,
  since: string,
): Record<string, ResourceRevision> {
  const revisions: Record<string, ResourceRevision> = {};
  for (const name of Object.keys(resources)) {
    const filename = metadata.resources[name]?.filename ?? name;
    revisions[name] = { name, path: name, filename, revision: 1, sha256: '', size: 0, since };
  }
  return revisions;
}

/** Open ports as the model holds them. @throws Error for what is none. */
export function portsOf({ openPorts = [] }: UnitState): PortRange[] {
  return openPorts.map((text) => {
    const port = readPort(text);
    if (port) return port;
    throw new Error(`"${text}" is not a port such as "80/tcp", "8080-8088/udp" or "icmp"`);
  });
}

/** The text of a port: `80/tcp`, `icmp`, or `8080-8088/udp (db, website)` for these endpoints alone. */
export function printPort(port: PortRange): string {
  const { endpoints } = port;
  return endpoints.length === 0
    ? formatPort(port)
    : `${formatPort(port)} (${endpoints.join(', ')})`;
}

const PORT = /^(?:(icmp)|(\d+)(?:-(\d+))?\/(tcp|udp))(?: \(([^\s(),]+(?:, [^\s(),]+)*)\))?$/;

/** Reads the text of a port; undefined where it is none. */
export function readPort(text: string): PortRange | undefined {
  const [, icmp, from, to = from, protocol, names] = PORT.exec(text) ?? [];
  const endpoints = names?.split(', ') ?? [];
  if (icmp !== undefined) return { protocol: 'icmp', from: 0, to: 0, endpoints };
  if (protocol !== 'tcp' && protocol !== 'udp') return undefined;
  const range: PortRange = { protocol, from: Number(from), to: Number(to), endpoints };
  return range.from <= range.to && range.to <= 65_535 ? range : undefined;
}
