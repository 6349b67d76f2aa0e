import type { ActionRun, Purpose } from '@reactive-charms/emulator/core';

/** What the tools of an action were told. */
export interface ActionReport {
  /** Results by key, dots in it; later values of a key win. */
  readonly results: Readonly<Record<string, string>>;
  /** Progress messages, in order. */
  readonly messages: readonly string[];
  /** The message of `action-fail`; undefined while the action has not failed. */
  readonly failure: string | undefined;
}

/** An action that begins. */
export function startAction(name: string, params: Readonly<Record<string, unknown>>): ActionRun {
  return { name, id: '1', params, results: {}, failed: false, message: '', progress: [] };
}

/** What an action was told so far; nothing where a run is for something else. */
export function reportAction(purpose: Purpose): ActionReport {
  if (purpose.kind !== 'action') return { results: {}, messages: [], failure: undefined };
  const { action } = purpose;
  return {
    results: Object.fromEntries(flatten(action.results, '')),
    messages: action.progress,
    failure: action.failed ? action.message : undefined,
  };
}

/** Juju nests results by the dots in their keys; charms and tests name them by the whole key. */
function flatten(results: object, prefix: string): Array<[key: string, value: string]> {
  return Object.entries(results).flatMap(([key, value]): Array<[string, string]> => {
    const path = `${prefix}${key}`;
    return typeof value === 'object' && value !== null
      ? flatten(value, `${path}.`)
      : [[path, String(value)]];
  });
}
