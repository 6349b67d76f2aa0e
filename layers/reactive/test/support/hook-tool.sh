#!/bin/sh
# Every hook tool of the tests: notes the call, answers what the test has laid down, and kills the
# charm at the call that the test names. Needs TEST_AGENT, a folder.
name=${0##*/}
cd "$TEST_AGENT" || exit 1
echo "$name $*" >> calls
count=$(wc -l < calls)
case $name in
  relation-set) { echo "$*"; cat; echo; } >> buffered ;;
  leader-set | status-set | application-version-set) echo "$name $*" >> immediate ;;
  open-port | close-port) echo "$name $*" >> ports ;;
  state-set) { cat; echo; } >> state ;;
  state-delete) printf '{"%s":""}\n' "$1" >> state ;;
  juju-log) echo "$*" >> log ;;
  action-set | action-log | action-fail) echo "$name $*" >> action ;;
  add-metric) echo "$*" >> metrics ;;
  *)
    answer="answers/$(echo "$name $*" | tr '/' '_')"
    # Some tools warn and go on.
    echo "WARNING $name is slow today" >&2
    [ -f "$answer" ] && cat "$answer" || { echo "ERROR relation not found" >&2; exit 1; }
    ;;
esac
[ -n "$KILL_AT" ] && [ "$count" -ge "$KILL_AT" ] && kill -9 "$PPID"
exit 0
