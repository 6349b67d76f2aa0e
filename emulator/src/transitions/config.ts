import { DiagnosticsError, readOptionValue } from '@reactive-charms/juju';
import type { Diagnostic, OptionDefinitions, OptionValue } from '@reactive-charms/juju';
import { readerOf } from '../large-record.ts';
import type { Application } from '../model.ts';
import { findApplication, listFix, withApplication } from './transition.ts';
import type { Transition } from './transition.ts';

/** New values of options: typed as in a bundle, or text as on a command line; null resets. */
export type ConfigChanges = Readonly<Record<string, OptionValue | null>>;

/**
 * Sets options of an application. Text is read by the option's type; equal values change nothing,
 * so that no config-changed hook follows (C112).
 * @throws DiagnosticsError naming every unknown option and every value of a wrong type.
 */
export function setConfig(application: string, changes: ConfigChanges): Transition {
  return (model) => {
    const before = findApplication(model, application);
    const config = applyConfig(before.charm.options, before.config, changes);
    if (sameSettings(before, config)) return withApplication(model, { ...before, config });
    return withApplication(model, { ...before, config, configVersion: before.configVersion + 1 });
  };
}

/** Resets options to their defaults. @throws DiagnosticsError naming every unknown option. */
export function resetConfig(application: string, names: readonly string[]): Transition {
  return setConfig(application, Object.fromEntries(names.map((name) => [name, null])));
}

/** Checks changes and applies them to what is set. @throws DiagnosticsError with all faults. */
export function applyConfig(
  options: OptionDefinitions,
  config: Readonly<Record<string, OptionValue>>,
  changes: ConfigChanges,
): Record<string, OptionValue> {
  const next: Record<string, OptionValue> = { ...config };
  const faults: Diagnostic[] = [];
  for (const [name, value] of Object.entries(changes)) {
    const definition = readerOf(options)(name);
    if (!definition) {
      faults.push({
        severity: 'error',
        code: 'OPTION_UNKNOWN',
        text: `unknown option "${name}"`,
        fix: listFix('options', Object.keys(options)),
      });
    } else if (value === null) {
      delete next[name];
    } else {
      try {
        next[name] = readOptionValue(definition, { value }, name) ?? value;
      } catch (error) {
        if (!(error instanceof DiagnosticsError)) throw error;
        faults.push(...error.diagnostics);
      }
    }
  }
  if (faults.length > 0) throw new DiagnosticsError(faults);
  return next;
}

/** The options of an application that have a value: what is set, else the default. */
export function effectiveConfig(application: Application): Record<string, OptionValue> {
  const values: Record<string, OptionValue> = {};
  for (const [name, definition] of Object.entries(application.charm.options)) {
    const value = application.config[name] ?? definition.default;
    if (value !== undefined) values[name] = value;
  }
  return values;
}

function sameSettings(before: Application, config: Readonly<Record<string, OptionValue>>): boolean {
  const [old, now] = [effectiveConfig(before), effectiveConfig({ ...before, config })];
  const names = new Set([...Object.keys(old), ...Object.keys(now)]);
  return [...names].every((name) => old[name] === now[name]);
}
