import { defineLayer } from '@reactive-charms/reactive';
import type { Layer } from '@reactive-charms/reactive';
import type { Charm } from '../../keeper/generated/charm.ts';
import { define } from '../../keeper/reactive/keeper.ts';

/** The next revision of the charm `keeper`: it says that it is. */
export const layer: Layer = defineLayer<Charm>('keeper-next', (layer) => {
  define(layer);
  layer.always().handle('be-next', ({ flags }) => flags.set('keeper.next'));
});
