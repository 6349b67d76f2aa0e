import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { UnitName } from '@reactive-charms/juju';
import type { ModelEvent } from '../../src/events.ts';
import type { Fault } from '../../src/faults.ts';
import type { CharmArtefact } from '../../src/model.ts';
import { openSession } from '../../src/session.ts';
import type { Session } from '../../src/session.ts';
import { writeArchive } from '../support/charm-archive.ts';
import type { ArchiveFile } from '../support/charm-archive.ts';

/** A model with one charm `one`, which is a shell script. */
export interface ScriptModel {
  /** The session at work; another one after `reopen`. */
  readonly session: Session;
  readonly charm: CharmArtefact;
  /** `unit hook exit-code`, in order. */
  hooks(): string[];
  /** What agents say of hooks, in order. */
  agentLog(): string[];
  /** What programs have printed, in order. */
  output(): string[];
  /** A file on the unit's machine; undefined when there is none. */
  read(unit: UnitName, path: string): Promise<string | undefined>;
  /** Closes the session and opens another, as one command after the other does. */
  reopen(): Promise<Session>;
  remove(): Promise<void>;
}

/** What the model is made from. */
export interface ScriptModelOptions {
  readonly way: 'namespace' | 'prefix';
  /**
   * What `dispatch` does, in sh; without it there is no such program. `$ROOT` stands before paths
   * outside of the charm directory.
   */
  readonly script?: string;
  /** More of metadata.yaml. */
  readonly metadata?: string;
  /** More files of the charm. */
  readonly files?: Readonly<Record<string, string | ArchiveFile>>;
  readonly faults?: readonly Fault[];
}

/** Makes the model, and nothing in it. */
export async function openScriptModel(options: ScriptModelOptions): Promise<ScriptModel> {
  const folder = await mkdtemp(join(tmpdir(), 'processes-'));
  const events: ModelEvent[] = [];
  // Scripts of machines with redirected paths find their machine's root as any script there must.
  const dispatch = `#!/bin/sh\nROOT="\${CHARM_DIR%/var/lib/juju/*}"\n${options.script ?? ''}\n`;
  await writeArchive(join(folder, 'one.charm'), {
    'metadata.yaml': `name: one\nsummary: s\ndescription: d\n${options.metadata ?? ''}`,
    ...(options.script === undefined ? {} : { dispatch: { text: dispatch, mode: 0o755 } }),
    ...options.files,
  });
  const open = (): Promise<Session> =>
    openSession({
      directory: join(folder, '.juju-local'),
      containers: 'stand-in',
      machines: options.way,
      create: { seed: 1 },
      onEvent: (event) => events.push(event),
      ...(options.faults ? { faults: options.faults } : {}),
    });
  let session = await open();
  const charm = await session.importCharm(join(folder, 'one.charm'));
  return {
    get session() {
      return session;
    },
    charm,
    hooks: () =>
      events.flatMap((event) =>
        event.kind === 'hook-finished' ? [`${event.unit} ${event.hook} ${event.exitCode}`] : [],
      ),
    agentLog: () =>
      events.flatMap((event) =>
        event.kind === 'log' && event.record.module === 'juju.worker.uniter.operation'
          ? [event.record.message]
          : [],
      ),
    output: () =>
      events.flatMap((event) =>
        event.kind === 'log' && /^unit\.[^.]+\.(?!juju-log)/.test(event.record.module)
          ? [event.record.message]
          : [],
      ),
    read: async (unit, path) =>
      readFile(await session.hostPath(unit, path), 'utf8').catch(() => undefined),
    reopen: async () => {
      await session.close();
      session = await open();
      return session;
    },
    remove: async () => {
      await session.destroy();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
