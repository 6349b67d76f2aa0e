import type { Command } from '../command.ts';
import { UsageError } from '../command.ts';
import { findCandidates } from '../completion/candidates.ts';
import { SHELLS, completionScript } from '../completion/scripts.ts';
import { COMPLETE } from '../help.ts';
import { modelDirectory } from '../run-session.ts';

/** Prints what a shell needs to complete command lines. */
export const completionCommand: Command = {
  name: 'completion',
  purpose: 'Print the script with which a shell completes command lines.',
  usage: SHELLS.join('|'),
  arity: [1, 1],
  options: {},
  details:
    'In ~/.bashrc:                  source <(juju-local completion bash)\n' +
    'In ~/.zshrc, after compinit:   source <(juju-local completion zsh)\n' +
    'In ~/.config/fish/config.fish: juju-local completion fish | source',
  run: async ({ args, command, surroundings }) => {
    const shell = SHELLS.find((name) => name === args[0]);
    if (shell === undefined) {
      throw new UsageError(`${JSON.stringify(args[0])} is none of ${SHELLS.join(', ')}`, command);
    }
    surroundings.writer.raw(completionScript(shell));
    return 0;
  },
};

/** What the scripts ask: it only reads the model. It stands in no help. */
export function createCompleteCommand(commands: readonly Command[]): Command {
  return {
    name: COMPLETE,
    purpose: 'Print candidates for the last word.',
    usage: 'words WORD ...',
    arity: [1, Number.MAX_SAFE_INTEGER],
    rawAfter: 1,
    options: {},
    run: async ({ args, surroundings }) => {
      const { models, writer } = surroundings;
      // A model that cannot be read is told of by the command itself.
      const model = await models.read(modelDirectory(surroundings)).catch(() => undefined);
      const found = findCandidates({ commands, model }, args.slice(1));
      if (found.length > 0) writer.result(found.join('\n'));
      return 0;
    },
  };
}
