export * from './memory-host.ts';
export * from './memory-hook-tools.ts';
export * from './run-hook.ts';
export * from './unit-state.ts';
export * from './fake-endpoint.ts';
