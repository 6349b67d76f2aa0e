import { runFailure } from './failure.ts';
import { withWrites } from './hook-run.ts';
import { expectNoMore } from './tool.ts';
import type { Tool } from './tool.ts';

/**
 * `juju-reboot [--now]`: restarts the machine once the hook has succeeded, or at once, which ends the
 * program and leaves the hook due (C117).
 */
export const jujuReboot: Tool = {
  name: 'juju-reboot',
  synopsis: '',
  purpose: 'reboot the host machine',
  output: 'none',
  flags: [
    {
      names: ['now'],
      kind: 'boolean',
      help: 'reboot immediately, killing the invoking process',
    },
  ],
  run: ({ run, booleans, args }) => {
    expectNoMore(args);
    if (run.purpose.kind === 'action') {
      throw runFailure('juju-reboot is not supported when running an action.');
    }
    return { run: withWrites(run, { reboot: booleans['now'] ? 'now' : 'after' }) };
  },
};
