export * from './dispatch/capability.ts';
export type { CharmDefinition, SealedCharm } from './charm/charm.ts';
export * from './endpoints/codec.ts';
export * from './endpoints/json-codec.ts';
export * from './dispatch/context.ts';
export * from './endpoints/endpoint-flags.ts';
export type {
  EndpointBuilder,
  EndpointContext,
  EndpointHandlerBuilder,
  EndpointFlagTest,
} from './endpoints/endpoint-builder.ts';
export { defineEndpoint } from './endpoints/endpoint-handlers.ts';
export type { EndpointHandlers } from './endpoints/endpoint-handlers.ts';
export * from './endpoints/endpoint.ts';
export * from './endpoints/find-endpoint.ts';
export * from './endpoints/requester.ts';
export * from './endpoints/responder.ts';
export type { RequestProtocol, RequestWithResponse } from './endpoints/requests.ts';
export type { JsonChanges, PublishableJson } from './endpoints/views.ts';
export type * from './endpoints/interface-definition.ts';
export * from './endpoints/json-schema.ts';
export * from './host/host.ts';
export * from './json.ts';
export * from './handlers/handler.ts';
export * from './handlers/layer.ts';
export { notUnless } from './handlers/not-unless.ts';
export type { Log } from './dispatch/log.ts';
export type {
  Condition,
  FileCondition,
  FilePath,
  FlagCondition,
  OnceCondition,
} from './handlers/conditions.ts';
export * from './endpoints/readings.ts';
export * from './charm/shape.ts';
export type { Trigger } from './flags/triggers.ts';
