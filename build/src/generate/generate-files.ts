import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { hooksOf, type Metadata } from '@reactive-charms/juju';
import type { LayerStack } from '../layers/layer.ts';
import { findWorkspace } from '../layers/workspace.ts';
import type { OutputFile } from '../merge/rule.ts';
import type { Plan } from '../plan.ts';
import { DISPATCH, HOOK, REACTIVE_COMMAND } from './scripts.ts';

/** The command under its own name, and under the one that charms of charms.reactive call. */
const REACTIVE_COMMANDS = ['bin/charms.reactive', 'bin/reactive'];

/** What the generated files depend on. */
export interface GenerateOptions {
  readonly stack: LayerStack;
  readonly plan: Plan;
  /** What the layers provide. */
  readonly files: readonly OutputFile[];
  readonly metadata: Metadata;
  readonly version: string | undefined;
}

/**
 * Adds the files that no layer has to write: dispatch, hooks, the reactive command and so on. A file
 * that a layer provides is not generated, and hooks that layers ignore or exclude stay absent
 * (contract row B31).
 */
export function generateFiles(options: GenerateOptions): OutputFile[] {
  const { stack, plan, metadata, version } = options;
  const files = options.files.filter(({ path }) => version === undefined || path !== 'version');
  const provided = new Set(files.map(({ path }) => path));
  const dropped = new Set(plan.dropped);
  const generated = [
    script('dispatch', DISPATCH),
    ...REACTIVE_COMMANDS.map((path) => script(path, REACTIVE_COMMAND)),
    ...hooksOf(metadata)
      .map((hook) => `hooks/${hook}`)
      .filter((path) => !dropped.has(path))
      .map((path) => script(path, HOOK)),
    ...licenseOf(stack),
    ...(version === undefined ? [] : [text('version', `${version}\n`)]),
  ];
  return [...files, ...generated.filter(({ path }) => !provided.has(path))];
}

function script(path: string, content: string): OutputFile {
  return { ...text(path, content), executable: true };
}

function text(path: string, content: string): OutputFile {
  const executable = false;
  return { path, content: Buffer.from(content), executable, owner: 'build', kind: 'build' };
}

/** A charm without a licence of its own is under that of the workspace it is built in. */
function licenseOf({ top }: LayerStack): OutputFile[] {
  const workspace = findWorkspace(top.directory);
  const path = workspace === undefined ? undefined : join(workspace, 'LICENSE');
  if (path === undefined || !existsSync(path)) return [];
  return [text('LICENSE', readFileSync(path, 'utf8'))];
}
