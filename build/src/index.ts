export * from './build-charm.ts';
export * from './findings.ts';
export * from './write-types.ts';
export { runCli } from './cli.ts';
export { precompileTemplate } from './bundle/precompile-template.ts';
export {
  cacheFolder,
  downloadWithNpm,
  fetchRuntime,
  type Runtime,
  type RuntimeOptions,
} from './runtime/fetch-runtime.ts';
export type { Architecture } from './generate/manifest.ts';
