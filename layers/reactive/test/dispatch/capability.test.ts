import { defineCapability } from '../../lib/dispatch/capability.ts';
import type { CapabilityBase } from '../../lib/dispatch/capability.ts';
import { createMemoryHost } from '@reactive-charms/testing';

function createBase(): CapabilityBase {
  const nothing = (): void => undefined;
  return {
    host: createMemoryHost({}),
    log: { debug: nothing, info: nothing, warning: nothing, error: nothing },
    unit: 'wordpress/0',
  };
}

describe('a capability', () => {
  it('makes its instrument once a run, and not before it is used', () => {
    const create = jest.fn(() => ({}));
    const cache = defineCapability('cache', create);
    const [first, second] = [createBase(), createBase()];
    expect(create).not.toHaveBeenCalled();
    expect(cache.of(first)).toBe(cache.of(first));
    expect(create).toHaveBeenCalledTimes(1);
    expect(cache.of(second)).not.toBe(cache.of(first));
  });

  it('gives what a test has put in its place, for that run only', () => {
    const cache = defineCapability('cache', () => 'real');
    const [first, second] = [createBase(), createBase()];
    cache.provide(first, 'fake');
    expect(cache.of(first)).toBe('fake');
    expect(cache.of(second)).toBe('real');
  });
});
