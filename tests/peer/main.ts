import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { installPythonPackages } from '../support/python-packages.ts';
import { comparePrograms, compareWithRealTools } from './compare-programs.ts';
import { testInterfaces } from './interfaces/run-tests.ts';
import { PYTHON_PEERS } from './python-packages.ts';
import { describeFinding } from './report.ts';

/**
 * Compares our engine with charms.reactive on random programs, and the interface packages with what
 * Python charms say and read: `npm run test:peer -- --seed 7`. Exits with 1 when they differ, and shows
 * the smallest program on which they do.
 */
async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      /** Programs with the same seed are the same. */
      seed: { type: 'string', default: '1' },
      programs: { type: 'string', default: '2000' },
      /** Those of them that also run with executables for the hook tools. */
      real: { type: 'string', default: '40' },
      /** Only this program, by the name that a report gave it. */
      program: { type: 'string' },
    },
  });
  const { seed, program } = values;
  const names = program === undefined ? nameAll(seed, readCount(values.programs)) : [program];
  const real = program === undefined ? nameAll(seed, readCount(values.real)) : [program];
  process.stdout.write(`charms.reactive 1.5.3 against our engine, seed ${seed}\n`);
  const peers = {
    python: await installPythonPackages(PYTHON_PEERS),
    processes: Math.max(1, cpus().length),
  };
  const parts = [
    async () => comparePrograms(names, peers),
    async () => compareWithRealTools(real, peers),
  ];
  for (const part of parts) {
    const started = Date.now();
    const { finding, summary } = await part();
    if (finding) {
      process.stdout.write(`\n${describeFinding(finding)}\n`);
      return 1;
    }
    process.stdout.write(`${summary} (${((Date.now() - started) / 1000).toFixed(0)} s)\n`);
  }
  if (program !== undefined) return 0;
  process.stdout.write(`interface packages against Python's, seed ${seed}\n`);
  return testInterfaces(seed);
}

function nameAll(seed: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${seed}/${index}`);
}

function readCount(text: string): number {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 0) throw new Error(`${text} is not a number of programs`);
  return count;
}

process.exitCode = await main();
