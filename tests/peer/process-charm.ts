import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { main } from '@reactive-charms/reactive/main';
import { composeProgram } from './our-charm.ts';
import type { Program } from './program.ts';
import { createRecorder } from './recorder.ts';
import type { RecordedRun } from './recorder.ts';

/**
 * A program as a charm with a process of its own. The program lies beside the bundle; what the handlers
 * did is written where PEER_RUNS says.
 */
const folder = dirname(process.argv[1] ?? '.');
const program: Program = JSON.parse(readFileSync(join(folder, 'program.json'), 'utf8'));
const runs: RecordedRun[] = [];
process.on('exit', () => {
  const file = process.env['PEER_RUNS'];
  if (file !== undefined) writeFileSync(file, JSON.stringify(runs));
});
main(composeProgram(program, createRecorder(runs, process.env['PEER_FAILS'])));
