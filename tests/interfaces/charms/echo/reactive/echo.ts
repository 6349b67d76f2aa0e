import { defineLayer } from '@reactive-charms/reactive';
import type { Databag, HandlerContext, Layer, Relation } from '@reactive-charms/reactive';
import type { Charm } from '../generated/charm.ts';

/** Keys that Juju itself writes. */
const JUJU_KEYS = ['egress-subnets', 'ingress-address', 'private-address'];

/** Gives back what it is told, key for key. */
export const layer: Layer = defineLayer<Charm>('echo', (layer) => {
  layer.always().handle('echo', ({ endpoints }: HandlerContext<Charm>) => {
    endpoints.sound.relations.forEach(echo);
  });
  layer.status(({ endpoints }) => ({
    status: 'active',
    message: `${endpoints.sound.units.length} units`,
  }));
});

function echo(relation: Relation): void {
  const heard = withoutJujuKeys(relation.units[0]?.received ?? {});
  const old = Object.keys(withoutJujuKeys(relation.published));
  const withdrawn = old.filter((key) => !Object.hasOwn(heard, key)).map((key) => [key, null]);
  relation.publish({ ...Object.fromEntries(withdrawn), ...heard });
}

function withoutJujuKeys(bag: Databag): Databag {
  return Object.fromEntries(Object.entries(bag).filter(([key]) => !JUJU_KEYS.includes(key)));
}
