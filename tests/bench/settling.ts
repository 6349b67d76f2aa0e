import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { fileURLToPath } from 'node:url';
import type { Workplace } from './workplace.ts';

const run = promisify(execFile);
const HERE = fileURLToPath(new URL('.', import.meta.url));

/** Milliseconds that settling took, by the number of handlers. */
export type Curve = Readonly<Record<string, number>>;

/** Settling at several sizes, ours and the reference's. */
export interface SettlingResult {
  /** Handlers that wait for one another in a chain; the reference gives up after 100 rounds. */
  readonly chain: { readonly ours: Curve; readonly reference: Curve };
  /** Many handlers, of which ten match. */
  readonly fewMatch: { readonly ours: Curve; readonly reference: Curve };
}

/** Measures settling inside a running process, without start-up and hook tools. */
export async function measureSettling({ python, folder }: Workplace): Promise<SettlingResult> {
  const ours = await run('node', ['--import', 'tsx', join(HERE, 'settle-ours.ts')], { cwd: HERE });
  const reference = await run(python, [join(HERE, 'settle_reference.py')], {
    cwd: folder,
    env: { PATH: '/usr/bin:/bin', JUJU_CHARM_DIR: folder, CHARM_DIR: folder },
  });
  const left = parseCurves(ours.stdout);
  const right = parseCurves(reference.stdout);
  return {
    chain: { ours: left('chain'), reference: right('chain') },
    fewMatch: { ours: left('few'), reference: right('few') },
  };
}

/** Reads lines such as `chain 100 1.5`. */
function parseCurves(text: string): (name: string) => Curve {
  const lines = text
    .trim()
    .split('\n')
    .map((line) => line.split(' '));
  return (name) =>
    Object.fromEntries(
      lines
        .filter(([curve]) => curve === name)
        .map(([, size = '', milliseconds = '']) => [size, Number(milliseconds)]),
    );
}
