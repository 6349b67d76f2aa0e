import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addRelation, deployApplication, openSession } from '@reactive-charms/emulator';
import { writeArchive } from '../../../emulator/test/support/charm-archive.ts';
import { cpuMilliseconds } from './cpu-time.ts';

/** A model that settled with real processes. */
export interface ProcessResult {
  readonly units: number;
  readonly hooks: number;
  readonly milliseconds: number;
  /** Time of all cores that the model and its processes took. */
  readonly cpuMilliseconds: number;
  /** Peak resident memory of the model's own process. */
  readonly megabytes: number;
}

/** What the charm's program does in every hook. */
export const PROGRAMS = {
  nothing: '#!/bin/sh\nexit 0\n',
  'one hook tool': '#!/bin/sh\nstatus-set active\n',
} as const;

/** Relates one unit to many, and lets a shell charm settle whose hooks are processes. */
export async function settleProcesses(
  units: number,
  program: keyof typeof PROGRAMS,
): Promise<ProcessResult> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-model-'));
  const session = await openSession({
    directory: join(folder, 'model'),
    containers: 'stand-in',
    create: { seed: 1 },
    onEvent: () => undefined,
  });
  try {
    for (const [name, role, count] of [
      ['hub', 'provides', 1],
      ['worker', 'requires', units],
    ] as const) {
      const archive = join(folder, `${name}.charm`);
      await writeArchive(archive, {
        'metadata.yaml': `name: ${name}\nsummary: s\ndescription: d\n${role}:\n  db:\n    interface: db\n`,
        dispatch: { text: PROGRAMS[program], mode: 0o755 },
      });
      const charm = await session.importCharm(archive);
      session.update(deployApplication({ name, charm, units: count }));
    }
    session.update(addRelation('hub', 'worker'));
    const cpu = cpuMilliseconds();
    const { hooks, milliseconds } = await session.settle();
    await session.close();
    return {
      units,
      hooks,
      milliseconds,
      cpuMilliseconds: cpuMilliseconds() - cpu,
      megabytes: process.resourceUsage().maxRSS / 1024,
    };
  } finally {
    await session.close().catch(() => undefined);
    await rm(folder, { recursive: true, force: true });
  }
}
