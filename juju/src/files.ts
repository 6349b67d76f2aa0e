export * from './files/yaml.ts';
export { readMetadata } from './files/metadata.ts';
export type { MetadataSurroundings } from './files/metadata.ts';
export { readConfig } from './files/config.ts';
export { readActions } from './files/actions.ts';
export { readManifest } from './files/manifest.ts';
export { parseOptionValue, readOptionValue } from './files/option-value.ts';
export type { WrittenValue } from './files/option-value.ts';
export { applyOverlay, readBundle, surveyBundle } from './files/bundle.ts';
export type { BundleSurvey } from './files/bundle.ts';
export { bundleUnits } from './files/bundle-units.ts';
export type { BundleUnit } from './files/bundle-units.ts';
export type {
  Bundle,
  BundleApplication,
  BundleMachine,
  BundlePlacement,
  BundleRelation,
  BundleRelationEnd,
  BundleText,
  BundleValue,
} from './files/bundle-types.ts';
export { formatYaml } from './files/format-yaml.ts';
export { makeFolder } from './files/make-folder.ts';
