import { defineLayer } from '@reactive-charms/reactive';
import type { Layer } from '@reactive-charms/reactive';

/** Sixty handlers, ten for each of six endpoints; each has its work to do only once. */
export const layer: Layer = defineLayer('bench', (layer) => {
  for (let endpoint = 0; endpoint < 6; endpoint += 1) {
    for (let step = 0; step < 10; step += 1) {
      const done = `r${endpoint}.done-${step}`;
      layer
        .when(`endpoint.r${endpoint}.joined`)
        .whenNot(done)
        .handle(`work-${endpoint}-${step}`, ({ flags }) => flags.set(done));
    }
  }
});
