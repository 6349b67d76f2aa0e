import type { InterfaceDefinition } from '@reactive-charms/reactive';
import { providesFlags, requiresFlags } from './flags.ts';
import { Provides } from './provides.ts';
import { Requires } from './requires.ts';

/** The interface as a value, for tools. Nobody writes anything. */
export const definition: InterfaceDefinition = {
  provides: { endpoint: Provides, flags: providesFlags },
  requires: { endpoint: Requires, flags: requiresFlags },
};
