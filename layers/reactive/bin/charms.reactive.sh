# Handlers in bash. An executable file `reactive/NAME` of this form is one:
#
#   #!/bin/bash
#   source charms.reactive.sh
#
#   @when 'db.ready'
#   @when_not 'backup.made'
#   make_backup() {
#     ...
#     charms.reactive set_flag backup.made
#   }
#
#   reactive_handler_main
#
# Decorators belong to the function that is defined next in the same file. All of them must hold; a
# function without any is no handler. Source: contract reactive.md section 2.6.

if [ -z "${BASH_VERSION:-}" ] || shopt -qo posix; then
  echo "charms.reactive.sh needs bash: let the handler begin with #!/bin/bash" >&2
  exit 1
fi

# The arguments of the handler, for a reactive_handler_main that is given none.
_reactive_arguments=("$@")

# Decorators: where each stands, and its test in words for a shell.
_reactive_files=() _reactive_lines=() _reactive_tests=()

# Handlers: the function, and what `charms.reactive test` takes.
_reactive_names=() _reactive_specs=()

@hook() { _reactive_decorate hook "$@"; }
@when() { _reactive_decorate when "$@"; }
@when_all() { _reactive_decorate when_all "$@"; }
@when_any() { _reactive_decorate when_any "$@"; }
@when_not() { _reactive_decorate when_not "$@"; }
@when_none() { _reactive_decorate when_none "$@"; }
@when_not_all() { _reactive_decorate when_not_all "$@"; }
@when_file_changed() { _reactive_decorate when_file_changed "$@"; }
@only_once() { _reactive_decorate only_once; }

# Says which functions want to run (--test), or runs them (--invoke).
reactive_handler_main() {
  [ $# -gt 0 ] || set -- "${_reactive_arguments[@]+"${_reactive_arguments[@]}"}"
  _reactive_collect
  case "${1:-}" in
    --test) _reactive_test ;;
    --invoke) _reactive_invoke "${2:-}" ;;
    *)
      echo "usage: ${0##*/} --test | --invoke FUNCTION[,FUNCTION...]" >&2
      exit 2
      ;;
  esac
}

_reactive_decorate() {
  local name=$1 word words=''
  shift
  for word in "$@"; do
    _reactive_quote "$word"
    words+="${words:+ }$REPLY"
  done
  _reactive_quote "$words"
  _reactive_files+=("${BASH_SOURCE[2]}")
  _reactive_lines+=("${BASH_LINENO[1]}")
  _reactive_tests+=("$name $REPLY")
}

# Quotes a word for a shell, into REPLY.
_reactive_quote() {
  local quote="'"
  REPLY="'${1//$quote/$quote\\$quote$quote}'"
}

# Finds the function of each decorator: the first one that is defined below it.
_reactive_collect() {
  local name line file last_file='' last_line=0 index tests
  while IFS=$'\t' read -r file line name; do
    [ "$file" = "$last_file" ] || last_line=0
    tests=''
    for index in "${!_reactive_files[@]}"; do
      if [ "${_reactive_files[index]}" = "$file" ] &&
        [ "${_reactive_lines[index]}" -gt "$last_line" ] &&
        [ "${_reactive_lines[index]}" -le "$line" ]; then
        tests+=" ${_reactive_tests[index]}"
      fi
    done
    last_file=$file
    last_line=$line
    if [ -n "$tests" ]; then
      # The id stays the same when lines move.
      _reactive_quote "${REACTIVE_HANDLER:-$0}:$name"
      _reactive_names+=("$name")
      _reactive_specs+=("$name $REPLY$tests")
    fi
  done < <(_reactive_functions)
}

# Prints file, line and name of all functions, from the first line of each file to its last.
_reactive_functions() {
  local names name line file
  mapfile -t names < <(compgen -A function)
  # Only so does bash tell where a function is defined.
  shopt -s extdebug
  declare -F "${names[@]}" | while read -r name line file; do
    printf '%s\t%s\t%s\n' "$file" "$line" "$name"
  done | LC_ALL=C sort -t $'\t' -k 1,1 -k 2,2n
}

_reactive_test() {
  local due
  [ ${#_reactive_specs[@]} -gt 0 ] || exit 1
  if ! due=$(charms.reactive test "${_reactive_specs[@]}"); then
    # For the engine every exit code but 0 means that nothing is to do. So a test that cannot be made
    # counts as a wish to run, and fails then.
    echo '!'
    exit 0
  fi
  [ -n "$due" ] || exit 1
  printf '%s\n' "$due"
}

_reactive_invoke() {
  local name names index
  if [ "$1" = '!' ]; then
    echo "charms.reactive test failed; its message stands above" >&2
    exit 1
  fi
  IFS=, read -r -a names <<< "$1"
  for name in "${names[@]}"; do
    for index in "${!_reactive_names[@]}"; do
      if [ "${_reactive_names[index]}" = "$name" ]; then
        _reactive_run "$index"
        continue 2
      fi
    done
    echo "${0##*/} has no handler called $name" >&2
    exit 1
  done
}

_reactive_run() {
  local name=${_reactive_names[$1]} code
  # Not a part of a list, so that set -e works in the function as its author means it.
  "$name"
  code=$?
  [ $code -eq 0 ] || exit $code
  if [[ "${_reactive_specs[$1]}" == *" only_once ''"* ]]; then
    charms.reactive mark_invoked "${REACTIVE_HANDLER:-$0}:$name" || exit
  fi
}
