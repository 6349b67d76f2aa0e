import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Random } from '../random.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

/**
 * Runs the tests of the interface packages against Python's code, which `npm test` leaves out.
 * @param seed of the random cases.
 * @returns the exit code.
 */
export async function testInterfaces(seed: string): Promise<number> {
  const number = /^[0-9]{1,9}$/.test(seed) ? seed : new Random(seed).between(1, 999_999_999);
  const jest = spawn(
    join(ROOT, 'node_modules/.bin/jest'),
    [
      '--silent',
      '--maxWorkers=100%',
      '--reporters=./tests/support/quiet-reporter.cjs',
      '--testPathIgnorePatterns=/node_modules/',
      '--testPathPatterns=tests/peer/interfaces',
    ],
    { cwd: ROOT, stdio: 'inherit', env: { ...process.env, PEER_SEED: String(number) } },
  );
  const [code]: unknown[] = await once(jest, 'close');
  return typeof code === 'number' ? code : 1;
}
