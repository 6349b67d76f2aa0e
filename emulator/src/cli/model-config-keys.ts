import { userError } from '@reactive-charms/juju';
import { DEFAULT_FIDELITY } from '../model/fidelity.ts';
import type { Fidelity, Model } from '../model.ts';
import { DEFAULT_MODEL_CONFIG } from '../model/model-config.ts';
import { changeSettings, setFidelity, setModelConfig } from '../transitions/settings.ts';
import { sequence } from '../transitions/transition.ts';
import type { Transition } from '../transitions/transition.ts';
import { Faults } from './deploy/faults.ts';

/** New values as texts; null resets. */
export type ModelConfigChanges = Readonly<Record<string, string | null>>;

/** A value in `juju model-config`, and whether anybody has set it. */
export interface ConfigValueView {
  readonly value: string | number | boolean;
  readonly source: 'default' | 'model';
}

/** What the embedded model adds to Juju's keys begins like this. */
const PREFIX = 'local-';

/** Shows all keys, in the order of the alphabet. */
export function viewModelConfig(model: Model): Record<string, ConfigValueView> {
  const { config, fidelity, settings, agentVersion } = model;
  const views: [string, ConfigValueView][] = [
    ['agent-version', { value: agentVersion, source: 'model' }],
    ...compared({ ...config }, { ...DEFAULT_MODEL_CONFIG }),
    ...compared(ownValues(fidelity), ownValues(DEFAULT_FIDELITY)),
    [
      `${PREFIX}commands`,
      {
        value: settings.commands ?? 'recorded',
        source: settings.commands === undefined ? 'default' : 'model',
      },
    ],
  ];
  return Object.fromEntries(views.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Changes settings of the model. @throws DiagnosticsError naming every key and value that is wrong */
export function changeModelConfig(changes: ModelConfigChanges): Transition {
  return (model) => {
    const faults = new Faults();
    let next = model;
    for (const [key, value] of Object.entries(changes)) {
      next = faults.try(() => changeOne(key, value)(next)) ?? next;
    }
    faults.failIfAny();
    return next;
  };
}

function changeOne(key: string, value: string | null): Transition {
  if (key === 'agent-version') {
    const text = value === null ? 'cannot be reset' : 'must be set when the model is made';
    throw userError('MODEL_CONFIG_VALUE', `"agent-version" ${text}`, {
      fix: 'make a new model with "deploy --agent-version V"',
    });
  }
  if (!key.startsWith(PREFIX)) return setModelConfig({ [key]: value });
  const own = OWN[key];
  if (own === undefined) {
    throw userError('MODEL_CONFIG_UNKNOWN', `the embedded model has no key "${key}"`, {
      fix: `its own keys: ${Object.keys(OWN).join(', ')}`,
    });
  }
  return own(value, key);
}

const OWN: Readonly<Record<string, (value: string | null, key: string) => Transition>> = {
  [`${PREFIX}relation-prefix`]: (value, key) =>
    setFidelity({
      relationPrefix: choose(value ?? DEFAULT_FIDELITY.relationPrefix, key, ['ignored', 'checked']),
    }),
  [`${PREFIX}stale-reads`]: (value, key) => setFidelity({ staleReads: readSwitch(value, key) }),
  [`${PREFIX}silent-writes`]: (value, key) => setFidelity({ silentWrites: readSwitch(value, key) }),
  [`${PREFIX}tool-latency`]: (value, key) =>
    setFidelity({ toolLatency: readNumber(value ?? '0', key) }),
  [`${PREFIX}retry-clock`]: (value, key) =>
    setFidelity({
      retryClock: choose(value ?? DEFAULT_FIDELITY.retryClock, key, ['real', 'fast']),
    }),
  [`${PREFIX}commands`]: (value, key) => {
    if (value !== null)
      return changeSettings({ commands: choose(value, key, ['recorded', 'real']) });
    return sequence((model) => {
      const { commands: _default, ...settings } = model.settings;
      return { ...model, settings };
    });
  },
};

function ownValues(fidelity: Fidelity): Record<string, ConfigValueView['value']> {
  return {
    [`${PREFIX}relation-prefix`]: fidelity.relationPrefix,
    [`${PREFIX}stale-reads`]: fidelity.staleReads,
    [`${PREFIX}silent-writes`]: fidelity.silentWrites,
    [`${PREFIX}tool-latency`]: fidelity.toolLatency,
    [`${PREFIX}retry-clock`]: fidelity.retryClock,
  };
}

function compared(
  values: Readonly<Record<string, ConfigValueView['value']>>,
  defaults: Readonly<Record<string, ConfigValueView['value']>>,
): [string, ConfigValueView][] {
  return Object.entries(values).map(([key, value]) => [
    key,
    { value, source: defaults[key] === value ? 'default' : 'model' },
  ]);
}

function choose<Word extends string>(text: string, key: string, words: readonly Word[]): Word {
  const found = words.find((word) => word === text);
  if (found !== undefined) return found;
  throw misfit(key, text, `one of ${words.join(', ')}`);
}

function readSwitch(text: string | null, key: string): boolean {
  if (text === null || /^(?:true|1|yes|on)$/i.test(text)) return true;
  if (/^(?:false|0|no|off)$/i.test(text)) return false;
  throw misfit(key, text, 'true or false');
}

function readNumber(text: string, key: string): number {
  if (/^\d+$/.test(text)) return Number(text);
  throw misfit(key, text, 'a whole number of milliseconds');
}

function misfit(key: string, text: string, wanted: string): Error {
  return userError('MODEL_CONFIG_VALUE', `"${key}" expected ${wanted}, got "${text}"`, {
    fix: `set it with "model-config ${key}=VALUE"`,
  });
}
