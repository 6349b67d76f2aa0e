import type { Findings } from './field.ts';
import { Field } from './field.ts';
import type { YamlNode } from './yaml.ts';

/** Fields of an application that are merged key by key; all others are replaced. */
const MAPS = [
  'options',
  'annotations',
  'resources',
  'storage',
  'devices',
  'bindings',
  'offers',
  'exposed-endpoints',
];

/**
 * Merges an overlay over a bundle, both as they were read; every value keeps its own place.
 * Source: juju/charm, rules of ReadAndMergeBundleData.
 */
export function mergeOverlay(base: YamlNode, overlay: YamlNode, findings: Findings): YamlNode {
  if (overlay.value === null) return base;
  if (overlay.kind !== 'map') {
    new Field(overlay, findings).mismatch('an overlay with "applications" or "relations"');
    return base;
  }
  const merged = new Map(base.entries);
  for (const [key, node] of overlay.entries) {
    const before = merged.get(key);
    if (key === 'applications' || key === 'saas') {
      const removed = [...node.entries].filter(([, child]) => child.value === null);
      merged.set(key, mergeApplications(before, node));
      const relations = merged.get('relations');
      if (relations !== undefined) {
        merged.set(
          'relations',
          withoutRelations(relations, new Set(removed.map(([name]) => name))),
        );
      }
    } else if (key !== 'relations') {
      merged.set(key, node);
    }
  }
  const added = overlay.entries.get('relations');
  if (added !== undefined && added.value !== null) {
    const before = merged.get('relations');
    merged.set('relations', before?.kind === 'list' ? append(before, added) : added);
  }
  return withEntries(base, merged);
}

function mergeApplications(base: YamlNode | undefined, overlay: YamlNode): YamlNode {
  if (base?.kind !== 'map' || overlay.kind !== 'map') return overlay;
  const merged = new Map(base.entries);
  for (const [name, node] of overlay.entries) {
    const before = merged.get(name);
    if (node.value === null) merged.delete(name);
    else merged.set(name, before?.kind === 'map' ? mergeApplication(before, node) : node);
  }
  return withEntries(base, merged);
}

function mergeApplication(base: YamlNode, overlay: YamlNode): YamlNode {
  if (overlay.kind !== 'map') return overlay;
  const merged = new Map(base.entries);
  for (const [key, node] of overlay.entries) {
    const before = merged.get(key);
    const isMerged = MAPS.includes(key) && before?.kind === 'map' && node.entries.size > 0;
    merged.set(key, isMerged ? mergeMap(before, node) : node);
  }
  return withEntries(base, merged);
}

function mergeMap(base: YamlNode, overlay: YamlNode): YamlNode {
  const merged = new Map(base.entries);
  for (const [key, node] of overlay.entries) {
    if (node.value === null) merged.delete(key);
    else merged.set(key, node);
  }
  return withEntries(base, merged);
}

function append(base: YamlNode, more: YamlNode): YamlNode {
  if (more.kind !== 'list') return more;
  return withItems(base, [...base.items, ...more.items]);
}

function withoutRelations(relations: YamlNode, removed: ReadonlySet<string>): YamlNode {
  if (removed.size === 0) return relations;
  const stays = relations.items.filter(
    ({ items }) => !items.some(({ value }) => removed.has(String(value).split(':')[0] ?? '')),
  );
  return withItems(relations, stays);
}

function withEntries(node: YamlNode, entries: ReadonlyMap<string, YamlNode>): YamlNode {
  const value = Object.fromEntries([...entries].map(([key, child]) => [key, child.value]));
  return { ...node, entries, value };
}

function withItems(node: YamlNode, items: readonly YamlNode[]): YamlNode {
  return { ...node, items, value: items.map((item) => item.value) };
}
