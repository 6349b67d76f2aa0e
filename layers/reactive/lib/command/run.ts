import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { isInHook } from './desk.ts';
import { foretell } from './dry-run.ts';
import { hookName } from './hook-name.ts';
import { printLines, refusal, wrongUsage } from './sub-command.ts';
import type { Call, Scene, SubCommand } from './sub-command.ts';

/** Runs the hook in whose window the operator is, or says what it would run. */
export const RUN: SubCommand = {
  name: 'run',
  usage: '[--dry-run [HOOK]]',
  summary: 'run the hook of a debug-hooks window, or say what a hook would run',
  takes: [0, 2],
  run: async ({ scene, args: [option, hook] }: Call) => {
    if (option === '--dry-run') {
      return printLines(scene, await foretell(scene, hook ?? hookName(scene) ?? 'update-status'));
    }
    if (option !== undefined) throw wrongUsage(RUN);
    return runDispatch(scene);
  },
};

async function runDispatch(scene: Scene): Promise<number> {
  const { charmDirectory, environment } = scene;
  const isAction = (environment['JUJU_ACTION_NAME'] ?? '') !== '';
  if (!isInHook(scene) || (hookName(scene) === undefined && !isAction)) {
    throw refusal(
      'there is no hook to be run here',
      'use it in the window that `juju debug-hooks UNIT` opens for a hook; elsewhere, `reactive run --dry-run HOOK` says what a hook would run',
    );
  }
  const program = join(charmDirectory, 'dispatch');
  return new Promise((resolve, reject) => {
    const child = spawn(program, [], { cwd: charmDirectory, env: environment, stdio: 'inherit' });
    child.on('error', (error) => reject(refusal(`${program} cannot be started: ${error.message}`)));
    child.on('close', (code) => resolve(code ?? 1));
  });
}
