import { execFile } from 'node:child_process';
import { access, mkdir, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * Installs packages of PyPI into a virtual environment of their own, unless an earlier run has done so.
 * @param packages with their versions: `ops==2.17.0`.
 * @returns the Python to run them with.
 * @throws Error when there is no Python, or PyPI cannot be reached.
 */
export async function installPythonPackages(packages: readonly string[]): Promise<string> {
  const cache = process.env['CHARM_CACHE_DIR'] ?? join(homedir(), '.cache/reactive-charms');
  const folder = join(cache, `peer-${packages.join('-').replaceAll('==', '-')}`);
  const python = join(folder, 'bin/python');
  const isThere = await access(join(folder, 'complete')).then(
    () => true,
    () => false,
  );
  if (isThere) return python;
  process.stderr.write(`installing ${packages.join(' and ')}\n`);
  await rm(folder, { recursive: true, force: true });
  await mkdir(cache, { recursive: true });
  await explained('python3', ['-m', 'venv', folder]);
  const install = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check'];
  await explained(python, [...install, ...packages]);
  await writeFile(join(folder, 'complete'), '');
  return python;
}

async function explained(program: string, args: readonly string[]): Promise<void> {
  try {
    await run(program, args, { maxBuffer: 64 * 1024 * 1024 });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(
      `${program} ${args.join(' ')} failed; python3 with venv and pip is needed, and PyPI\n${reason}`,
      { cause: error },
    );
  }
}
