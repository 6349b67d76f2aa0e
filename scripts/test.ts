import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Runs the quick checks one after the other and stops at the first that fails; quiet while all is
 * well. Arguments go to jest: `npm test -- juju` runs the tests of one room.
 */

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** A check: its name, the program, and its arguments. */
type Check = readonly [name: string, program: string, args: readonly string[]];

const CHECKS: readonly Check[] = [
  ['types', 'tsc', []],
  ['lint', 'oxlint', ['--type-aware', '--quiet']],
  ['format', 'prettier', ['--check', '--log-level=warn', '.']],
  ['generated types', 'charm', ['types', '--check', '--quiet', ...layersWithTypes()]],
  ['interface schemas', 'charm', ['schema', '--check', '--quiet']],
  [
    'tests',
    'jest',
    [
      '--silent',
      // By default jest leaves a core free, which is half of a small machine.
      '--maxWorkers=100%',
      '--reporters=./tests/support/quiet-reporter.cjs',
      ...process.argv.slice(2),
    ],
  ],
];

function layersWithTypes(): string[] {
  return ['layers', 'bundles/stand-ins', 'tests/interfaces/charms']
    .flatMap((parent) => readdirSync(join(ROOT, parent)).map((name) => `${parent}/${name}`))
    .filter((layer) => existsSync(join(ROOT, layer, 'generated/charm.ts')));
}

/** @returns whether the check passed. */
function passes([name, program, args]: Check): boolean {
  const started = Date.now();
  const { status } = spawnSync(join(ROOT, 'node_modules/.bin', program), args, {
    cwd: ROOT,
    stdio: 'inherit',
  });
  if (status === 0) {
    process.stdout.write(`${name} passed (${((Date.now() - started) / 1000).toFixed(1)} s)\n`);
    return true;
  }
  process.stderr.write(`${name} failed: npx ${program} ${args.join(' ')}\n`);
  return false;
}

process.exitCode = CHECKS.every(passes) ? 0 : 1;
