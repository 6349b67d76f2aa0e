export * from './schema.ts';
export * from './flags.ts';
export * from './peers.ts';
export * from './interface.ts';
