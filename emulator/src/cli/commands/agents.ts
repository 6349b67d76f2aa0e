import type { Command, Invocation } from '../command.ts';
import { untilInterrupted } from '../interruption.ts';
import { createProgress } from '../progress.ts';
import { modelDirectory, readModel } from '../run-session.ts';

/** Runs agents as they run on Juju: until somebody ends them. */
export const agentsCommand: Command = {
  name: 'agents',
  purpose: 'Run the agents of all units until Ctrl-C.',
  usage: '',
  arity: [0, 0],
  options: {},
  details:
    'What waits for the clock happens here: failed hooks are run again, update-status is run, secrets\n' +
    'rotate and expire. In between the model is free for other commands.',
  run: agents,
};

async function agents({ surroundings }: Invocation): Promise<number> {
  const { writer, now, interruption } = surroundings;
  const directory = modelDirectory(surroundings);
  await readModel(surroundings);
  const { runAgents } = await import('../../run-agents.ts');
  const progress = createProgress(writer, now);
  const timer = setInterval(() => progress.tick(), 200);
  try {
    writer.note('agents are at work; Ctrl-C ends them');
    await untilInterrupted(interruption, (until) =>
      runAgents({ directory, until, onEvent: (event) => progress.handle(event) }),
    );
    return 0;
  } finally {
    clearInterval(timer);
    progress.end();
  }
}
