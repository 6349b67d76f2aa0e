export * from './provides.ts';
export * from './requires.ts';
