import { join } from 'node:path';
import { isExecutableHandler, isProgram } from '@reactive-charms/juju';
import type { Findings } from '../findings.ts';
import type { OutputFile } from '../merge/rule.ts';
import type { Plan } from '../plan.ts';

/**
 * Finds the handlers in other languages: programs in the charm's folder `reactive`, sorted by path.
 * A program there that may not be run gets a warning.
 */
export function findExecutables(
  files: readonly OutputFile[],
  plan: Plan,
  findings: Findings,
): string[] {
  const candidates = files
    .filter(({ path }) => path.startsWith('reactive/'))
    .map((file) => ({ ...file, isExecutable: file.executable }));
  for (const { path } of candidates.filter((file) => !file.isExecutable && isProgram(file))) {
    const planned = plan.files.find((file) => file.path === path);
    const layer = planned?.contributors.at(-1)?.layer;
    findings.warning('EXECUTABLE_MODE', 'this program may not be run, so it is no handler', {
      place: { file: join(layer?.label ?? '.', path) },
      fix: 'run "chmod +x" on it; what is no handler has its place outside of reactive/',
    });
  }
  return candidates
    .filter(isExecutableHandler)
    .map(({ path }) => path)
    .sort();
}
