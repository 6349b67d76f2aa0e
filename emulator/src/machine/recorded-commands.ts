import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where the stand-ins write what they were called with, one call a line: time, unit, command. */
export const RECORDED_COMMANDS_LOG = '/var/log/recorded-commands.log';

/** Programs that would change the host, that need an init system, or that reach beyond the machine. */
const RECORDED: Readonly<Record<string, readonly string[]>> = {
  'usr/local/bin': ['apt', 'apt-get', 'docker', 'kubectl', 'snap', 'systemctl'],
  'usr/local/sbin': ['modprobe', 'reboot', 'service', 'shutdown', 'sysctl'],
};

/** By this line a stand-in is told from a program that a charm has put in its place. */
const MARK = '# Stands in for a system program: records the call and succeeds.';

/**
 * Puts stand-ins for system programs into a machine, or takes them out where the real ones are to be
 * run. A file that a charm has put there itself stays.
 * @param root the machine's root folder on the host.
 * @param options the variable that names the root to processes which see the host's `/`; `real` to
 * take them out.
 */
export function writeRecordedCommands(
  root: string,
  options: { readonly rootVariable: string; readonly real: boolean },
): void {
  const script = scriptText(options.rootVariable);
  for (const [folder, names] of Object.entries(RECORDED)) {
    mkdirSync(join(root, folder), { recursive: true });
    for (const name of names) {
      const path = join(root, folder, name);
      const text = readText(path);
      if (text !== undefined && !text.includes(MARK)) continue;
      if (options.real) rmSync(path, { force: true });
      else if (text !== script) writeProgram(path, script);
    }
  }
}

// A snap that a charm has installed goes first, as its program would without the stand-in. Arguments
// with other than plain characters are quoted, so that a line can be read, and run, as it stands.
function scriptText(rootVariable: string): string {
  return [
    '#!/bin/sh',
    MARK,
    `root="\${${rootVariable}:-}" name="\${0##*/}"`,
    '[ -x "$root/snap/bin/$name" ] && exec "$root/snap/bin/$name" "$@"',
    'line="$name"',
    'for word; do',
    '  case "$word" in',
    "    '' | *[!a-zA-Z0-9_./:=@%+,-]*)",
    `      word="'$(printf '%s' "$word" | sed "s/'/'\\\\\\\\''/g" | tr '\\n' ' ')'" ;;`,
    '  esac',
    '  line="$line $word"',
    'done',
    'printf \'%s %s %s\\n\' "$(date -u +%Y-%m-%dT%H:%M:%SZ)" "${JUJU_UNIT_NAME:--}" "$line" \\',
    `  >>"$root${RECORDED_COMMANDS_LOG}"`,
    '',
  ].join('\n');
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

function writeProgram(path: string, text: string): void {
  rmSync(path, { force: true });
  writeFileSync(path, text);
  chmodSync(path, 0o755);
}
