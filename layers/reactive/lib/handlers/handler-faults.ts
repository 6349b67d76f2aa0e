import type { Diagnostic } from '@reactive-charms/juju';
import { diagnostic } from '../errors.ts';
import type { Handler } from './handler.ts';

const HANDLER_NAME = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;

/**
 * Says what is wrong with a handler, whatever charm it is for; undefined when nothing is.
 * Source: contract reactive.md rows R39 and R40.
 * @param others the layer's handlers so far, by id.
 */
export function findHandlerFault(
  { id, layer, conditions, binding }: Handler,
  others: ReadonlyMap<string, Handler>,
): Diagnostic | undefined {
  if (!HANDLER_NAME.test(id.slice(layer.length + 1))) {
    return diagnostic('HANDLER_INVALID', `handler '${id}' needs a name in kebab-case`);
  }
  if (others.has(id)) {
    const text = `handler '${id}' is registered twice by layer ${layer}`;
    return diagnostic('HANDLER_DUPLICATE', text);
  }
  for (const condition of conditions) {
    if ('flags' in condition && condition.flags.length === 0) {
      const text = `handler '${id}' has a condition without flags`;
      return diagnostic('HANDLER_INVALID', text, 'name at least one flag');
    }
    if ('flags' in condition && condition.flags.includes('')) {
      const text = `handler '${id}' has a condition over a flag without a name`;
      return diagnostic('HANDLER_INVALID', text);
    }
    if ('paths' in condition && condition.paths.length === 0) {
      const text = `handler '${id}' waits for changes of no file`;
      return diagnostic('HANDLER_INVALID', text, 'name at least one file');
    }
  }
  if (binding.kind === 'hook' && binding.hooks.length === 0) {
    const text = `handler '${id}' waits for no hook`;
    return diagnostic('HANDLER_INVALID', text, 'name at least one hook');
  }
  return undefined;
}
