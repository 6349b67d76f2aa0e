import type { EndpointDefinition } from '@reactive-charms/juju';
import { interfaceModule, ROLE_CLASSES } from '../bundle/interface-roles.ts';
import { layerModule } from '../compose-charm.ts';
import type { Layer, LayerStack } from '../layers/layer.ts';
import type { FlagUse } from './find-uses.ts';
import type { EndpointNames } from './texts.ts';

/** Code that is read as one: that of the layers, or one class of an interface. */
export interface CodePart {
  /** The source of a module that brings it in. */
  readonly entry: string;
  readonly endpoints: EndpointNames;
  /** Tells whether a use counts here: a module may hold code of other parts too. */
  readonly counts: (use: FlagUse, owner: Layer | undefined) => boolean;
}

/** The parts of a charm's code. @param classes endpoint name → interface package with its class. */
export function codeParts(
  stack: LayerStack,
  endpoints: readonly EndpointDefinition[],
  classes: ReadonlyMap<string, Layer>,
): CodePart[] {
  const all = endpoints.map(({ name }) => name);
  const modules = stack.layers.flatMap((layer) => layerModule(layer) ?? []);
  const ofLayers: CodePart = {
    entry: modules
      .map((path, index) => `export { layer as layer${index} } from ${JSON.stringify(path)};\n`)
      .join(''),
    endpoints: { own: [], all },
    counts: (_, owner) => owner?.kind !== 'interface',
  };
  const byEntry = new Map<string, CodePart>();
  for (const { name, role } of endpoints) {
    const layer = classes.get(name);
    if (layer === undefined) continue;
    const className = ROLE_CLASSES[role];
    const entry = `export { ${className} } from ${JSON.stringify(interfaceModule(layer))};\n`;
    const own = [...(byEntry.get(entry)?.endpoints.own ?? []), name];
    byEntry.set(entry, { entry, endpoints: { own, all }, counts: countsFor(className) });
  }
  return [...(modules.length === 0 ? [] : [ofLayers]), ...byEntry.values()];
}

/** The classes of other roles may come along with the one that is wanted. */
function countsFor(className: string): CodePart['counts'] {
  const others: readonly string[] = Object.values(ROLE_CLASSES).filter(
    (name) => name !== className,
  );
  return (use) => use.className === undefined || !others.includes(use.className);
}
