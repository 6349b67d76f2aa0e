import { defineLayer } from '@reactive-charms/reactive';
import type { CharmDefinition } from '@reactive-charms/reactive';
import { fake, freshUnit, runHook } from '@reactive-charms/reactive/testing';
import type { HookOutcome } from '@reactive-charms/reactive/testing';
import { containers, createContainers, keepProject, reportImageVersion } from '../lib/index.ts';
import { createMemoryEngine } from '../testing/index.ts';
import { silentLog } from './support.ts';

const FLAGS = { declared: 'app.declared', failed: 'app.failed' };

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
        await keepProject(context, { project: 'blog', services, flags: FLAGS });
        await reportImageVersion(context, 'example/app:1');
      });
    }),
  ],
};

async function run(reachable: boolean): Promise<HookOutcome> {
  const engine = createMemoryEngine();
  engine.setReachable(reachable);
  const instruments = [fake(containers, createContainers(engine, silentLog))];
  return runHook(charm, 'start', { state: freshUnit('wordpress/0'), instruments });
}

describe('keepProject', () => {
  it('brings the containers up and sets the flag for that', async () => {
    const { error, flags } = await run(true);
    expect(error).toBeUndefined();
    expect(flags).toEqual([FLAGS.declared]);
  });

  it('fails no hook when the engine is silent, but keeps the reason with a flag', async () => {
    const { error, flags, state } = await run(false);
    expect(error).toBeUndefined();
    expect(flags).toEqual([FLAGS.failed]);
    expect(state.memory?.flags[FLAGS.failed]).toMatch(/engine/i);
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
