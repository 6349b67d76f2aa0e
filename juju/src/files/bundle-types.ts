import type { Place } from '../diagnostics.ts';
import type { YamlNode } from './yaml.ts';

/** A value in a bundle, as written, and where it stands. */
export type BundleValue = Pick<YamlNode, 'value' | 'plain' | 'place'>;

/** Where a unit of a bundle goes: beside a unit, on a machine of the bundle, or on a new one. */
export interface BundlePlacement {
  /** As written, for example `lxd:mysql/0`. */
  readonly text: string;
  readonly container?: string;
  readonly target:
    | { readonly kind: 'new' }
    | { readonly kind: 'machine'; readonly machine: string }
    | { readonly kind: 'unit'; readonly application: string; readonly unit?: number };
  readonly place: Place;
}

/** An application of a bundle. */
export interface BundleApplication {
  readonly name: string;
  /** As written: a name in the store, or a path that begins with `.` or `/`. */
  readonly charm: string;
  /** The path of a local charm, relative paths taken from the file that says them. */
  readonly charmPath?: string;
  readonly charmPlace: Place;
  readonly channel?: string;
  readonly revision?: number;
  readonly base?: string;
  /** Undefined when neither num_units nor scale is given. */
  readonly units?: number;
  readonly to: readonly BundlePlacement[];
  /** Values that are null are absent. */
  readonly options: Readonly<Record<string, BundleValue>>;
  readonly constraints?: string;
  readonly exposed: boolean;
  readonly trusted: boolean;
  readonly annotations: Readonly<Record<string, string>>;
  readonly resources: Readonly<Record<string, number | string>>;
  readonly bindings: Readonly<Record<string, string>>;
  readonly storage: Readonly<Record<string, string>>;
  readonly place: Place;
}

/** A machine that placements of a bundle name. */
export interface BundleMachine {
  readonly id: string;
  readonly constraints?: string;
  readonly base?: string;
  readonly annotations: Readonly<Record<string, string>>;
  readonly place: Place;
}

/** One end of a relation; without endpoint Juju infers it from the charms. */
export interface BundleRelationEnd {
  readonly application: string;
  readonly endpoint?: string;
}

/** A relation of a bundle. */
export interface BundleRelation {
  readonly ends: readonly [BundleRelationEnd, BundleRelationEnd];
  readonly place: Place;
}

/** A bundle with its overlays applied. */
export interface Bundle {
  readonly file: string;
  readonly description: string;
  readonly base?: string;
  readonly applications: Readonly<Record<string, BundleApplication>>;
  readonly machines: Readonly<Record<string, BundleMachine>>;
  readonly relations: readonly BundleRelation[];
  /** Names of applications of other models. */
  readonly saas: readonly string[];
  /** The data behind it, on which overlays are applied. */
  readonly source: YamlNode;
}

/** The text of a bundle or overlay and the name of its file. */
export interface BundleText {
  readonly text: string;
  readonly file: string;
}
