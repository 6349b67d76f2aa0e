import { parseArgs } from 'node:util';
import { PROGRAMS, settleProcesses } from './process-model.ts';
import { settlePureModel } from './pure-model.ts';

/**
 * Settles one model and prints what it took as JSON: `run.ts pure 100`, `run.ts nothing 40`. It has a
 * process of its own, so that its memory is its own.
 */
const [what = '', units = ''] = parseArgs({ allowPositionals: true }).positionals;

async function measure(): Promise<object> {
  for (const program of keysOf(PROGRAMS)) {
    if (program === what) return settleProcesses(Number(units), program);
  }
  // What a process does for the first time takes longer.
  for (let round = 0; round < 3; round += 1) await settlePureModel(100);
  const result = await settlePureModel(Number(units));
  return { ...result, megabytes: process.resourceUsage().maxRSS / 1024 };
}

function keysOf<Key extends string>(record: Readonly<Record<Key, unknown>>): Key[] {
  const keys: Key[] = [];
  for (const key in record) keys.push(key);
  return keys;
}

process.stdout.write(JSON.stringify(await measure()));
