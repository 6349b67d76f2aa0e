import type { BundlePlacement } from './bundle-types.ts';
import type { Field } from './field.ts';

const PLACEMENT = /^(?:(lxd|lxc|kvm):)?(?:(new)|([0-9]+)|([a-z][a-z0-9-]*)(?:\/([0-9]+))?)$/;

/** Reads the `to` of an application: a list, or one text. Source: contract build.md row J81. */
export function readPlacements(field: Field | undefined): BundlePlacement[] {
  if (field === undefined) return [];
  const items = field.node.kind === 'scalar' ? [field] : field.items();
  return items.flatMap((item) => {
    const { value, plain } = item.node;
    // A machine may be written as a number, `to: [0]`: Juju takes it as text.
    const text = typeof value === 'number' ? (plain ?? String(value)) : item.string();
    const target = text === undefined ? undefined : parseTarget(text);
    if (text === undefined) return [];
    if (target === undefined) {
      item.mismatch('a placement such as "0", "new", "mysql/0" or "lxd:mysql/0"');
      return [];
    }
    return [{ text, ...target, place: item.node.place }];
  });
}

function parseTarget(text: string): Pick<BundlePlacement, 'container' | 'target'> | undefined {
  const match = PLACEMENT.exec(text);
  if (match === null) return undefined;
  const [, container, isNew, machine, application, unit] = match;
  const inside = container === undefined ? {} : { container };
  if (isNew !== undefined) return { ...inside, target: { kind: 'new' } };
  if (machine !== undefined) return { ...inside, target: { kind: 'machine', machine } };
  if (application === undefined) return undefined;
  const number = unit === undefined ? {} : { unit: Number(unit) };
  return { ...inside, target: { kind: 'unit', application, ...number } };
}
