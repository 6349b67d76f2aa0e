import { mkdirSync, statSync } from 'node:fs';
import { formatBind, isPathBind, parseBind } from '../binds.ts';
import type { Bind } from '../binds.ts';
import { objectOf, textOf, textsOf } from '../json.ts';
import type { JsonObject } from '../json.ts';
import { bindSourcePath } from '../machine.ts';
import { SCOPE_LABELS } from './machine-scope.ts';
import type { MachineScope } from './machine-scope.ts';

/** Finds what another container of the same machine is called in the Engine. */
export type Resolve = (reference: string) => Promise<string>;

/**
 * Rewrites the request that creates a container: sources of binds lead into the machine's root, names of
 * other containers and of volumes are those in the Engine, and labels say whose container it is. Folders
 * that a bind needs are made here, so that they belong to the user and not to the Engine.
 */
export async function rewriteCreate(
  body: JsonObject,
  scope: MachineScope,
  resolve: Resolve,
): Promise<JsonObject> {
  const host = objectOf(body['HostConfig']);
  const binds = textsOf(host['Binds']);
  const labels = {
    ...objectOf(body['Labels']),
    ...scope.labels,
    [SCOPE_LABELS.binds]: JSON.stringify(binds),
  };
  const volumesFrom = await Promise.all(
    textsOf(host['VolumesFrom']).map((text) => resolveReference(text, resolve)),
  );
  return {
    ...body,
    Labels: labels,
    HostConfig: {
      ...host,
      Binds: binds.map((text) => formatBind(toHost(parseBind(text), scope))),
      VolumesFrom: volumesFrom,
      ...(await sharedNamespaces(host, resolve)),
      ...(Array.isArray(host['Mounts'])
        ? { Mounts: host['Mounts'].map((mount) => rewriteMount(objectOf(mount), scope)) }
        : {}),
    },
  };
}

function toHost(bind: Bind, scope: MachineScope): Bind {
  if (!isPathBind(bind)) return { ...bind, source: `${scope.prefix}${bind.source}` };
  const source = bindSourcePath(scope.machine, bind.source);
  if (statSync(source, { throwIfNoEntry: false }) === undefined) {
    mkdirSync(source, { recursive: true });
  }
  return { ...bind, source };
}

function rewriteMount(mount: JsonObject, scope: MachineScope): JsonObject {
  const source = textOf(mount['Source']);
  if (source === '') return mount;
  return mount['Type'] === 'bind'
    ? { ...mount, Source: bindSourcePath(scope.machine, source) }
    : { ...mount, Source: `${scope.prefix}${source}` };
}

async function resolveReference(text: string, resolve: Resolve): Promise<string> {
  const [reference = '', ...mode] = text.split(':');
  return [await resolve(reference), ...mode].join(':');
}

/** `container:NAME` in the modes that name another container's namespace. */
async function sharedNamespaces(host: JsonObject, resolve: Resolve): Promise<JsonObject> {
  const modes = ['NetworkMode', 'PidMode', 'IpcMode'].map(
    (key) => [key, textOf(host[key])] as const,
  );
  const shared = modes.filter(([, mode]) => mode.startsWith('container:'));
  const rewritten = shared.map(async ([key, mode]) => {
    return [key, `container:${await resolve(mode.slice('container:'.length))}`] as const;
  });
  return Object.fromEntries(await Promise.all(rewritten));
}
