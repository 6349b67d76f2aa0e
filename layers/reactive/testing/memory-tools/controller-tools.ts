import type { HookTools } from '@reactive-charms/juju';
import { refuse } from './state-memory.ts';
import type { StateMemory } from './state-memory.ts';

/** Longest key and value, in bytes (C94). */
const LONGEST_KEY = 256;
const LONGEST_VALUE = 65_536;

/** State that the controller keeps for this unit (C93). */
export function controllerTools(memory: StateMemory): Pick<HookTools, 'stateGet' | 'stateSet'> {
  return {
    stateGet: async () => memory.answer('state-get', () => ({ ...memory.state.controllerState })),
    stateSet: async (changes) =>
      memory.answer('state-set', () => {
        for (const [key, value] of Object.entries(changes)) checkLimits(key, value ?? '');
        memory.change(({ controllerState }) => ({
          controllerState: Object.fromEntries(
            Object.entries({ ...controllerState, ...changes }).flatMap(([key, value]) =>
              value === null ? [] : [[key, value] as const],
            ),
          ),
        }));
      }),
  };
}

function checkLimits(key: string, value: string): void {
  const [keySize, valueSize] = [Buffer.byteLength(key), Buffer.byteLength(value)];
  if (keySize > LONGEST_KEY) {
    refuse('state-set', `max allowed key length (${LONGEST_KEY}) exceeded (${keySize})`);
  }
  if (valueSize > LONGEST_VALUE) {
    refuse('state-set', `max allowed value length (${LONGEST_VALUE}) exceeded (${valueSize})`);
  }
}
