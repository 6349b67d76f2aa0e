import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

/** A terminal with a shell, in which a test types and reads. */
export interface Terminal {
  /** Types a line and presses Enter. */
  type(line: string): Promise<void>;
  /** Presses keys, such as `C-c`. */
  press(...keys: readonly string[]): Promise<void>;
  /** What the terminal shows. */
  screen(): Promise<string>;
  /** Waits until the terminal shows a text. @throws Error with the screen after a minute */
  see(text: string | RegExp): Promise<string>;
  close(): Promise<void>;
}

/** Where a terminal starts. */
export interface TerminalPlace {
  readonly cwd: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly columns?: number;
}

/**
 * Opens a terminal, which is a tmux server of its own.
 * @param folder where its socket lies.
 */
export async function openTerminal(folder: string, place: TerminalPlace): Promise<Terminal> {
  const socket = join(folder, 'outer');
  const { cwd, environment, columns = 100 } = place;
  const tmux = async (...args: readonly string[]): Promise<string> =>
    (
      await promisify(execFile)('tmux', ['-S', socket, '-f', '/dev/null', ...args], {
        cwd,
        env: environment,
      })
    ).stdout;
  await tmux('new-session', '-d', '-x', String(columns), '-y', '40', 'bash --norc');
  const screen = (): Promise<string> => tmux('capture-pane', '-p', '-J');
  return {
    type: async (line) => {
      await tmux('send-keys', '-l', line);
      await tmux('send-keys', 'Enter');
    },
    press: async (...keys) => {
      for (const key of keys) {
        // Keys that come faster than any person types are a paste to tmux, and no commands.
        await sleep(50);
        await tmux('send-keys', key);
      }
    },
    screen,
    see: async (text) => {
      for (let tries = 0; tries < 600; tries += 1) {
        const shown = await screen();
        if (typeof text === 'string' ? shown.includes(text) : text.test(shown)) return shown;
        await sleep(100);
      }
      throw new Error(`the terminal never showed ${String(text)}, but:\n${await screen()}`);
    },
    close: async () => {
      await tmux('kill-server').catch(() => undefined);
      await rm(socket, { force: true });
    },
  };
}
