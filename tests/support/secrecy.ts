import { readdirSync, readFileSync } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Watches the command lines of all processes, as `ps` would show them to any user. */
export interface CommandLines {
  /** Every command line seen so far. */
  readonly seen: ReadonlySet<string>;
  stop(): void;
}

/** Begins to watch; where there is no /proc, nothing is seen. */
export function watchCommandLines(): CommandLines {
  const seen = new Set<string>();
  const looks = new Map<string, number>();
  const timer = setInterval(() => {
    for (const pid of listProcesses()) {
      // The second look is for processes that were about to become another program.
      const times = looks.get(pid) ?? 0;
      if (times >= 2) continue;
      looks.set(pid, times + 1);
      seen.add(readCommandLine(pid));
    }
  }, 30);
  return { seen, stop: () => clearInterval(timer) };
}

function readCommandLine(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    return '';
  }
}

function listProcesses(): string[] {
  try {
    return readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  } catch {
    return [];
  }
}

/** Files below a folder that contain one of the secrets and may be read by others than their owner. */
export async function findLeaks(folder: string, secrets: readonly string[]): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  const leaks: string[] = [];
  // One after the other, because so many open files at once are too many for some systems.
  for (const entry of entries.filter((it) => it.isFile())) {
    const path = join(entry.parentPath, entry.name);
    if (((await stat(path)).mode & 0o077) === 0) continue;
    const content = await readFile(path);
    if (secrets.some((secret) => content.includes(secret))) leaks.push(path);
  }
  return leaks;
}
