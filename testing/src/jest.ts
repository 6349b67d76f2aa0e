import { matchers } from './matchers/matchers.ts';
import type { CharmMatchers } from './matchers/matchers.ts';

export { matchers } from './matchers/matchers.ts';
export type { CharmMatchers, MatcherResult, PublishedValues } from './matchers/matchers.ts';

/*
 * Importing this gives jest's `expect` the matchers. Where jest injects no globals, say
 * `expect.extend(matchers)`; where there is no jest, nothing happens.
 */
extendGlobalExpect();

function extendGlobalExpect(): void {
  const expect: unknown = Reflect.get(globalThis, 'expect');
  if (typeof expect !== 'function') return;
  const extend: unknown = Reflect.get(expect, 'extend');
  if (typeof extend === 'function') Reflect.apply(extend, expect, [matchers]);
}

declare global {
  namespace jest {
    interface Matchers<R, T = {}> extends CharmMatchers<R> {}
  }
}

declare module 'expect' {
  interface Matchers<R extends void | Promise<void>, T = unknown> extends CharmMatchers<R> {}
}
