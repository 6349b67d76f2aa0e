export * from './values.ts';
export * from './schema.ts';
export * from './merge-clients.ts';
export * from './provides.ts';
export * from './requires.ts';
