import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { mergeLayers, type MergedLayers } from '../../src/compose-charm.ts';
import { Findings } from '../../src/findings.ts';
import type { OutputFile } from '../../src/merge/rule.ts';
import type { Plan } from '../../src/plan.ts';
import { toPlain } from '../../src/yaml/tree.ts';

/** A file to write: its text, data to write as JSON (which is YAML), or more about it. */
type FileContent =
  string | { readonly link: string } | { readonly text: string; readonly mode: number } | object;

/** Files by path. */
export type Files = Readonly<Record<string, FileContent>>;

/** The top layer's metadata of the contract's cases, "M". */
export const TOP_METADATA: object = {
  name: 'top',
  summary: 's',
  maintainer: 'Me <me@x.io>',
  description: 'd',
  tags: ['misc'],
};

/** A temporary npm workspace with layers. */
export interface Workspace {
  readonly root: string;
  write(files: Files): void;
  remove(): void;
}

/** Makes a workspace with these files, in a folder of its own. */
export function makeWorkspace(files: Files): Workspace {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'charm-build-')));
  const write = (more: Files): void => {
    for (const [path, content] of Object.entries(more)) writeOne(join(root, path), content);
  };
  write({ 'package.json': { name: 'fixture', private: true, workspaces: ['layers/*'] }, ...files });
  return { root, write, remove: () => rmSync(root, { recursive: true, force: true }) };
}

/** What merging a charm gave. */
export interface Merged {
  readonly plan: Plan;
  /** Plain data of a merged YAML file, the text of another one, undefined if it is not there. */
  readonly contentOf: (path: string) => unknown;
  readonly fileAt: (path: string) => OutputFile | undefined;
  readonly paths: readonly string[];
  readonly results: MergedLayers['results'];
  readonly findings: Findings;
  /** Codes of all findings, sorted. */
  readonly codes: readonly string[];
}

/** Writes layers below `layers/`, and merges the layer `top`; the workspace is removed again. */
export function mergeFixture(files: Files): Merged {
  const below = Object.fromEntries(
    Object.entries(files).map(([path, content]) => [`layers/${path}`, content]),
  );
  const workspace = makeWorkspace(below);
  try {
    const findings = new Findings();
    const options = { directory: 'layers/top', cwd: workspace.root, environment: {} };
    const { plan, merged, results } = mergeLayers(options, findings);
    const fileAt = (path: string): OutputFile | undefined =>
      merged.find((file) => file.path === path);
    const contentOf = (path: string): unknown => {
      const file = fileAt(path);
      return file?.tree === undefined ? file?.content.toString() : toPlain(file.tree);
    };
    const paths = merged.map(({ path }) => path);
    const codes = findings.all.map(({ code }) => code);
    return { plan, contentOf, fileAt, paths, results, findings, codes };
  } finally {
    workspace.remove();
  }
}

function writeOne(path: string, content: FileContent): void {
  mkdirSync(dirname(path), { recursive: true });
  if (typeof content === 'string') writeFileSync(path, content);
  else if ('link' in content) symlinkSync(content.link, path);
  else if ('text' in content && 'mode' in content) {
    writeFileSync(path, content.text, { mode: content.mode });
  } else writeFileSync(path, JSON.stringify(content));
}
