import { runFailure, usageFailure } from './failure.ts';
import { quote } from './flags.ts';
import { valueIn, unitOf, withWrites } from './hook-run.ts';
import type { HookRun } from './hook-run.ts';
import { readSettings } from './key-values.ts';
import { expectNoMore } from './tool.ts';
import type { Tool } from './tool.ts';
import { isAtLeast } from './versions.ts';

/** Longest key and value of `state-set`, in bytes (C94). */
const LIMITS = { key: 256, value: 65_536 } as const;

/** `state-get [KEY|-] [--strict]`: what the charm keeps in the model (C92). */
export const stateGet: Tool = {
  name: 'state-get',
  synopsis: '[<key>]',
  purpose: 'print server-side-state value',
  output: 'smart',
  flags: [
    {
      names: ['strict'],
      kind: 'boolean',
      help: 'Return an error if the requested key does not exist',
    },
  ],
  run: ({ run, booleans, args: [key = '-', ...rest] }) => {
    expectNoMore(rest);
    const state = stateOf(run);
    if (key === '-' || key === '') {
      // Juju 4 answers null where older versions answer an empty map.
      const absent = isAtLeast(run.model.agentVersion, '4.0') && Object.keys(state).length === 0;
      return { value: absent ? null : state };
    }
    const value = valueIn(state, key);
    if (value === null && booleans['strict']) throw runFailure(`${quote(key)} not found`);
    return { value: value ?? '' };
  },
};

/** `state-set k=v … [--file F]`: keeps texts in the model when the hook commits (C93, C94). */
export const stateSet: Tool = {
  name: 'state-set',
  synopsis: 'key=value [key=value ...]',
  purpose: 'set server-side-state values',
  output: 'none',
  flags: [{ names: ['file'], kind: 'text', help: 'file containing key-value pairs' }],
  run: (call) => {
    const changes = readSettings(call);
    for (const [key, value] of Object.entries(changes)) checkLimits(key, value);
    return { run: withWrites(call.run, { state: { ...stateOf(call.run), ...changes } }) };
  },
};

/** `state-delete KEY`: forgets a text when the hook commits; a missing key is no error. */
export const stateDelete: Tool = {
  name: 'state-delete',
  synopsis: '<key>',
  purpose: 'delete server-side-state key value pairs',
  output: 'none',
  run: ({ run, args: [key, ...rest] }) => {
    if (key === undefined) throw usageFailure('no key specified');
    expectNoMore(rest);
    const { [key]: _gone, ...state } = stateOf(run);
    return { run: withWrites(run, { state }) };
  },
};

function stateOf(run: HookRun): Readonly<Record<string, string>> {
  return run.writes.state ?? unitOf(run).state;
}

function checkLimits(key: string, value: string): void {
  const [keySize, valueSize] = [Buffer.byteLength(key), Buffer.byteLength(value)];
  if (keySize > LIMITS.key) {
    throw runFailure(`max allowed key length (${LIMITS.key}) exceeded (${keySize})`);
  }
  if (valueSize > LIMITS.value) {
    throw runFailure(`max allowed value length (${LIMITS.value}) exceeded (${valueSize})`);
  }
}
