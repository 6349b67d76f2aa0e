import { chmod, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PYTHON_FOLDER } from './reference.ts';

/** Tools that both engines call. */
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
  'goal-state',
  'unit-get',
  'opened-ports',
  'storage-list',
];

/**
 * Makes executables of the hook tools: one program for both engines.
 * @param folder an empty folder, which goes on PATH.
 * @param python the interpreter that runs them.
 */
export async function layDownTools(folder: string, python: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const source = await readFile(join(PYTHON_FOLDER, 'hook-tool'), 'utf8');
  // Nothing of the environment matters to them but the PEER_ variables, and they start quicker so.
  await writeExecutable(join(folder, 'hook-tool'), `#!${python} -IS\n${source}`);
  await writeExecutable(join(folder, 'juju-log'), '#!/bin/sh\nexit 0\n');
  for (const name of TOOLS) await symlink('hook-tool', join(folder, name));
}

async function writeExecutable(path: string, text: string): Promise<void> {
  await writeFile(path, text);
  await chmod(path, 0o755);
}
