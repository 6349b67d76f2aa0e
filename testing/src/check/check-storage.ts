import { formatPort } from '@reactive-charms/emulator/core';
import type { PortRange } from '@reactive-charms/emulator/core';
import { isStorageId } from '@reactive-charms/juju';
import { storageNameIn } from '../events/resolve-event.ts';
import { printPort, readPort } from '../state/unit-parts.ts';
import { explainEndpoint, hasEndpoint, IMPLICIT_ENDPOINT } from './check-relations.ts';
import { findRepeated, listNames } from './scenario.ts';
import type { Check, Scenario } from './scenario.ts';

/** Storage that metadata.yaml does not have, of another kind, or more of it than it allows. */
export const checkStorage: Check = (scenario) => {
  const { charm, state } = scenario;
  const storage = Object.entries(state.storage ?? {});
  const names = storage.map(([id]) => storageNameIn(id));
  return [
    ...findTwins(storage.map(([id]) => id)),
    ...storage.flatMap(([id, { kind }]) => {
      if (!isStorageId(id)) {
        return `storage: "${id}" is not a storage ID; write name, slash and number, such as "data/0"`;
      }
      const name = storageNameIn(id);
      const definition = charm.metadata.storage[name];
      if (!definition) return `storage ${id}: ${explainStorage(scenario, name)}`;
      if (definition.type === kind) return [];
      return `storage ${id}: it is a ${kind}, and metadata.yaml says ${definition.type}; make it one`;
    }),
    ...[...new Set(names)].flatMap((name) => {
      const definition = charm.metadata.storage[name];
      const most = definition?.count ? definition.count.maximum : 1;
      const count = names.filter((each) => each === name).length;
      if (!definition || most === undefined || count <= most) return [];
      return `storage: the unit has ${count} instances of ${name}, and metadata.yaml allows ${most}; leave out ${count - most}`;
    }),
  ];
};

/** Says which storage there is. */
export function explainStorage({ charm }: Scenario, name: string): string {
  const known = listNames(Object.keys(charm.metadata.storage));
  return `charm ${charm.name} has no storage "${name}"; use one that it has (${known}), or add it to metadata.yaml`;
}

/** Juju numbers storage through a whole model, whatever its name. */
function findTwins(ids: readonly string[]): string[] {
  const numberOf = (id: string): string => id.slice(id.lastIndexOf('/') + 1);
  return findRepeated(ids.map(numberOf)).map((number) => {
    const sharing = listNames(ids.filter((id) => numberOf(id) === number));
    return `storage: ${sharing} have the same number, which Juju gives to one instance of a model only; give each its own`;
  });
}

/** Resources that metadata.yaml does not have. */
export const checkResources: Check = ({ charm, state }) =>
  Object.keys(state.resources ?? {})
    .filter((name) => !Object.hasOwn(charm.metadata.resources, name))
    .map((name) => {
      const known = listNames(Object.keys(charm.metadata.resources));
      return `resources: charm ${charm.name} has no resource "${name}"; use one that it has (${known}), or add it to metadata.yaml`;
    });

/** Networks of bindings that the charm does not have. */
export const checkNetworks: Check = ({ charm, state }) => {
  const { endpoints, extraBindings = [] } = charm.metadata;
  const known = [...Object.keys(endpoints), ...extraBindings, IMPLICIT_ENDPOINT];
  return Object.keys(state.networks ?? {})
    .filter((name) => !known.includes(name))
    .map(
      (name) =>
        `networks: charm ${charm.name} has no binding "${name}"; use an endpoint or extra binding that it has (${listNames(known)}), or add it to metadata.yaml`,
    );
};

/** Ports that are none, open twice, or open to endpoints that the charm does not have. */
export const checkPorts: Check = (scenario) => {
  const texts = scenario.state.openPorts ?? [];
  const ports = texts.flatMap((text) => {
    const port = readPort(text);
    return port ? [{ ...port, text }] : [];
  });
  return [
    ...texts
      .filter((text) => !readPort(text))
      .map(
        (text) =>
          `openPorts: "${text}" is not a port; write it such as "80/tcp", "8080-8088/udp" or "icmp"`,
      ),
    ...ports.flatMap(({ text, endpoints }) =>
      endpoints
        .filter((name) => !hasEndpoint(scenario, name))
        .map((name) => `openPorts: ${text}: ${explainEndpoint(scenario, name)}`),
    ),
    ...ports.flatMap((port, index) =>
      ports
        .slice(0, index)
        .filter((other) => isConflict(other, port))
        .map(
          (other) =>
            `openPorts: ${port.text} is in conflict with ${other.text}, which Juju refuses; leave one of them out`,
        ),
    ),
  ];
};

/** The same range may be open to several endpoints. */
function isConflict(one: PortRange, other: PortRange): boolean {
  if (one.protocol !== other.protocol || other.to < one.from || one.to < other.from) return false;
  return formatPort(one) !== formatPort(other) || printPort(one) === printPort(other);
}
