import type { UnitName } from '@reactive-charms/juju';
import { readConfig, readMetadata } from '@reactive-charms/juju/files';
import { userError } from '@reactive-charms/juju';
import type { Models, Surroundings } from '../../src/cli/command.ts';
import { runCommand } from '../../src/cli/run-command.ts';
import { Writer } from '../../src/cli/writer.ts';
import type { LogRecord, ModelEvent } from '../../src/events.ts';
import type { CharmArtefact, Model, Unit } from '../../src/model.ts';
import type { CommandResult, Session, SessionOptions, SettleReport } from '../../src/session.ts';
import { createModel } from '../../src/transitions/create-model.ts';

/** The time of everything in these tests. */
export const TIME = '2026-11-23T10:00:00.000Z';

/** An empty model. */
export function emptyModel(): Model {
  return createModel({
    name: 'local',
    uuid: 'u-u-i-d',
    agentVersion: '3.6.11',
    seed: 1,
    time: TIME,
  });
}

/** A charm made from the texts of its files. */
export function charm(
  metadata: string,
  more: { config?: string; revision?: number } = {},
): CharmArtefact {
  const read = readMetadata(`summary: s\ndescription: d\n${metadata}`, 'metadata.yaml');
  const revision = more.revision ?? 0;
  return {
    name: read.name,
    url: `local:${read.name}-${revision}`,
    revision,
    path: `charms/${read.name}-${revision}.charm`,
    sha256: `${read.name}-${revision}`,
    metadata: read,
    options: more.config === undefined ? {} : readConfig(more.config, 'config.yaml'),
    actions: {},
    bases: [{ name: 'ubuntu', channel: '22.04', architectures: ['amd64'] }],
  };
}

/** A database that others relate to, with an option of each common type. */
export const MYSQL: CharmArtefact = charm(
  'name: mysql\nprovides: {server: mysql}\npeers: {cluster: mysql-ha}\n',
  {
    config:
      'options:\n  port: {type: int, default: 3306, description: Where to listen.}\n  title: {type: string}\n  debug: {type: boolean, default: false}\n',
  },
);

/** A site that needs a database. */
export const WORDPRESS: CharmArtefact = charm('name: wordpress\nrequires: {db: mysql}\n');

/** A subordinate. */
export const NRPE: CharmArtefact = charm(
  'name: nrpe\nsubordinate: true\nrequires: {general-info: {interface: juju-info, scope: container}}\n',
);

/** A model with some facts of a unit changed. */
export function withUnit(model: Model, name: UnitName, change: Partial<Unit>): Model {
  const unit = model.units[name];
  if (unit === undefined) throw new Error(`no unit ${name}`);
  return { ...model, units: { ...model.units, [name]: { ...unit, ...change } } };
}

/** What a command line left behind. */
export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A model in memory, with agents that do as a test says. */
export class FakeModels implements Models {
  model: Model | undefined;
  log: LogRecord[] = [];
  readonly charms: Record<string, CharmArtefact> = {};
  readonly opened: SessionOptions[] = [];
  readonly done: string[] = [];
  /** What agents do at each settle. */
  agents: (model: Model, emit: (event: ModelEvent) => void) => Model = (model) => model;
  report: Partial<SettleReport> = {};
  result: CommandResult = { code: 0, stdout: '', stderr: '' };
  isLocked = false;

  constructor(model?: Model) {
    this.model = model;
  }

  async read(): Promise<Model | undefined> {
    return this.model;
  }

  async readLog(): Promise<LogRecord[]> {
    return this.log;
  }

  async open(options: SessionOptions): Promise<Session> {
    this.opened.push(options);
    if (this.isLocked) throw userError('MODEL_LOCKED', 'process 1 is at work on the model');
    this.isLocked = true;
    let model = this.model ?? emptyModel();
    const keep = (next: Model): void => {
      model = next;
      this.model = next;
    };
    return {
      get model() {
        return model;
      },
      directory: options.directory,
      update: (transition) => keep(transition(model)),
      importCharm: async (path) => {
        const found = this.charms[path];
        if (found === undefined) throw userError('CHARM_NOT_FOUND', `there is no charm at ${path}`);
        return found;
      },
      settle: async () => {
        this.done.push('settle');
        keep(this.agents(model, options.onEvent));
        return { hooks: 0, milliseconds: 0, failures: [], inError: [], ...this.report };
      },
      work: async () => {
        this.done.push('work');
      },
      runOnce: async () => {
        throw new Error('no command calls this');
      },
      runCommands: async (unit, script) => {
        this.done.push(`exec ${unit}: ${script}`);
        return this.result;
      },
      shell: async (unit, command) => {
        this.done.push(`shell ${unit}: ${command ?? ''}`);
        return this.result.code;
      },
      resolve: (unit, { retry }) => {
        this.done.push(`resolve ${unit} ${retry ? 'retry' : 'no-retry'}`);
      },
      hostPath: async (_unit, inside) => inside,
      destroy: async () => {
        this.model = undefined;
      },
      close: async () => {
        this.isLocked = false;
      },
    };
  }
}

/** Runs a command line on models in memory. */
export async function run(
  models: FakeModels,
  line: readonly string[],
  more: Partial<Surroundings> = {},
): Promise<Outcome> {
  const [stdout, stderr]: [string[], string[]] = [[], []];
  const writer = new Writer({
    stdout: { write: (text) => stdout.push(text) },
    stderr: { write: (text) => stderr.push(text) },
    environment: {},
  });
  let clock = new Date(TIME).getTime();
  const code = await runCommand(line, {
    writer,
    models,
    environment: {},
    cwd: '/work-dir',
    now: () => new Date(clock),
    sleep: async (milliseconds) => {
      clock += milliseconds;
    },
    ...more,
  });
  return { code, stdout: stdout.join(''), stderr: stderr.join('') };
}
