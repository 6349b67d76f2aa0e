import type { Capability, EngineContext, HandlerContext } from '@reactive-charms/reactive';
import type { WorkloadStatus } from '@reactive-charms/juju';
import { createContainers } from '../lib/index.ts';
import { layer } from '../reactive/container.ts';
import { createMemoryEngine } from '../testing/index.ts';
import { createRecordingLog, silentLog } from './support.ts';

const options = {
  container_runtime: 'docker',
  docker_runtime: 'upstream',
  'docker-registry': 'opencorp',
  'docker-registry-insecure': false,
  'docker-log-driver': 'json-file',
  'docker-log-options': '',
  'image-tag': 'latest',
  http_proxy: '',
  https_proxy: '',
  no_proxy: '',
};

/** A context that offers what the handlers of this layer touch. */
function contextWith(given: {
  readonly config?: Readonly<Record<string, string>>;
  readonly reachable?: boolean;
  readonly exitCode?: number;
}) {
  const engine = createMemoryEngine();
  engine.setReachable(given.reachable ?? true);
  const instrument: unknown = createContainers(engine, silentLog);
  const commands: string[] = [];
  const shown: WorkloadStatus[] = [];
  const log = createRecordingLog();
  const parts: Partial<Record<keyof EngineContext, unknown>> = {
    layers: ['container'],
    config: { ...options, ...given.config },
    log,
    status: { show: async (status: WorkloadStatus) => void shown.push(status) },
    host: {
      run: async (program: string, args: readonly string[]) => {
        commands.push([program, ...args].join(' '));
        return { code: given.exitCode ?? 0, stdout: '', stderr: 'E: no network\n' };
      },
    },
    use: (capability: Capability<unknown>) => {
      expect(capability.name).toBe('containers');
      return instrument;
    },
  };
  return { context: parts, commands, shown, log };
}

function isContext(parts: object): parts is HandlerContext {
  return 'use' in parts;
}

async function install(given: Parameters<typeof contextWith>[0]) {
  const test = contextWith(given);
  const [handler] = layer.handlers;
  if (handler === undefined || !isContext(test.context)) throw new Error('no handler');
  await handler.run(test.context);
  return test;
}

async function decide(given: Parameters<typeof contextWith>[0]) {
  const { context } = contextWith(given);
  const [decider] = layer.deciders;
  if (decider === undefined || !isContext(context)) throw new Error('no decider');
  return decider.decide(context);
}

describe('container/install-engine', () => {
  it('runs in the install hook', () => {
    expect(layer.handlers.map(({ id, binding }) => [id, binding])).toEqual([
      ['container/install-engine', { kind: 'hook', hooks: ['install'] }],
    ]);
  });

  it('installs nothing when an engine answers', async () => {
    expect((await install({})).commands).toEqual([]);
  });

  it('installs the engine of the distribution when none answers', async () => {
    const { commands, shown } = await install({ reachable: false });
    expect(commands).toEqual(['apt-get -y install docker.io']);
    expect(shown).toEqual([{ status: 'maintenance', message: 'Installing container engine' }]);
  });

  it('leaves a custom engine to the operator', async () => {
    const { commands, log } = await install({
      reachable: false,
      config: { docker_runtime: 'custom' },
    });
    expect(commands).toEqual([]);
    expect(log.lines).toEqual(['docker_runtime=custom: the engine is left to the operator']);
  });

  it('does not fail the hook when the installation fails', async () => {
    const { log } = await install({ reachable: false, exitCode: 100 });
    expect(log.lines).toEqual(['installing docker.io ended with exit code 100: E: no network']);
  });
});

describe('the status of the layer', () => {
  it('has no opinion when all is well', async () => {
    expect(await decide({})).toBeUndefined();
  });

  it('is blocked when no engine answers', async () => {
    expect(await decide({ reachable: false })).toEqual({
      status: 'blocked',
      message: 'Container engine does not answer at memory: the test has switched it off',
    });
  });

  it('is blocked with every fault of the options', async () => {
    const config = { container_runtime: 'containerd', 'docker-opts': '{' };
    expect(await decide({ config, reachable: false })).toEqual({
      status: 'blocked',
      message:
        "container_runtime: 'containerd' is not supported yet by this charm revision; set it to " +
        "'docker'; docker-opts: this is not JSON; an object is expected",
    });
  });
});
