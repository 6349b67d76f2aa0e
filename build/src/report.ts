import { relative } from 'node:path';
import { formatDiagnostic } from '@reactive-charms/juju';
import type { BuiltCharm } from './build-charm.ts';
import type { Findings } from './findings.ts';
import { urlOf, type Layer, type LayerStack } from './layers/layer.ts';
import { describePlan, type Plan } from './plan.ts';

/** Says where each layer was found. */
export function reportLayers(stack: LayerStack): string {
  const rows = [...stack.layers, ...stack.interfaces].map((layer) => [
    urlOf(layer),
    layer.label,
    layer.origin,
  ]);
  return table(rows, '  ');
}

/** Says what was built. */
export function reportBuilt(built: BuiltCharm, cwd: string): string {
  const path = relative(cwd, built.archive);
  const outcome = built.unchanged ? 'unchanged, ' : '';
  return `${path.startsWith('..') ? built.archive : path}  (${outcome}${formatSize(built.size)}, ${built.files} files)\n`;
}

/** The same as data, for `--format json`. */
export function builtAsJson(built: BuiltCharm, findings: Findings): object {
  const { name, archive, unchanged, size, ownSize, files, stack } = built;
  return {
    charm: name,
    archive,
    unchanged,
    size,
    'size-without-runtime': ownSize,
    files,
    layers: [...stack.layers, ...stack.interfaces].map(layerAsJson),
    findings: findings.all,
  };
}

/** The plan as a table: path, rule, contributing layers. */
export function reportPlan(plan: Plan): string {
  return table(
    describePlan(plan).map(({ path, rule, layers }) => [path, rule, layers.join(' + ')]),
    '',
  );
}

/** The plan as data, for `--plan --format json`. */
export function planAsJson(stack: LayerStack, plan: Plan): object {
  return {
    layers: [...stack.layers, ...stack.interfaces].map(layerAsJson),
    files: describePlan(plan),
    dropped: plan.dropped,
  };
}

/** All findings, as they are shown to people. */
export function reportFindings(findings: Findings): string {
  return findings.all.map((finding) => `${formatDiagnostic(finding)}\n`).join('');
}

function layerAsJson(layer: Layer): object {
  return { layer: urlOf(layer), directory: layer.directory, origin: layer.origin };
}

function formatSize(bytes: number): string {
  if (bytes < 1_000_000) return `${Math.ceil(bytes / 1000)} kB`;
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}

function table(rows: readonly (readonly string[])[], indent: string): string {
  const widths = [0, 1].map((column) =>
    Math.max(0, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  return rows
    .map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '))
    .map((line) => `${indent}${line.trimEnd()}\n`)
    .join('');
}
