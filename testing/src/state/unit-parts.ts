import type { PortRange, ResourceRevision, StorageInstance } from '@reactive-charms/emulator/core';
import { isStorageId } from '@reactive-charms/juju';
import type { StorageFacts } from '@reactive-charms/juju';
import type { CharmDefinition } from '@reactive-charms/reactive/engine';
import type { UnitState } from '../unit-state.ts';

/** Storage as the model holds it. */
export function storageOf(
  { storage = {}, unit }: UnitState,
  since: string,
): Record<string, StorageInstance> {
  const instances: Record<string, StorageInstance> = {};
  for (const [id, { kind, location }] of Object.entries(storage)) {
    if (!isStorageId(id)) throw new Error(`"${id}" is not a storage ID such as "data/0"`);
    const name = id.slice(0, id.lastIndexOf('/'));
    instances[id] = { id, name, kind, location, owner: unit, life: 'alive', size: 1024, since };
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

/** Open ports as the model holds them. */
export function portsOf({ openPorts = [] }: UnitState): PortRange[] {
  return openPorts.map(parsePort);
}

/** The text of a port: `80/tcp`, `8080-8088/udp` or `icmp`. */
export function printPort({ protocol, from, to }: PortRange): string {
  if (protocol === 'icmp') return protocol;
  return from === to ? `${from}/${protocol}` : `${from}-${to}/${protocol}`;
}

function parsePort(text: string): PortRange {
  if (text === 'icmp') return { protocol: 'icmp', from: 0, to: 0, endpoints: [] };
  const [, from, to = from, protocol] = /^(\d+)(?:-(\d+))?\/(tcp|udp)$/.exec(text) ?? [];
  if (from === undefined || (protocol !== 'tcp' && protocol !== 'udp')) {
    throw new Error(`"${text}" is not a port such as "80/tcp", "8080-8088/udp" or "icmp"`);
  }
  return { protocol, from: Number(from), to: Number(to), endpoints: [] };
}
