import { defineLayer } from '@reactive-charms/reactive';
import type { HandlerContext, Layer } from '@reactive-charms/reactive';
import type { WorkloadStatus } from '@reactive-charms/juju';
import type { Charm } from '../generated/charm.ts';
import { containers, EngineUnreachable, readContainerOptions } from '../lib/index.ts';
import type { Containers } from '../lib/index.ts';

/** Brings a container engine to the machine, and says so when options or engine are at fault. */
export const layer: Layer = defineLayer<Charm>('container', (layer) => {
  layer.hook('install').handle('install-engine', installEngine);
  layer.status(decideStatus);
});

/**
 * Installs the distribution's engine when none answers. A failure is only logged: the status says later
 * that the engine does not answer, and an operator can act without a hook in error.
 */
async function installEngine(context: HandlerContext<Charm>): Promise<void> {
  const { config, host, log, status, use } = context;
  const reading = readContainerOptions(config);
  if (!reading.valid || (await findSilence(use(containers))) === undefined) return;
  if (reading.options.installation === 'custom') {
    log.warning(`docker_runtime=${config.docker_runtime}: the engine is left to the operator`);
    return;
  }
  await status.show({ status: 'maintenance', message: 'Installing container engine' });
  const result = await host.run('apt-get', ['-y', 'install', 'docker.io'], {
    environment: { DEBIAN_FRONTEND: 'noninteractive' },
    timeoutSeconds: 900,
  });
  if (result.code !== 0) {
    const reason = result.stderr.trim().split('\n').at(-1) ?? '';
    log.warning(`installing docker.io ended with exit code ${result.code}: ${reason}`);
  }
}

async function decideStatus(context: HandlerContext<Charm>): Promise<WorkloadStatus | undefined> {
  const reading = readContainerOptions(context.config);
  if (!reading.valid) {
    return { status: 'blocked', message: reading.faults.map(({ text }) => text).join('; ') };
  }
  const silence = await findSilence(context.use(containers));
  return silence && { status: 'blocked', message: capitalize(silence.message) };
}

async function findSilence(engine: Containers): Promise<EngineUnreachable | undefined> {
  try {
    await engine.ping();
    return undefined;
  } catch (error) {
    if (error instanceof EngineUnreachable) return error;
    throw error;
  }
}

function capitalize(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
