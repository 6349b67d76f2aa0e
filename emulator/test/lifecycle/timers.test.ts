import {
  requestUpdateStatus,
  resolveUnit,
  setConfig,
  setFidelity,
  setModelConfig,
} from '../../src/transitions/index.ts';
import { nextTimer } from '../../src/scheduler.ts';
import { fail, related } from '../support/related.ts';
import type { Simulation } from '../support/simulation.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;

/** wordpress/0 is in error over config-changed. */
function inError(): Simulation {
  const simulation = related();
  simulation.update(setConfig('wordpress', { title: 'News' }));
  simulation.settle(fail('config-changed'));
  return simulation;
}

/** How long it is until something is due, in milliseconds. */
function wait({ model }: Simulation, timers = false): number {
  const at = nextTimer(model, { timers });
  return at === undefined ? Infinity : Date.parse(at) - Date.parse(model.time);
}

describe('hooks that failed', () => {
  it('C109 run again after about 5 s, 10 s and so on, and at most 5 min', () => {
    const simulation = inError();
    for (const seconds of [5, 10, 20, 40, 80, 160, 300, 300]) {
      const delay = wait(simulation);
      expect(delay).toBeGreaterThanOrEqual(seconds * SECOND * 0.8);
      expect(delay).toBeLessThanOrEqual(seconds * SECOND * 1.2);
      simulation.pass(delay - 1);
      expect(simulation.settle(fail('config-changed'))).toEqual([]);
      simulation.pass(1);
      expect(simulation.settle(fail('config-changed'))).toEqual(['wordpress/0 config-changed']);
    }
  });

  it('wait as long as at first once one has succeeded', () => {
    const simulation = inError();
    simulation.pass(wait(simulation));
    simulation.settle(fail('config-changed'));
    simulation.pass(wait(simulation));
    expect(simulation.settle()).toEqual(['wordpress/0 config-changed']);
    expect(wait(simulation)).toBe(Infinity);
    simulation.update(setConfig('wordpress', { title: 'More' }));
    simulation.settle(fail('config-changed'));

    expect(wait(simulation)).toBeLessThanOrEqual(6 * SECOND);
  });

  it('wait for ever where the model does not retry hooks, until they are resolved', () => {
    const simulation = related();
    simulation.update(setModelConfig({ 'automatically-retry-hooks': 'false' }));
    simulation.update(setConfig('wordpress', { title: 'News' }));
    simulation.settle(fail('config-changed'));
    simulation.pass(60 * MINUTE);
    expect(simulation.settle()).toEqual([]);
    simulation.update(resolveUnit('wordpress/0', { retry: true }));

    expect(simulation.settle()).toEqual(['wordpress/0 config-changed']);
  });

  it('run again at once with the fast clock, but not for ever', () => {
    const simulation = related();
    simulation.update(setFidelity({ retryClock: 'fast' }));
    simulation.update(setConfig('wordpress', { title: 'News' }));
    const lines = simulation.settle(fail('config-changed'));

    expect(lines).toHaveLength(11);
    expect(wait(simulation)).toBe(Infinity);
  });
});

describe('update-status', () => {
  it('is due about every 5 min, where timers are asked for', () => {
    const simulation = related();
    const first = wait(simulation, true);
    expect(first).toBeGreaterThanOrEqual(4 * MINUTE);
    expect(first).toBeLessThanOrEqual(6 * MINUTE);
    simulation.pass(6 * MINUTE);
    expect(simulation.settle()).toEqual([]);

    expect(simulation.settle(undefined, { timers: true }).sort()).toEqual([
      'mysql/0 update-status',
      'wordpress/0 update-status',
    ]);
    expect(simulation.settle(undefined, { timers: true })).toEqual([]);
  });

  it('heeds the interval of the model', () => {
    const simulation = related();
    simulation.update(setModelConfig({ 'update-status-hook-interval': '1h' }));
    simulation.update(requestUpdateStatus(['mysql/0', 'wordpress/0']));
    simulation.settle();

    expect(wait(simulation, true)).toBeGreaterThanOrEqual(48 * MINUTE);
  });

  it('does not run on a unit in error', () => {
    const simulation = inError();
    simulation.update(setModelConfig({ 'automatically-retry-hooks': 'false' }));
    simulation.update(requestUpdateStatus(['wordpress/0']));

    expect(simulation.settle()).toEqual([]);
  });
});

describe('setModelConfig', () => {
  it.each([
    [{ nope: '1' }, 'key "nope" is not defined in the current model configuration'],
    [{ 'automatically-retry-hooks': 'maybe' }, 'expected bool, got "maybe"'],
    [{ 'update-status-hook-interval': '10s' }, 'is not between 1m and 60m'],
    [{ 'update-status-hook-interval': 'soon' }, 'is not between 1m and 60m'],
  ])('refuses %j', (changes, message) => {
    expect(() => related().update(setModelConfig(changes))).toThrow(message);
  });

  it('resets to what Juju starts with, and starts no hook', () => {
    const simulation = related();
    simulation.update(setModelConfig({ 'http-proxy': 'http://proxy:3128', 'no-proxy': '' }));
    expect(simulation.settle()).toEqual([]);
    simulation.update(setModelConfig({ 'no-proxy': null }));

    expect(simulation.model.config).toMatchObject({
      'http-proxy': 'http://proxy:3128',
      'no-proxy': '127.0.0.1,localhost,::1',
    });
  });
});
