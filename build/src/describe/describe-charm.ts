import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { userError, type Diagnostic } from '@reactive-charms/juju';

/** A condition of a handler, as the charm describes it; only those over flags have any. */
export interface DescribedCondition {
  /** all, any, none, notAll; others are not over flags. */
  readonly kind: string;
  readonly flags: readonly string[];
}

/** A handler, as the charm describes it. */
export interface DescribedHandler {
  /** Layer and name: `container/install-engine`. */
  readonly id: string;
  readonly conditions: readonly DescribedCondition[];
}

/** A trigger, as the charm describes it. */
export interface DescribedTrigger {
  /** The flag that it waits for. */
  readonly source: string;
}

/** What a charm says about itself when asked with `reactive describe`. */
export interface CharmDescription {
  readonly handlers: readonly DescribedHandler[];
  readonly triggers: readonly DescribedTrigger[];
  /** Flags that triggers set, and those that interfaces say to keep. */
  readonly flags: readonly string[];
  readonly findings: readonly Diagnostic[];
}

/** A charm that reads more than this of itself is stuck. */
const PATIENCE = 60_000;
/** The exit code of a wrong command line: the charm's engine does not know the question. */
const USAGE = 2;

/**
 * Asks a charm's code for its handlers. It runs on the builder's own Node.js, so that charms for other
 * machines can be asked too, with an empty environment and in a folder of its own.
 * @param code the bundle, charm.cjs.
 * @returns undefined when the charm's engine does not know the question.
 * @throws DiagnosticsError when the code fails before the first hook could run.
 */
export async function describeCharm(code: Buffer): Promise<CharmDescription | undefined> {
  const folder = await mkdtemp(join(tmpdir(), 'charm-describe-'));
  try {
    const program = join(folder, 'charm.cjs');
    await writeFile(program, code);
    const { exitCode, stdout, stderr } = await run(program, folder);
    if (exitCode === USAGE) return undefined;
    const description = readDescription(stdout);
    if (description !== undefined || exitCode === 0) return description;
    throw userError('CHARM_FAILS', `the charm's code fails at its start: ${reasonIn(stderr)}`, {
      fix: 'mend it; every hook would fail like this',
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

interface Outcome {
  readonly exitCode: unknown;
  readonly stdout: string;
  readonly stderr: string;
}

function run(program: string, cwd: string): Promise<Outcome> {
  const options = {
    cwd,
    env: { PATH: process.env['PATH'] ?? '' },
    timeout: PATIENCE,
    maxBuffer: 1 << 28,
  };
  return new Promise((resolve) => {
    execFile(process.execPath, [program, 'reactive', 'describe'], options, (error, ...output) => {
      const [stdout, stderr] = output;
      resolve({ exitCode: error === null ? 0 : error.code, stdout, stderr });
    });
  });
}

/** The line that says what was wrong, without the stack. */
function reasonIn(stderr: string): string {
  const lines = stderr.split('\n').filter((line) => line.trim() !== '');
  const found = lines.find((line) => /^(?:\w*Error\b.*|error): /.test(line)) ?? lines.at(-1);
  return found?.replace(/^(?:Error|error): /, '') ?? 'it gives no reason';
}

function readDescription(text: string): CharmDescription | undefined {
  const value = parse(text);
  const handlers = listAt(value, 'handlers');
  if (handlers === undefined) return undefined;
  const triggers = listAt(value, 'triggers') ?? [];
  return {
    handlers: handlers.map((handler) => ({
      id: textAt(handler, 'id') ?? '',
      conditions: (listAt(handler, 'conditions') ?? []).map((condition) => ({
        kind: textAt(condition, 'kind') ?? '',
        flags: textsAt(condition, 'flags'),
      })),
    })),
    triggers: triggers.flatMap((trigger) => {
      const source = textAt(trigger, 'when') ?? textAt(trigger, 'whenNot');
      return source === undefined ? [] : [{ source }];
    }),
    flags: [
      ...triggers.flatMap((trigger) => textAt(trigger, 'set') ?? []),
      ...textsAt(value, 'flags'),
    ],
    findings: (listAt(value, 'findings') ?? []).map(readFinding),
  };
}

function readFinding(value: unknown): Diagnostic {
  const severity = textAt(value, 'severity');
  const fix = textAt(value, 'fix');
  return {
    severity: severity === 'warning' || severity === 'info' ? severity : 'error',
    code: textAt(value, 'code') ?? 'CHARM_FAILS',
    text: textAt(value, 'text') ?? '',
    ...(fix !== undefined && { fix }),
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function valueAt(value: unknown, key: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  return Object.getOwnPropertyDescriptor(value, key)?.value;
}

function textAt(value: unknown, key: string): string | undefined {
  const found = valueAt(value, key);
  return typeof found === 'string' ? found : undefined;
}

function listAt(value: unknown, key: string): readonly unknown[] | undefined {
  const found = valueAt(value, key);
  return Array.isArray(found) ? found : undefined;
}

function textsAt(value: unknown, key: string): string[] {
  return (listAt(value, key) ?? []).filter((item) => typeof item === 'string');
}
