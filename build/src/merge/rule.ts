import type { Findings } from '../findings.ts';
import type { LayerFile, LayerStack } from '../layers/layer.ts';
import type { PlannedFile } from '../plan.ts';
import type { MapTree } from '../yaml/tree.ts';

/** How a file came about, as the build manifest names it (contract section 1.17). */
export type FileKind = 'static' | 'dynamic' | 'build';

/** One file of the charm. */
export interface OutputFile {
  readonly path: string;
  readonly content: Buffer;
  readonly executable: boolean;
  /** The layer that the file is from, or `build`. */
  readonly owner: string;
  readonly kind: FileKind;
  /** The content of a merged YAML file, with the places that its parts came from. */
  readonly tree?: MapTree;
}

/** What a merge rule may look at. */
export interface MergeContext {
  readonly stack: LayerStack;
  /** The bytes of a layer's file. */
  readonly read: (file: LayerFile) => Buffer;
  /** How messages call a layer's file. */
  readonly label: (planned: PlannedFile, layer: PlannedFile['contributors'][number]) => string;
  readonly findings: Findings;
}

/**
 * Makes files of the charm from what layers contribute to one planned file. Every kind of file has
 * one such function.
 */
export type MergeRule = (file: PlannedFile, context: MergeContext) => readonly OutputFile[];
