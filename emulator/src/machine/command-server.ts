import { chmodSync, existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The names under which charms know the program that runs commands in a hook context. */
const NAMES = ['juju-exec', 'juju-run'] as const;

/**
 * Puts `juju-exec` into a machine. As Juju's own, it refuses inside a hook (C119); outside, it says
 * where commands are run on this model.
 * @param root the machine's root folder on the host.
 */
export function writeCommandServer(root: string): void {
  for (const name of NAMES) {
    const path = join(root, 'usr/local/bin', name);
    if (existsSync(path)) continue;
    writeFileSync(path, SCRIPT);
    chmodSync(path, 0o755);
  }
}

const SCRIPT = `#!/bin/sh
name="\${0##*/}"
if [ -n "\${JUJU_CONTEXT_ID:-}" ]; then
  echo "ERROR $name cannot be called from within a hook, have context \\"$JUJU_CONTEXT_ID\\"" >&2
else
  echo "ERROR $name is not served on this machine; from outside, use: juju-local exec --unit UNIT -- COMMAND" >&2
fi
exit 1
`;
