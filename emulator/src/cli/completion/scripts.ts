import { COMPLETE, PROGRAM } from '../help.ts';

/** Shells that completion is there for. */
export const SHELLS = ['bash', 'zsh', 'fish'] as const;

/** Name of a shell with completion. */
export type Shell = (typeof SHELLS)[number];

// Bash takes ":" and "=" for the ends of words and replaces only what follows them; the words are
// therefore taken from the line itself. Where there is no candidate, files are offered.
const BASH = `_juju_local() {
  local line=\${COMP_LINE:0:COMP_POINT} current shared
  local -a words
  read -ra words <<< "$line"
  [[ $line == *[[:space:]] ]] && words+=("")
  mapfile -t COMPREPLY < <("\${words[0]}" ${COMPLETE} words "\${words[@]:1}" 2> /dev/null)
  current=\${words[\${#words[@]}-1]}
  shared=\${current%"\${current##*[:=]}"}
  COMPREPLY=("\${COMPREPLY[@]#"$shared"}")
  [[ \${COMPREPLY[0]-} == *[:=] ]] && compopt -o nospace 2> /dev/null
  return 0
}
complete -o default -F _juju_local ${PROGRAM}
`;

const ZSH = `#compdef ${PROGRAM}
_juju_local() {
  local -a found open
  found=("\${(@f)$(\${words[1]} ${COMPLETE} words "\${(@)words[2,CURRENT]}" 2> /dev/null)}")
  open=(\${(M)found:#*[:=]})
  found=(\${\${found:#*[:=]}:#})
  (( $#open )) && compadd -S '' -a open
  (( $#found )) && compadd -a found
  (( $#open + $#found )) || _files
}
compdef _juju_local ${PROGRAM}
`;

const FISH = `function __juju_local_complete
  set -l words (commandline -opc) (commandline -ct)
  set -l found ($words[1] ${COMPLETE} words $words[2..-1] 2> /dev/null)
  if test (count $found) -gt 0
    printf '%s\\n' $found
  else
    __fish_complete_path (commandline -ct)
  end
end
complete -c ${PROGRAM} -f -a '(__juju_local_complete)'
`;

/** The script that a shell reads to complete command lines, in the shell's own language. */
export function completionScript(shell: Shell): string {
  return { bash: BASH, zsh: ZSH, fish: FISH }[shell];
}
