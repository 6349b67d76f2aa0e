import { accessSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { resolveInside } from './inside-path.ts';
import { OWN_FOLDERS, ROOT_VARIABLE } from './machine-root.ts';
import type { HostCommand, MachineProcess } from './types.ts';

/** What a machine's processes find before the host's programs. */
const OWN_PROGRAMS = ['/usr/local/sbin', '/usr/local/bin', '/snap/bin'];

/**
 * The command on the host that runs a process as if in a machine: in its folder, with its programs
 * first on PATH, and with a preload that redirects the paths which Node.js programs use.
 * @param root the machine's root folder on the host.
 */
export function prefixCommand(root: string, process: MachineProcess): HostCommand {
  const { environment } = process;
  return {
    program: findProgram(root, process.program),
    args: process.args,
    cwd: isInside(root, process.cwd) ? process.cwd : resolveInside(root, process.cwd),
    environment: {
      ...environment,
      PATH: machinePath(root, environment['PATH'] ?? '/usr/sbin:/usr/bin:/sbin:/bin'),
      NODE_OPTIONS: [preloadOption(), environment['NODE_OPTIONS'] ?? ''].join(' ').trim(),
      [ROOT_VARIABLE]: root,
    },
  };
}

function findProgram(root: string, program: string): string {
  if (!isAbsolute(program) || isInside(root, program)) return program;
  const own = resolveInside(root, program);
  if (isOwn(program)) return own;
  try {
    accessSync(own);
    return own;
  } catch {
    return program;
  }
}

// The hook tools stay first, as they are for every charm; they lie in the machine's root.
function machinePath(root: string, path: string): string {
  const entries = path.split(delimiter).filter((entry) => entry !== '');
  const mapped = entries.map((entry) =>
    !isInside(root, entry) && isOwn(entry) ? join(root, entry) : entry,
  );
  const programs = OWN_PROGRAMS.map((folder) => join(root, folder));
  const tools = mapped.filter((entry) => isInside(root, entry) && !programs.includes(entry));
  const others = mapped.filter((entry) => !isInside(root, entry));
  return [...tools, ...programs, ...others].join(delimiter);
}

function isInside(root: string, path: string): boolean {
  return path === root || path.startsWith(`${root}/`);
}

function isOwn(path: string): boolean {
  return OWN_FOLDERS.some((folder) => folder !== '/tmp' && isInside(folder, path));
}

function preloadOption(): string {
  const path = fileURLToPath(new URL('./redirect-paths.cjs', import.meta.url));
  return `--require "${path.replaceAll(/[\\"]/g, '\\$&')}"`;
}
