import { parseBind } from '../binds.ts';
import { isObject, objectOf, parseJson, textOf, textsOf } from '../json.ts';
import type { JsonObject } from '../json.ts';
import { bindSourcePath } from '../machine.ts';
import { SCOPE_LABELS } from './machine-scope.ts';
import type { MachineScope } from './machine-scope.ts';

/**
 * Gives an answer of the Engine the look that it has inside the machine: names lose their prefix, binds
 * are as they were asked for, and the labels of the scope are gone.
 */
export function rewriteAnswer(answer: unknown, scope: MachineScope): unknown {
  // The prefix holds the model's id and occurs nowhere else, so names are found wherever they stand.
  const named = parseJson(JSON.stringify(answer ?? null).replaceAll(scope.prefix, ''));
  if (Array.isArray(named)) return named.map((entry) => rewriteContainer(entry, scope));
  return rewriteContainer(named, scope);
}

/** The labels of a container, in an entry of a list or in the answer about one container. */
export function labelsOf(container: JsonObject): JsonObject {
  return objectOf(container['Labels'] ?? objectOf(container['Config'])['Labels']);
}

function rewriteContainer(entry: unknown, scope: MachineScope): unknown {
  if (!isObject(entry)) return entry;
  const labels = labelsOf(entry);
  const asked = textsOf(parseJson(textOf(labels[SCOPE_LABELS.binds])));
  const { Config, HostConfig, Labels, Mounts } = entry;
  return {
    ...entry,
    ...(isObject(Labels) ? { Labels: withoutScope(Labels) } : {}),
    ...(isObject(Config) ? { Config: { ...Config, Labels: withoutScope(labels) } } : {}),
    ...(isObject(HostConfig) && 'Binds' in HostConfig
      ? { HostConfig: { ...HostConfig, Binds: asked.length === 0 ? null : asked } }
      : {}),
    ...(Array.isArray(Mounts)
      ? { Mounts: Mounts.map((mount) => rewriteMount(objectOf(mount), asked, scope)) }
      : {}),
  };
}

function withoutScope(labels: JsonObject): JsonObject {
  const own: readonly string[] = Object.values(SCOPE_LABELS);
  return Object.fromEntries(Object.entries(labels).filter(([name]) => !own.includes(name)));
}

function rewriteMount(
  mount: JsonObject,
  asked: readonly string[],
  scope: MachineScope,
): JsonObject {
  const bind = asked
    .map(parseBind)
    .find(({ source }) => bindSourcePath(scope.machine, source) === mount['Source']);
  return bind === undefined ? mount : { ...mount, Source: bind.source };
}
