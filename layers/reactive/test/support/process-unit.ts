import { spawn } from 'node:child_process';
import {
  chmod,
  copyFile,
  cp,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import type { DatabagChanges, Databag } from '@reactive-charms/juju';
import { isJsonMap, parseJsonText } from '../../lib/json.ts';
import type { JsonValue } from '../../lib/json.ts';

/** What Juju holds of the unit under test. */
export interface JujuState {
  readonly config: Readonly<Record<string, string | number>>;
  readonly isLeader: boolean;
  readonly leaderData: Databag;
  /** Databags by relation and owner, for example `db:1 mysql_0`. */
  readonly bags: Readonly<Record<string, Databag>>;
  readonly status: string;
  readonly applicationStatus?: string;
  readonly version: string;
  readonly ports?: readonly string[];
  /** What the charm keeps with `state-set`. */
  readonly state?: Databag;
}

/** How a process ended. */
export interface ProcessOutcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** What a test says about one run. */
export interface RunOptions {
  /** Arguments of the program, for the `reactive` command. */
  readonly args?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** Parameters of the action that runs. */
  readonly parameters?: Readonly<Record<string, unknown>>;
  /** Hook tools that this Juju does not have. */
  readonly missingTools?: readonly string[];
}

const TOOLS = [
  'config-get',
  'is-leader',
  'leader-get',
  'leader-set',
  'relation-ids',
  'relation-list',
  'relation-get',
  'relation-set',
  'status-set',
  'application-version-set',
  'unit-get',
  'juju-log',
  'opened-ports',
  'open-port',
  'close-port',
  'action-get',
  'action-set',
  'action-log',
  'action-fail',
  'add-metric',
  'state-get',
  'state-set',
  'state-delete',
];

/** Bundles the charm of the fixtures once, as the builder would. */
export async function bundleBlogCharm(folder: string): Promise<string> {
  return bundleFixture('blog-charm', folder);
}

/** Bundles a program of the fixtures. @returns the path of the bundle. */
export async function bundleFixture(name: string, folder: string): Promise<string> {
  const outfile = join(folder, `${name}.cjs`);
  await build({
    entryPoints: [join(__dirname, `../fixtures/${name}.ts`)],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
  });
  return outfile;
}

/** A unit whose charm is a real process, with hook tools that are real programs. */
export class ProcessUnit {
  readonly root: string;
  state: JujuState;

  /** @param root an empty folder. */
  private constructor(root: string, state: JujuState) {
    this.root = root;
    this.state = state;
  }

  static async create(bundle: string, state: JujuState): Promise<ProcessUnit> {
    const root = await mkdtemp(join(tmpdir(), 'unit-'));
    const unit = new ProcessUnit(root, state);
    for (const name of ['charm', 'machine', 'tools', 'agent']) await mkdir(join(root, name));
    await copyFile(bundle, unit.path('charm/charm.cjs'));
    const tool = unit.path('tools/hook-tool.sh');
    await copyFile(join(__dirname, 'hook-tool.sh'), tool);
    await chmod(tool, 0o755);
    for (const name of TOOLS) await symlink('hook-tool.sh', unit.path(`tools/${name}`));
    return unit;
  }

  /** A unit that is in every way as this one, elsewhere. */
  async copy(): Promise<ProcessUnit> {
    const root = await mkdtemp(join(tmpdir(), 'unit-'));
    await cp(this.root, root, { recursive: true, verbatimSymlinks: true });
    return new ProcessUnit(root, this.state);
  }

  path(name: string): string {
    return join(this.root, name);
  }

  /** Runs a hook once; what it wrote takes effect as Juju does it. */
  async runHook(hook: string, options: RunOptions = {}): Promise<ProcessOutcome> {
    await this.#layDownAnswers(options.parameters);
    for (const name of options.missingTools ?? []) await rm(this.path(`tools/${name}`));
    const outcome = await this.runProgram(options.args ?? [], {
      ...hookEnvironment(hook),
      JUJU_UNIT_NAME: 'wordpress/0',
      JUJU_CHARM_DIR: this.path('charm'),
      ...options.environment,
    });
    await this.#takeEffects(outcome.code === 0);
    return outcome;
  }

  async runProgram(
    args: readonly string[],
    environment: Readonly<Record<string, string>>,
  ): Promise<ProcessOutcome> {
    const preload = ['--require', join(__dirname, 'kill-at-file-operation.cjs')];
    return new Promise((resolve, reject) => {
      const child = spawn(process.execPath, [...preload, this.path('charm/charm.cjs'), ...args], {
        cwd: this.path('charm'),
        env: {
          PATH: `${this.path('tools')}:/usr/bin:/bin`,
          TEST_AGENT: this.path('agent'),
          ...environment,
        },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      const output = { stdout: '', stderr: '' };
      child.stdout.setEncoding('utf8').on('data', (text: string) => (output.stdout += text));
      child.stderr.setEncoding('utf8').on('data', (text: string) => (output.stderr += text));
      child.on('error', reject);
      child.on('close', (code) => resolve({ code, ...output }));
    });
  }

  /** Calls of hook tools in the last run. */
  async calls(): Promise<string[]> {
    return (await this.read('agent/calls')).split('\n').filter((line) => line !== '');
  }

  /** The text of a file; empty when there is none. */
  async read(name: string): Promise<string> {
    return readFile(this.path(name), 'utf8').catch(() => '');
  }

  /** Everything that a hook can change, to compare: Juju's state, the memory, the machine. */
  async snapshot(): Promise<unknown> {
    const machine = await readdir(this.path('machine'), { recursive: true });
    const { state = {}, ...juju } = this.state;
    const { 'reactive.memory.0': head = '', ...rest } = state;
    return {
      juju,
      memory: withoutOrigins(await this.read('charm/.unit-state.json')),
      memoryOfController: { head: withoutOrigins(head), rest },
      charm: (await readdir(this.path('charm'))).sort(),
      machine: machine.sort(),
      conf: await this.read('machine/etc/blog.conf'),
    };
  }

  async remove(): Promise<void> {
    await rm(this.root, { recursive: true });
  }

  async #layDownAnswers(parameters: RunOptions['parameters']): Promise<void> {
    const agent = this.path('agent');
    // A tool of a program that ended early may still write.
    await rm(agent, { recursive: true, maxRetries: 5, retryDelay: 100 });
    await mkdir(join(agent, 'answers'), { recursive: true });
    const { config, isLeader, leaderData, bags, ports = [], state = {} } = this.state;
    const answers: Record<string, unknown> = {
      'config-get --format=json': config,
      'is-leader --format=json': isLeader,
      'leader-get --format=json': leaderData,
      'unit-get --format=json private-address': '10.0.0.5',
      'action-get --format=json': parameters ?? {},
      'opened-ports --format=json': ports,
      'state-get --format=json': state,
      'relation-ids --format=json db': ['db:1'],
      'relation-ids --format=json website': [],
      'relation-ids --format=json cluster': [],
      'relation-list --format=json -r db:1': ['mysql/0'],
      'relation-list --format=json --app -r db:1': 'mysql',
      'relation-get --format=json -r db:1 - wordpress_0': bags['db:1 wordpress/0'] ?? {},
      'relation-get --format=json -r db:1 - mysql_0': bags['db:1 mysql/0'] ?? {},
      'relation-get --format=json -r db:1 --app - mysql': bags['db:1 mysql'] ?? {},
      'relation-get --format=json -r db:1 --app - wordpress': bags['db:1 wordpress'] ?? {},
    };
    for (const [name, answer] of Object.entries(answers)) {
      await writeFile(join(agent, 'answers', name), JSON.stringify(answer));
    }
  }

  async #takeEffects(isSuccess: boolean): Promise<void> {
    const lines = (await this.read('agent/immediate')).split('\n').filter((line) => line !== '');
    for (const line of lines) this.#takeImmediate(line);
    if (!isSuccess) return;
    await this.#takePorts();
    await this.#takeState();
    const buffered = (await this.read('agent/buffered')).split('\n');
    for (let index = 0; index + 1 < buffered.length; index += 2) {
      const owner = buffered[index]?.includes('--app') ? 'wordpress' : 'wordpress/0';
      const name = `db:1 ${owner}`;
      const bag = changedBag(this.state.bags[name] ?? {}, readChanges(buffered[index + 1] ?? ''));
      this.state = { ...this.state, bags: { ...this.state.bags, [name]: bag } };
    }
  }

  async #takeState(): Promise<void> {
    for (const line of (await this.read('agent/state')).split('\n')) {
      if (line === '') continue;
      const state = changedBag(this.state.state ?? {}, readChanges(line));
      this.state = { ...this.state, state };
    }
  }

  async #takePorts(): Promise<void> {
    for (const line of (await this.read('agent/ports')).split('\n')) {
      const [tool, port = ''] = line.split(' ');
      const others = (this.state.ports ?? []).filter((open) => open !== port);
      if (tool === 'close-port') this.state = { ...this.state, ports: others };
      if (tool === 'open-port') this.state = { ...this.state, ports: [...others, port].sort() };
    }
  }

  #takeImmediate(line: string): void {
    const [tool = '', ...words] = line.split(' ');
    const rest = words.join(' ');
    if (tool === 'status-set') {
      const isForApplication = words[0] === '--application';
      this.state = { ...this.state, [isForApplication ? 'applicationStatus' : 'status']: rest };
    }
    if (tool === 'application-version-set') this.state = { ...this.state, version: rest };
    if (tool === 'leader-set') {
      const changes = Object.fromEntries(words.map((word) => word.split('=', 2)));
      this.state = { ...this.state, leaderData: changedBag(this.state.leaderData, changes) };
    }
  }
}

