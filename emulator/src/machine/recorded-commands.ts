import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode } from './error-code.ts';

/** Where the stand-ins write what they were called with, one call a line. */
export const RECORDED_COMMANDS_LOG = '/var/log/recorded-commands.log';

/** Programs that would change the host, or that need an init system which a machine has not. */
const RECORDED: Readonly<Record<string, readonly string[]>> = {
  'usr/local/bin': ['apt', 'apt-get', 'snap', 'systemctl'],
  'usr/local/sbin': ['modprobe', 'reboot', 'service', 'shutdown', 'sysctl'],
};

/**
 * Puts stand-ins for system programs into a machine: they record their arguments and succeed.
 * A file that is there already stays, so that a charm may bring its own.
 * @param root the machine's root folder on the host.
 * @param rootVariable the variable that names the root to processes which see the host's `/`.
 */
export async function writeRecordedCommands(root: string, rootVariable: string): Promise<void> {
  const script = [
    '#!/bin/sh',
    '# Stands in for a system program: records the call and succeeds.',
    `printf '%s\\n' "\${0##*/} $*" >>"\${${rootVariable}:-}${RECORDED_COMMANDS_LOG}"`,
    '',
  ].join('\n');
  for (const [folder, names] of Object.entries(RECORDED)) {
    await mkdir(join(root, folder), { recursive: true });
    await Promise.all(names.map((name) => writeNew(join(root, folder, name), script)));
  }
}

async function writeNew(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text, { flag: 'wx', mode: 0o755 });
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error;
  }
}
