export * from './schema.ts';
export * from './provides.ts';
export * from './requires.ts';
