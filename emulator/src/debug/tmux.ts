import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, lstat, mkdir, rm, rmdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { userError } from '@reactive-charms/juju';
import type { Environment } from '@reactive-charms/juju';

/** The kernel takes socket paths of at most this many bytes. */
const LONGEST_PATH = 107;

/** A tmux server of the model's own, so that nothing touches the developer's. */
export interface Tmux {
  /** Whether a server may be there; when not, no program has to be started to know. */
  mayRun(): boolean;
  /** Arguments for the program `tmux` that name the server. */
  readonly server: readonly string[];
  /** Runs a command of tmux. @returns its output; undefined when it fails */
  ask(...args: readonly string[]): Promise<string | undefined>;
  /** As `ask`, at once: for the end of this process. */
  askNow(...args: readonly string[]): void;
  /** Makes the folder of the socket. @throws DiagnosticsError when tmux is missing */
  prepare(environment: Environment): Promise<void>;
  /** Removes the socket of a server that has ended, and its folder. */
  tidy(): Promise<void>;
}

/**
 * The tmux server of a model.
 * @param directory the folder of the model.
 */
export function modelTmux(directory: string): Tmux {
  const folder = socketFolder(directory);
  const socket = join(folder, 'tmux');
  const server = ['-S', socket];
  const ask: Tmux['ask'] = (...args) => outputOf([...server, ...args]);
  return {
    server,
    mayRun: () => existsSync(socket),
    ask,
    askNow: (...args) => {
      spawnSync('tmux', [...server, ...args], { stdio: 'ignore' });
    },
    prepare: async (environment) => {
      await requireTmux(environment);
      await mkdir(folder, { recursive: true, mode: 0o700 });
      await refuseForeign(folder);
      await chmod(folder, 0o700);
    },
    tidy: async () => {
      if ((await ask('list-sessions')) !== undefined) return;
      await rm(socket, { force: true });
      await rmdir(folder).catch(() => undefined);
    },
  };
}

/** Runs tmux out of reach of Ctrl-C on the terminal: a question that is cut off would be no answer. */
function outputOf(
  args: readonly string[],
  env: Environment = process.env,
): Promise<string | undefined> {
  return new Promise((resolve) => {
    const child = spawn('tmux', args, {
      env,
      stdio: ['ignore', 'pipe', 'ignore'],
      detached: true,
    });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
    child.on('error', () => resolve(undefined));
    child.on('close', (code) => resolve(code === 0 ? output : undefined));
  });
}

/** Below the model's folder, or where that path is too long for a socket, in a folder for temporary files. */
function socketFolder(directory: string): string {
  const folder = join(directory, 'debug');
  if (Buffer.byteLength(join(folder, 'tmux')) <= LONGEST_PATH) return folder;
  const digest = createHash('sha256').update(directory).digest('hex').slice(0, 16);
  return join(tmpdir(), `juju-local-${process.getuid?.() ?? 0}-${digest}`);
}

/** In a folder that all may write to, somebody else may have been there first. */
async function refuseForeign(folder: string): Promise<void> {
  const facts = await lstat(folder);
  if (facts.isDirectory() && facts.uid === (process.getuid?.() ?? facts.uid)) return;
  throw userError('DEBUG_FOLDER', `${folder} belongs to another user`, {
    fix: 'set TMPDIR to a folder of your own',
  });
}

async function requireTmux(environment: Environment): Promise<void> {
  if ((await outputOf(['-V'], environment)) !== undefined) return;
  throw userError('TMUX_MISSING', 'the program tmux is not installed; debug sessions need it', {
    fix: 'install it, for example with "sudo apt-get install tmux"',
  });
}
