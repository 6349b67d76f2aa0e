import { readlinkSync, rmSync, symlinkSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { buildForwarder } from './build-forwarder.ts';
import type { ForwarderKind } from './build-forwarder.ts';

/** How tools are installed. */
export interface InstallOptions {
  /** Which program; `auto` is the native one where a C compiler is on PATH. @default 'auto' */
  readonly kind?: ForwarderKind;
  /** Makes a symbolic link. @default a new one */
  readonly makeLink?: (target: string, path: string) => void;
}

/**
 * Puts the hook tools into a folder: one program, and a link to it for every tool name. The program
 * finds its tool by the name it is called by. What is in place already stays as it is.
 * @param directory path on the host; made if missing.
 * @param names for example `relation-get`.
 * @throws Error when the folder cannot be written.
 */
export async function installTools(
  directory: string,
  names: readonly string[],
  { kind = 'auto', makeLink = symlinkSync }: InstallOptions = {},
): Promise<void> {
  await mkdir(directory, { recursive: true });
  const program = await buildForwarder(directory, kind);
  for (const name of names) link(program, join(directory, name), makeLink);
}

function link(program: string, path: string, makeLink: Required<InstallOptions>['makeLink']): void {
  const current = readTarget(path);
  if (current === program) return;
  rmSync(path, { recursive: true, force: true });
  makeLink(program, path);
}

function readTarget(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined;
  }
}
