import { defineLayer } from '@reactive-charms/reactive';
import type { CharmDefinition } from '@reactive-charms/reactive';
import { fake, freshUnit, runHook } from '@reactive-charms/testing';
import type { HookOutcome } from '@reactive-charms/testing';
import { containers, createContainers, reportImageVersion, tryProject } from '../lib/index.ts';
import { createMemoryEngine } from '../testing/index.ts';
import { silentLog } from './support.ts';

const charm: CharmDefinition = {
  name: 'wordpress',
  metadata: {
    name: 'wordpress',
    summary: '',
    description: '',
    subordinate: false,
    endpoints: {},
    storage: {},
    resources: {},
    containers: [],
  },
  options: {},
  actions: {},
  endpoints: {},
  layers: [
    defineLayer('wordpress', (layer) => {
      layer.always().handle('keep', async (context) => {
        const services = [{ name: 'app', image: 'example/app:1' }];
        const { report, failure } = await tryProject(context, { project: 'blog', services });
        context.unit.data.set('created', report?.created ?? []);
        context.unit.data.set('failure', failure ?? null);
        await reportImageVersion(context, 'example/app:1');
      });
    }),
  ],
};

async function run(reachable: boolean): Promise<HookOutcome> {
  const engine = createMemoryEngine();
  engine.setReachable(reachable);
  const instruments = [fake(containers, createContainers(engine, silentLog))];
  return runHook(charm, 'start', freshUnit('wordpress/0'), { instruments });
}

describe('tryProject', () => {
  it('brings the containers up and tells what was done', async () => {
    const { error, state } = await run(true);
    expect(error).toBeUndefined();
    expect(state.memory?.data).toEqual({ created: ['app'], failure: null });
  });

  it('fails no hook when the engine is silent, but tells the reason', async () => {
    const { error, state } = await run(false);
    expect(error).toBeUndefined();
    expect(state.memory?.data).toEqual({ created: [], failure: expect.stringMatching(/engine/i) });
  });
});

describe('reportImageVersion', () => {
  it('shows nothing, and fails no hook, when the version cannot be read', async () => {
    const { error, state, logLines } = await run(false);
    expect(error).toBeUndefined();
    expect(state.applicationVersion).toBeUndefined();
    expect(logLines.map(({ message }) => message).join('\n')).toContain('example/app:1');
  });
});
