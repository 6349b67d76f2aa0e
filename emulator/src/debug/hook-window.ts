import { randomBytes } from 'node:crypto';
import { mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CharmRunEnd } from '../charm-runner.ts';
import type { Machines } from '../machine/index.ts';
import type { StartingProgram } from '../process-runner.ts';
import { sessionTarget } from './debug-session.ts';
import type { DebugWish } from './debug-session.ts';
import { PID_FILE, STATUS_FILE, exportLines, hookFiles, quoteWord } from './hook-files.ts';
import type { Tmux } from './tmux.ts';

/** How often the result of a shell is looked for. */
const POLL_MS = 150;

/** After so many looks without a result, the window itself is looked for. */
const LOOKS = 6;

/** What windows are opened with. */
export interface WindowHost {
  readonly tmux: Tmux;
  readonly machines: Machines;
}

/**
 * Opens a window in a unit's debug session, in which a shell stands for the hook, or the charm runs
 * with a terminal, and waits for its end. Source: contract juju.md section 3.16, row C120.
 * @returns undefined when the session has ended in the meantime.
 */
export async function runInWindow(
  host: WindowHost,
  wish: DebugWish,
  starting: StartingProgram,
): Promise<CharmRunEnd | undefined> {
  const inside = `/tmp/juju-debug-hooks-${randomBytes(4).toString('hex')}`;
  const folder = host.machines.hostPath(starting.machine, inside);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  try {
    const launch = await writeFiles(host, { wish, starting, inside, folder });
    const pane = await openWindow(host.tmux, {
      unit: wish.unit,
      environment: starting.process.environment,
      launch,
    });
    if (pane === undefined) return undefined;
    return await waitForEnd(host.tmux, pane, folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

interface WindowPlace {
  readonly wish: DebugWish;
  readonly starting: StartingProgram;
  /** The folder of the files as the machine has it, and as the host has it. */
  readonly inside: string;
  readonly folder: string;
}

/** @returns the script on the host that enters the machine. */
async function writeFiles({ machines }: WindowHost, place: WindowPlace): Promise<string> {
  const { wish, starting, inside, folder } = place;
  const { machine, process: task } = starting;
  const told = machines.processPath(machine, inside);
  const command = await machines.command(machine, {
    ...task,
    program: '/bin/bash',
    args: [`${told}/hook.sh`],
    environment: {
      ...task.environment,
      JUJU_DEBUG: told,
      ...(wish.debugAt === undefined ? {} : { JUJU_DEBUG_AT: wish.debugAt }),
    },
  });
  const files = hookFiles({
    environment: command.environment,
    program: machines.processPath(machine, task.program),
    args: task.args,
    runsCode: wish.debugAt !== undefined,
  });
  for (const [name, text] of Object.entries(files)) {
    await writeFile(join(folder, name), text, { mode: 0o700 });
  }
  // In a file of its owner and not in arguments, which everybody on the host can read.
  const launch = join(folder, 'launch.sh');
  const words = [command.program, ...command.args].map(quoteWord).join(' ');
  const text = `${exportLines(command.environment)}cd ${quoteWord(command.cwd)}\nexec ${words}\n`;
  await writeFile(launch, text, { mode: 0o700 });
  return launch;
}

interface NewWindow {
  readonly unit: DebugWish['unit'];
  readonly environment: StartingProgram['process']['environment'];
  /** The script to run in it. */
  readonly launch: string;
}

/** @returns the id of its pane */
async function openWindow(
  tmux: Tmux,
  { unit, environment, launch }: NewWindow,
): Promise<string | undefined> {
  const hook = environment['JUJU_HOOK_NAME'] ?? '';
  const name = hook === '' ? (environment['JUJU_DISPATCH_PATH'] ?? 'hook') : hook;
  const answer = await tmux.ask(
    'new-window',
    '-t',
    sessionTarget(unit),
    '-n',
    name,
    '-P',
    '-F',
    '#{pane_id}',
    `exec env -i /bin/sh ${quoteWord(launch)}`,
  );
  return answer?.trim();
}

async function waitForEnd(tmux: Tmux, pane: string, folder: string): Promise<CharmRunEnd> {
  // Whoever ends this process, by Ctrl-C or otherwise, ends the window with it.
  const closeWindow = (): void => tmux.askNow('kill-pane', '-t', pane);
  process.once('exit', closeWindow);
  try {
    for (let looks = 1; ; looks += 1) {
      const code = await readNumber(join(folder, STATUS_FILE));
      if (code !== undefined) return { code };
      if (looks % LOOKS === 0 && !(await isOpen(tmux, pane))) {
        const late = await readNumber(join(folder, STATUS_FILE));
        if (late !== undefined) return { code: late };
        await endProcesses(await readNumber(join(folder, PID_FILE)));
        return { code: 129, signal: 'SIGHUP' };
      }
      await sleep(POLL_MS);
    }
  } finally {
    process.off('exit', closeWindow);
  }
}

async function isOpen(tmux: Tmux, pane: string): Promise<boolean> {
  const panes = await tmux.ask('list-panes', '-a', '-F', '#{pane_id}');
  return panes?.split('\n').includes(pane) ?? false;
}

async function readNumber(path: string): Promise<number | undefined> {
  const text = await readFile(path, 'utf8').catch(() => '');
  return /^\d+\n$/.test(text) ? Number(text) : undefined;
}

/** A program that the shell had started does not notice that its terminal is gone. */
async function endProcesses(leader: number | undefined): Promise<void> {
  if (leader === undefined) return;
  for (const pid of await readdir('/proc').catch(() => [])) {
    if (!/^\d+$/.test(pid)) continue;
    const facts = await readFile(`/proc/${pid}/stat`, 'latin1').catch(() => '');
    // The name in parentheses may hold anything; the session is the fourth fact after it.
    const session = facts.slice(facts.lastIndexOf(')') + 2).split(' ')[3];
    if (session === String(leader)) kill(Number(pid));
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended on its own.
  }
}
