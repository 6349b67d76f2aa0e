/**
 * Installs the project's dependencies when they are missing or older than package-lock.json.
 * Plain JavaScript without dependencies, because it runs before anything is installed.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const stamp = `${root}node_modules/.installed`;
const [major] = process.versions.node.split('.').map(Number);

if (major < 20) {
  process.stderr.write(`Node.js 20 or newer is needed; this is ${process.versions.node}\n`);
  process.exit(1);
}

const wanted = createHash('sha256')
  .update(readFileSync(`${root}package-lock.json`))
  .digest('hex');
const present = existsSync(stamp) ? readFileSync(stamp, 'utf8') : '';
if (present !== wanted) {
  process.stdout.write('Installing dependencies\n');
  // Not `npm ci`: it refuses a lock file that lacks the packages of other platforms, and registries
  // that mirror only some platforms make such files. `--no-save` leaves the lock file as it is.
  const args = ['install', '--no-save', '--no-audit', '--no-fund', '--loglevel=error'];
  const { status } = spawnSync('npm', args, { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
  if (status !== 0) {
    process.stderr.write('npm install failed; see its message above\n');
    process.exit(1);
  }
  writeFileSync(stamp, wanted);
}
