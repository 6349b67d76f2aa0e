import { spawnSync } from 'node:child_process';
import { chmod, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { unpackArchive } from '../../../emulator/src/storage/archive.ts';
import { runProgram } from '../../support/programs.ts';
import type { Outcome } from '../../support/programs.ts';

const TOOLS =
  'application-version-set config-get is-leader juju-log leader-get leader-set network-get ' +
  'relation-get relation-ids relation-list relation-set status-set unit-get';

// The machine as the charm sees it: what it may write to is its own, and no engine answers. The
// descriptor of the real Node.js outlives the folders that are covered.
const ISOLATE = `
mount --bind "$NODE" "$TOOLS/node" || exit 125
for folder in etc usr/local run var/run; do
  [ -L "/$folder" ] || mount --bind "$SHADOW/$folder" "/$folder" || exit 125
done
exec "$@"
`;

/** A unit of a charm under an agent that is a few shell scripts, and no model at all. */
export interface ForeignAgent {
  /**
   * Runs one hook.
   * @param variables JUJU_* variables beside those of every hook.
   * @param program below the charm directory. @default './dispatch'
   */
  runHook(
    hook: string,
    variables?: Readonly<Record<string, string>>,
    program?: string,
  ): Promise<Outcome>;
  /** Sets what the tools answer: a JSON text in a file such as `config.json`. */
  answer(file: string, value: unknown): Promise<void>;
  /** What the tools were given: the text of a file such as `status`. */
  given(file: string): Promise<string>;
  /** A file that the charm has written on its machine. */
  written(path: string): Promise<string>;
}

/** Whether a process may have a view of the machine of its own here. */
export function canIsolate(): boolean {
  const probe = spawnSync('unshare', ['-rm', 'mount', '--bind', '/usr', '/usr']);
  return probe.status === 0;
}

/** Puts a charm in place for a unit. @param folder an empty folder. */
export async function foreignAgent(
  folder: string,
  { charm, unit }: { readonly charm: string; readonly unit: string },
): Promise<ForeignAgent> {
  const [state, tools, shadow, home] = ['state', 'tools', 'machine', 'charm'].map((name) =>
    join(folder, name),
  );
  if (!state || !tools || !shadow || !home) throw new Error('unreachable');
  await unpackArchive(charm, home);
  for (const name of ['etc/logrotate.d', 'usr/local/bin', 'run', 'var/run']) {
    await mkdir(join(shadow, name), { recursive: true });
  }
  await placeTools(tools, state);
  const environment = {
    PATH: `${tools}:/usr/sbin:/usr/bin:/sbin:/bin`,
    CHARM_DIR: home,
    JUJU_CHARM_DIR: home,
    JUJU_UNIT_NAME: unit,
    JUJU_CONTEXT_ID: `${unit}-hook-0123456789abcdef0123456789abcdef`,
    JUJU_MODEL_NAME: 'default',
    JUJU_MODEL_UUID: '2f6a4b5e-6a3c-4b8e-8f5a-0d6f5f0f7a11',
    JUJU_VERSION: '3.6.5',
  };
  return {
    runHook: async (hook, variables = {}, program = './dispatch') => {
      const given = Object.entries({
        ...environment,
        JUJU_HOOK_NAME: hook,
        JUJU_DISPATCH_PATH: `hooks/${hook}`,
        ...variables,
      }).map(([name, value]) => `${name}=${value}`);
      const inside = ['env', '-i', ...given, program];
      return runProgram(['unshare', '-rm', '/bin/sh', '-c', ISOLATE, 'isolate', ...inside], {
        cwd: home,
        environment: { ...process.env, NODE: process.execPath, TOOLS: tools, SHADOW: shadow },
      });
    },
    answer: async (file, value) => {
      const path = join(state, file);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, `${JSON.stringify(value)}\n`);
    },
    given: async (file) => readFile(join(state, file), 'utf8'),
    written: async (path) => readFile(join(shadow, path), 'utf8'),
  };
}

async function placeTools(tools: string, state: string): Promise<void> {
  await mkdir(tools, { recursive: true });
  await mkdir(state, { recursive: true });
  const script = await readFile(join(__dirname, 'plain-hook-tools.sh'), 'utf8');
  await writeFile(join(tools, 'tool'), script.replace('@STATE@', state));
  await chmod(join(tools, 'tool'), 0o755);
  for (const name of TOOLS.split(' ')) await symlink('tool', join(tools, name));
  // The place to which the Node.js of this process is mounted.
  await writeFile(join(tools, 'node'), '');
}
