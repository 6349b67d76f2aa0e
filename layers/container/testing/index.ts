export { createMemoryEngine } from './memory-engine.ts';
export type { MemoryEngine, MemoryImage } from './memory-engine.ts';
