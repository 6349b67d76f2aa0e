/**
 * The script that Juju runs for every hook and action. Its last line ends in a member of the charm
 * that is executable, because charmcraft's linter asks for that (contract section 2.4).
 */
export const DISPATCH = `#!/bin/sh
# Juju runs this file for every hook and action.
case $0 in */*) cd "\${0%/*}" || exit 1 ;; esac
PATH="$PWD/bin:$PATH"
export PATH
node=./runtime/node
if [ ! -x "$node" ]; then
  node=$(command -v node) || {
    echo "this charm was built without a Node.js runtime, and there is no node on PATH" >&2
    exit 1
  }
  case $("$node" --version) in
    v[2-9][0-9].*) ;;
    *) echo "this charm needs Node.js 20 or later; $node is older" >&2; exit 1 ;;
  esac
fi
# Compiled code is kept for the next hook, but not over an upgrade.
case $JUJU_DISPATCH_PATH in
  */upgrade-charm) rm -rf ./.compile-cache ;;
esac
# What every hook asks; a shell starts a program in a fraction of the time that Node.js takes for it.
case $JUJU_DISPATCH_PATH in
  */collect-metrics | */meter-status-changed) ;;
  *) CHARM_IS_LEADER=$(is-leader --format=json 2>/dev/null) && export CHARM_IS_LEADER ;;
esac
exec "$node" ./charm.cjs
`;

/** The \`reactive\` command, which dispatch puts on PATH. */
export const REACTIVE_COMMAND = `#!/bin/sh
# Shows and changes the flags of this unit; see "reactive help".
charm=$(dirname "$(dirname "$(readlink -f "$0")")")
node=$charm/runtime/node
[ -x "$node" ] || node=node
exec "$node" "$charm/charm.cjs" reactive "$@"
`;

/** A hook for agents that do not know dispatch. */
export const HOOK = `#!/bin/sh
# For agents that do not know dispatch.
: "\${JUJU_DISPATCH_PATH:=hooks/\${0##*/}}"
export JUJU_DISPATCH_PATH
exec "\${0%/*}/../dispatch"
`;
