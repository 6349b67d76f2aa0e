export { containers, createContainers, isEngineUnreachable } from './containers.ts';
export type { Containers, ProjectReport } from './containers.ts';
export { createDockerEngine } from './docker-engine.ts';
export { readEngineAddress } from './engine-address.ts';
export type { EngineAddress } from './engine-address.ts';
export { EngineError, EngineUnreachable } from './engine.ts';
export type {
  ContainerDetails,
  ContainerRequest,
  ContainerState,
  ContainerSummary,
  Engine,
  ImageDetails,
} from './engine.ts';
export { reportImageVersion, tryProject } from './handler-steps.ts';
export type { ProjectOutcome } from './handler-steps.ts';
export { imageReference, parseImageReference, registryHost } from './image-reference.ts';
export type { ImageReference } from './image-reference.ts';
export { readContainerOptions } from './options.ts';
export type {
  ContainerConfig,
  ContainerOptions,
  ContainerOptionsReading,
  OptionFault,
} from './options.ts';
export { containerName } from './service-spec.ts';
export { DeclarationError } from './services.ts';
export type {
  BindMount,
  Logging,
  ProjectDeclaration,
  RegistryCredentials,
  ServiceDeclaration,
} from './services.ts';
