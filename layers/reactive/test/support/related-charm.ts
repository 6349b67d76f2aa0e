import type { EndpointRole } from '@reactive-charms/juju';
import { defineLayer } from '../../lib/index.ts';
import type {
  AnyShape,
  CharmDefinition,
  CharmShape,
  EndpointClass,
  LayerBuilder,
} from '../../lib/index.ts';
import { composeCharm } from './charms.ts';

/** An endpoint of a charm under test. */
export interface EndpointUnderTest {
  readonly role: EndpointRole;
  readonly interface: string;
  readonly class?: EndpointClass;
}

/** A charm of one layer called `blog` with endpoints of its own. */
export function relatedCharm<S extends CharmShape = AnyShape>(
  endpoints: Readonly<Record<string, EndpointUnderTest>>,
  define: (layer: LayerBuilder<S>) => void = () => undefined,
): CharmDefinition {
  const charm = composeCharm(defineLayer<S>('blog', define));
  const definitions = Object.entries(endpoints).map(
    ([name, { role, interface: protocol }]) =>
      [
        name,
        { name, role, interface: protocol, scope: 'global', optional: false } as const,
      ] as const,
  );
  return {
    ...charm,
    metadata: { ...charm.metadata, endpoints: Object.fromEntries(definitions) },
    endpoints: Object.fromEntries(
      Object.entries(endpoints).flatMap(([name, { class: found }]) =>
        found ? [[name, found] as const] : [],
      ),
    ),
  };
}
