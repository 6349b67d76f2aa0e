import type { Place } from '@reactive-charms/juju';
import type { MapTree } from '../yaml/tree.ts';

/** What an include names: a layer or an interface. */
export type ReferenceKind = 'layer' | 'interface';

/** One item of `includes`, for example `layer:reactive`. */
export interface LayerReference {
  readonly kind: ReferenceKind;
  /** The name without prefix and without `@revision`. */
  readonly name: string;
  readonly place: Place;
}

/** Where a layer was found. */
export type LayerOrigin = 'command line' | 'workspace' | 'LAYER_PATH' | 'INTERFACE_PATH' | 'npm';

/** One file of a layer. */
export interface LayerFile {
  /** Path within the layer, with slashes. */
  readonly path: string;
  /** Path on disk; for a link, that of its target. */
  readonly source: string;
  readonly executable: boolean;
}

/** A layer or interface on disk. */
export interface Layer {
  readonly kind: ReferenceKind;
  /** The name in the list of includes. */
  readonly name: string;
  /** The section of `options` that belongs to this layer (contract section 1.5). */
  readonly namespace: string;
  readonly directory: string;
  /** How messages call the directory: relative to where the command runs. */
  readonly label: string;
  readonly origin: LayerOrigin;
  /** What layer.yaml or interface.yaml says; undefined when there is no such file. */
  readonly settings: MapTree | undefined;
  readonly includes: readonly LayerReference[];
  /** Name and version of the npm package that the directory is, if it is one. */
  readonly package: PackageIdentity | undefined;
}

/** The identity of an npm package. */
export interface PackageIdentity {
  readonly name: string;
  readonly version: string | undefined;
}

/** The layers of a charm in the order of merging, and the interfaces that they include. */
export interface LayerStack {
  /** From the base layer up; the top layer is the last. */
  readonly layers: readonly Layer[];
  readonly top: Layer;
  readonly interfaces: readonly Layer[];
}

/** How the manifest and the change report call a layer: `layer:reactive`, or the top's name. */
export function urlOf(layer: Layer): string {
  return layer.origin === 'command line' ? layer.namespace : `${layer.kind}:${layer.name}`;
}
