import type { ModelSettings } from '../model.ts';
import type { Transition } from './transition.ts';

/** Remembers choices for the whole model; choices that are not named stay. */
export function changeSettings(settings: ModelSettings): Transition {
  return (model) => ({ ...model, settings: { ...model.settings, ...settings } });
}
