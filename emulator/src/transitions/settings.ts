import { userError } from '@reactive-charms/juju';
import type { Fidelity, ModelSettings } from '../model.ts';
import { DEFAULT_MODEL_CONFIG } from '../model/model-config.ts';
import type { ModelConfig } from '../model/model-config.ts';
import { checkInterval } from './timers.ts';
import { listFix } from './transition.ts';
import type { Transition } from './transition.ts';

/** Remembers choices for the whole model; choices that are not named stay. */
export function changeSettings(settings: ModelSettings): Transition {
  if (Object.keys(settings).length === 0) return (model) => model;
  return (model) => ({ ...model, settings: { ...model.settings, ...settings } });
}

/** Switches what Juju's versions do differently; what is not named stays. */
export function setFidelity(fidelity: Partial<Fidelity>): Transition {
  return (model) => ({ ...model, fidelity: { ...model.fidelity, ...fidelity } });
}

/**
 * Changes settings of the model, as `juju model-config` does; null resets one. No hook follows from it.
 * @throws DiagnosticsError for an unknown setting and for a value that does not fit.
 */
export function setModelConfig(changes: Readonly<Record<string, string | null>>): Transition {
  return (model) => {
    let config: ModelConfig = model.config;
    for (const [name, text] of Object.entries(changes)) {
      const key = MODEL_CONFIG_KEYS.find((known) => known === name);
      if (!key) {
        throw userError(
          'MODEL_CONFIG_UNKNOWN',
          `key "${name}" is not defined in the current model configuration`,
          { fix: listFix('keys', MODEL_CONFIG_KEYS) },
        );
      }
      config = { ...config, [key]: text === null ? DEFAULT_MODEL_CONFIG[key] : read(key, text) };
    }
    return { ...model, config };
  };
}

const MODEL_CONFIG_KEYS: ReadonlyArray<keyof ModelConfig> = [
  'automatically-retry-hooks',
  'update-status-hook-interval',
  'egress-subnets',
  'http-proxy',
  'https-proxy',
  'ftp-proxy',
  'no-proxy',
  'juju-http-proxy',
  'juju-https-proxy',
  'juju-ftp-proxy',
  'juju-no-proxy',
];

function read(key: keyof ModelConfig, text: string): string | boolean {
  if (key === 'automatically-retry-hooks') {
    if (/^(?:true|1|yes|on)$/i.test(text)) return true;
    if (/^(?:false|0|no|off)$/i.test(text)) return false;
    throw userError('MODEL_CONFIG_VALUE', `${key}: expected bool, got "${text}"`);
  }
  if (key === 'update-status-hook-interval') checkInterval(text);
  return text;
}
