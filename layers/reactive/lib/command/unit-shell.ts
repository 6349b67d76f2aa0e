/** Where the `reactive` command lies for the shells of operators, outside hooks. */
export const COMMAND_PATH = '/usr/local/bin/reactive';

/** The same command under the name that operators know from charms.reactive. */
export const COMPATIBLE_COMMAND_PATH = '/usr/local/bin/charms.reactive';

/**
 * The `reactive` command of a machine: hands over to the charm of the unit that the environment or
 * `--unit` names, or of the only unit there. Several units share it, so it names none, and it stays
 * when one of them goes. In hooks the charm's own `bin/reactive` comes first on PATH.
 */
export function commandScript(): string {
  return `#!/bin/sh
# reactive [--unit UNIT] COMMAND: looks at the flags of a unit on this machine.
agents=/var/lib/juju/agents
case "$1" in
  --unit)
    [ $# -gt 1 ] || { echo 'reactive: --unit needs the name of a unit' >&2; exit 2; }
    unit=$2
    shift 2
    ;;
  --unit=*) unit=\${1#--unit=}; shift ;;
  *)
    unit=\${JUJU_UNIT_NAME:-}
    here=\${JUJU_CHARM_DIR:+"$JUJU_CHARM_DIR/bin/reactive"}
    [ -x "$here" ] && exec "$here" "$@"
    ;;
esac
if [ -n "$unit" ]; then
  # In a hook of one unit, the hook tools and the session are not those of another.
  [ "$unit" = "\${JUJU_UNIT_NAME:-$unit}" ] ||
    unset JUJU_CONTEXT_ID JUJU_HOOK_NAME JUJU_DISPATCH_PATH JUJU_ACTION_NAME REACTIVE_SESSION
  set -- "$agents/unit-$(printf %s "$unit" | tr / -)/charm/bin/reactive" "$@"
  [ -x "$1" ] || { echo "reactive: unit $unit has no charm of this kind on this machine" >&2; exit 1; }
  exec "$@"
fi
count=0
names=
for command in "$agents"/unit-*/charm/bin/reactive; do
  [ -x "$command" ] || continue
  count=$((count + 1))
  only=$command
  name=\${command#"$agents"/unit-}
  name=\${name%/charm/bin/reactive}
  names="$names \${name%-*}/\${name##*-}"
done
case $count in
  0) echo "reactive: no unit on this machine has a charm of this kind" >&2; exit 1 ;;
  1) exec "$only" "$@" ;;
  *) echo "reactive: several units are here, name one with --unit:$names" >&2; exit 2 ;;
esac
`;
}