/** Who set a flag, and when, differs between lives that end alike. */
function withoutOrigins(memory: string): JsonValue {
  const value = memory === '' ? {} : parseJsonText(memory);
  if (!isJsonMap(value)) return value;
  const { origins: _differ, ...rest } = value;
  return rest;
}

function hookEnvironment(hook: string): Record<string, string> {
  const endpoint = /^(.*)-relation-/.exec(hook)?.[1];
  return {
    JUJU_HOOK_NAME: hook,
    JUJU_DISPATCH_PATH: `hooks/${hook}`,
    ...(endpoint === undefined
      ? {}
      : {
          JUJU_RELATION: endpoint,
          JUJU_RELATION_ID: `${endpoint}:1`,
          JUJU_REMOTE_APP: 'mysql',
          JUJU_REMOTE_UNIT: 'mysql/0',
        }),
  };
}

function readChanges(text: string): DatabagChanges {
  const value = parseJsonText(text);
  if (!isJsonMap(value)) throw new Error(`relation-set was given ${text}`);
  const entries = Object.entries(value).map(([key, each]) => {
    if (typeof each !== 'string') throw new Error(`relation-set was given ${text}`);
    return [key, each] as const;
  });
  return Object.fromEntries(entries);
}

function changedBag(bag: Databag, changes: DatabagChanges): Databag {
  const entries = Object.entries({ ...bag, ...changes });
  return Object.fromEntries(
    entries.flatMap(([key, value]) => (value ? [[key, value] as const] : [])),
  );
}
