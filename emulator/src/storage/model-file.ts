import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { userError } from '@reactive-charms/juju';
import type { Model } from '../model.ts';
import { hasErrorCode } from './error-code.ts';

/**
 * Reads the saved model of a folder; undefined when there is none yet.
 * @throws DiagnosticsError when the file is broken or of another format.
 */
export function loadModel(directory: string): Model | undefined {
  const path = modelPath(directory);
  const text = readIfThere(path);
  if (text === undefined) return undefined;
  const value = parse(text, path);
  if (!isModel(value)) {
    throw userError('MODEL_FORMAT', 'expected a model of format 1', {
      place: { file: path },
      fix: FIX,
    });
  }
  return withoutRunning(value);
}

/** Saves a model in one step: readers see the old file or the new one, never half of it. */
export function saveModel(directory: string, model: Model): void {
  const path = modelPath(directory);
  const temporary = `${path}.new`;
  writeFileSync(temporary, `${JSON.stringify(model)}\n`, { mode: 0o600 });
  renameSync(temporary, path);
}

const FIX = 'remove the folder, or run destroy-model, and deploy anew';

function modelPath(directory: string): string {
  return join(directory, 'model.json');
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (hasErrorCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

function parse(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw userError('MODEL_BROKEN', `not JSON: ${why}`, { place: { file: path }, fix: FIX });
  }
}

// The file is our own and written whole; its format number vouches for the rest.
function isModel(value: unknown): value is Model {
  return typeof value === 'object' && value !== null && 'format' in value && value.format === 1;
}

/** A process that was killed in the middle of a hook left its unit executing; the hook is still due. */
function withoutRunning(model: Model): Model {
  const units: Record<string, Model['units'][keyof Model['units']]> = {};
  for (const [name, unit] of Object.entries(model.units)) {
    const idle = { status: 'idle' as const, message: '', since: unit.agent.since };
    units[name] = unit.agent.status === 'executing' ? { ...unit, agent: idle } : unit;
  }
  return { ...model, units };
}
