import { rmSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { userError } from '@reactive-charms/juju';
import type { Environment } from '@reactive-charms/juju';
import { findSession, noteWish } from './debug-session.ts';
import type { DebugWish } from './debug-session.ts';
import { quoteWord } from './hook-files.ts';
import { modelTmux } from './tmux.ts';

/** The terminal of a program. */
export interface Terminal {
  /** The words that start this program once more. */
  readonly self: readonly string[];
  /** Runs a program on the terminal to its end. @returns its exit code */
  run(program: string, args: readonly string[], environment: Environment): Promise<number>;
  /** Hears every key, Ctrl-C included. @returns what ends it */
  onKey(listener: (key: string) => void): () => void;
}

/** What a session is started with. */
export interface SessionPlace {
  /** The folder of the model, as an absolute path. */
  readonly directory: string;
  /** Where the first window starts. */
  readonly cwd: string;
  readonly environment: Environment;
  readonly terminal: Terminal;
}

/**
 * Opens a debug session on the terminal and waits for its end. The first window is a shell of the
 * person, where any command works the units; whichever does so opens a window here for each hook.
 * @throws DiagnosticsError when tmux is missing or the unit is being debugged already
 */
export async function startDebugSession(wish: DebugWish, place: SessionPlace): Promise<void> {
  const { directory, cwd, environment, terminal } = place;
  const tmux = modelTmux(directory);
  await tmux.prepare(environment);
  if ((await findSession(tmux, wish.unit)) !== undefined) {
    throw userError('DEBUGGED_ALREADY', `unit ${wish.unit} is being debugged already`, {
      fix: 'go on in its terminal, or end that session first',
    });
  }
  const folder = join(directory, 'debug', wish.unit.replace('/', '-'));
  // Also where the terminal is closed, which ends this process at once.
  const tidy = (): void => rmSync(folder, { recursive: true, force: true });
  process.once('exit', tidy);
  try {
    const files = await writeFiles(folder, wish, place);
    // A terminal within a terminal: this server knows nothing of the one around it.
    const { TMUX: _server, TMUX_PANE: _pane, ...rest } = environment;
    await terminal.run(
      'tmux',
      [
        ...tmux.server,
        '-f',
        files.config,
        'new-session',
        '-s',
        wish.unit,
        '-n',
        'shell',
        '-c',
        cwd,
        `exec /bin/sh ${quoteWord(files.shell)}`,
        ';',
        ...noteWish(wish),
      ],
      { ...rest, JUJU_LOCAL_DIR: directory },
    );
  } finally {
    process.off('exit', tidy);
    tidy();
    await tmux.tidy();
  }
}

interface SessionFiles {
  readonly config: string;
  readonly shell: string;
}

async function writeFiles(
  folder: string,
  wish: DebugWish,
  { terminal, environment }: SessionPlace,
): Promise<SessionFiles> {
  const programs = join(folder, 'bin');
  await mkdir(programs, { recursive: true, mode: 0o700 });
  const self = terminal.self.map(quoteWord).join(' ');
  await writeFile(join(programs, 'juju-local'), `#!/bin/sh\nexec ${self} "$@"\n`, { mode: 0o755 });
  const shell = join(folder, 'shell.sh');
  const program = environment['SHELL'] || '/bin/sh';
  await writeFile(
    shell,
    `PATH=${quoteWord(programs)}:$PATH\nexport PATH\ncat <<'END'\n${welcome(wish)}END\nexec ${quoteWord(program)}\n`,
  );
  const config = join(folder, 'tmux.conf');
  await writeFile(config, tmuxConfig(program));
  return { config, shell };
}

// A session that nobody looks at any more ends, and with it the shells of its hooks, as on Juju.
function tmuxConfig(shell: string): string {
  return `set-option -g prefix C-a
unbind-key C-b
bind-key C-a send-prefix
set-option -g destroy-unattached on
set-option -g default-terminal tmux-256color
set-option -g default-command ${inTmuxQuotes(`exec ${quoteWord(shell)}`)}
set-option -g history-limit 20000
set-option -g status-left "[#S] "
set-option -g status-left-length 40
set-option -g status-right ""
`;
}

/** A text as tmux reads it in its configuration. */
function inTmuxQuotes(text: string): string {
  return `"${text.replaceAll(/["\\$]/g, String.raw`\$&`)}"`;
}

function welcome({ unit, names, debugAt }: DebugWish): string {
  const what = names.length === 0 ? 'any hook or action' : names.join(', ');
  const how =
    debugAt === undefined
      ? 'a window with a shell opens in its place'
      : `the charm runs in a window, with JUJU_DEBUG_AT=${debugAt}`;
  return `
Debugging ${unit}. When ${what} is due,
${how}.

Nothing works the units by itself: let a command do it, here or in another terminal, such as
  juju-local config ${unit.split('/')[0] ?? ''} OPTION=VALUE
  juju-local resolved ${unit}
  juju-local agents            until Ctrl-C

C-a n and C-a p change windows, C-a c opens one more. End this shell to end the session.

`;
}
