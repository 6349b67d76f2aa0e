#!/bin/sh
# Stands in for every hook tool, under its name: reads and writes plain files below $STATE, which the
# test puts into the next line.
STATE=@STATE@

relation=
application=
last=
previous=
for argument in "$@"; do
  [ "$previous" = -r ] && relation=$argument
  [ "$argument" = --app ] && application=yes
  previous=$argument
  last=$argument
done

# Prints the first of these files that is there, or else the last argument.
show() {
  [ -r "$STATE/$1" ] && exec cat "$STATE/$1"
  echo "$2"
}

echo "${0##*/} $*" >>"$STATE/calls"
case ${0##*/} in
  config-get) show config.json '{}' ;;
  is-leader) show is-leader.json false ;;
  leader-get) show leader.json '{}' ;;
  leader-set) printf '%s\n' "$@" >>"$STATE/leader-set" ;;
  unit-get | network-get) echo '"10.0.0.5"' ;;
  relation-ids) show "ids/$last.json" '[]' ;;
  relation-list)
    [ -n "$application" ] && show "relations/$relation/application.json" '""'
    [ -n "$application" ] || show "relations/$relation/units.json" '[]'
    ;;
  relation-get) show "relations/$relation/$(echo "$last" | tr / -).json" '{}' ;;
  relation-set)
    cat >>"$STATE/relations/$relation/set"
    echo >>"$STATE/relations/$relation/set"
    ;;
  status-set) echo "$*" >"$STATE/status" ;;
  juju-log | application-version-set) ;;
  *)
    echo "ERROR unknown tool ${0##*/}" >&2
    exit 1
    ;;
esac
