/** Runs the quick checks in order and stops at the first that fails; quiet while all is well. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const checks = [
  ['types', 'tsc', []],
  ['lint', 'oxlint', ['--type-aware', '--quiet']],
  ['format', 'prettier', ['--check', '--log-level=warn', '.']],
  ['generated types', 'charm', ['types', '--check', '--quiet', ...layersWithTypes()]],
  [
    'tests',
    'jest',
    ['--silent', '--reporters=./tests/support/quiet-reporter.cjs', ...process.argv.slice(2)],
  ],
];

for (const [name, program, args] of checks) {
  const started = Date.now();
  const { status } = spawnSync(`${root}node_modules/.bin/${program}`, args, {
    cwd: root,
    stdio: 'inherit',
  });
  if (status !== 0) {
    process.stderr.write(`${name} failed: npx ${program} ${args.join(' ')}\n`);
    process.exit(1);
  }
  process.stdout.write(`${name} passed (${((Date.now() - started) / 1000).toFixed(1)} s)\n`);
}

function layersWithTypes() {
  return ['layers', 'bundles/stand-ins']
    .flatMap((parent) => readdirSync(`${root}${parent}`).map((name) => `${parent}/${name}`))
    .filter((layer) => existsSync(`${root}${layer}/generated/charm.ts`));
}
