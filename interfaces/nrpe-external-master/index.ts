export * from './schema.ts';
export * from './monitors.ts';
export * from './flags.ts';
export * from './provides.ts';
export * from './requires.ts';
export * from './interface.ts';
