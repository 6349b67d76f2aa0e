export * from './schema.ts';
export * from './peers.ts';
