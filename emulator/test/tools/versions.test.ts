import { hasTool, isAtLeast, toolsOf } from '../../src/tools/index.ts';
import { benchModel } from '../support/tool-bench.ts';

describe('the tools of a version of Juju (section 0)', () => {
  it.each([
    ['leader-get', '3.6.11', '4.0.0'],
    ['payload-register', '3.6.11', '4.0-beta1'],
    ['add-metric', '3.6.10', '3.6.11'],
  ])('%s is in %s and no more in %s', (tool, before, after) => {
    expect([hasTool(before, tool), hasTool(after, tool)]).toEqual([true, false]);
  });

  it.each([
    ['secret-add', '2.9.50', '3.0.0'],
    ['relation-model-get', '3.6.1', '3.6.2'],
  ])('%s is not yet in %s, and in %s', (tool, before, after) => {
    expect([hasTool(before, tool), hasTool(after, tool)]).toEqual([false, true]);
  });

  it('compares versions number by number', () => {
    expect(isAtLeast('3.10.0', '3.6.2')).toBe(true);
    expect(isAtLeast('3.6', '3.6.2')).toBe(false);
    expect(isAtLeast('4.0.0', '4.0')).toBe(true);
  });

  it('has for each version the tools of Juju, and no others', () => {
    const { model } = benchModel();
    const count = (agentVersion: string): number => toolsOf({ ...model, agentVersion }).size;

    expect([count('2.9.50'), count('3.6.11'), count('4.0.0')]).toEqual([35, 43, 38]);
  });
});
