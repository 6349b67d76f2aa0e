/** What the files of a window are made from. Paths are as a process on the machine is told them. */
export interface HookFileFacts {
  /** Of the process, with JUJU_DEBUG: the folder of the files. */
  readonly environment: Readonly<Record<string, string>>;
  /** The program that the hook would run. */
  readonly program: string;
  readonly args: readonly string[];
  /** True when the charm is run at once, as debug-code does. */
  readonly runsCode: boolean;
}

/** The file that holds the process of the hook. */
export const PID_FILE = 'hook.pid';

/** The file that holds the result of the hook. */
export const STATUS_FILE = 'hook_exit_status';

/** The files of a hook's window, by name, as Juju has them. Source: contract juju.md section 3.16. */
export function hookFiles(facts: HookFileFacts): Record<string, string> {
  return {
    'env.sh': exportLines(facts.environment),
    'welcome.msg': welcome(facts),
    'init.sh': INIT,
    'hook.sh': facts.runsCode ? codeScript(facts) : SHELL_SCRIPT,
  };
}

/** Lines of a shell that set variables. */
export function exportLines(environment: Readonly<Record<string, string>>): string {
  return Object.entries(environment)
    .map(([name, value]) => `export ${name}=${quoteWord(value)}\n`)
    .join('');
}

/** A word as a shell reads it back. */
export function quoteWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

// A shell whose window is closed must not leave a result: the hook has not succeeded.
const INIT = `trap 'echo $? > "$JUJU_DEBUG/${STATUS_FILE}"' EXIT
trap 'trap - EXIT; kill -KILL $$' HUP
unset HISTFILE
PS1="$JUJU_UNIT_NAME:$JUJU_DISPATCH_PATH % "
cat "$JUJU_DEBUG/welcome.msg"
`;

const START = `#!/bin/bash
. "\${BASH_SOURCE[0]%/*}/env.sh"
cd "$JUJU_CHARM_DIR"
echo $$ > "$JUJU_DEBUG/${PID_FILE}"
`;

const SHELL_SCRIPT = `${START}exec /bin/bash --noprofile --init-file "$JUJU_DEBUG/init.sh" -i
`;

// The program is no child that the shell replaces itself by: its exit code is still to be noted.
function codeScript({ program, args }: HookFileFacts): string {
  const command = [program, ...args].map(quoteWord).join(' ');
  return `${START}${command}
echo $? > "$JUJU_DEBUG/${STATUS_FILE}"
`;
}

function welcome({ environment, program }: HookFileFacts): string {
  const name = environment['JUJU_DISPATCH_PATH'] ?? '';
  const byHand = program.endsWith('/dispatch') ? './dispatch' : './$JUJU_DISPATCH_PATH';
  return `
This is the shell of ${environment['JUJU_UNIT_NAME'] ?? 'the unit'}, in place of ${name}.
The environment is the hook's, and the hook tools answer: config-get, relation-get, status-set ...

  ${byHand}    run what the charm has for it
  exit          end; what the shell exits with is the result of the hook
  exit 1        end, and let the hook fail

Other hooks of the unit wait until this shell has ended. Closing the session lets the hook fail.

`;
}
