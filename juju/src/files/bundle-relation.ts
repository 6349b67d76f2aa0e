import type { BundleRelation, BundleRelationEnd } from './bundle-types.ts';
import type { Field } from './field.ts';

const END = /^([a-z][a-z0-9-]*)(?::([a-z][a-z0-9]*(?:[_-][a-z0-9]+)*))?$/;

/** Reads the relations of a bundle. Source: contract build.md row J83. */
export function readRelations(root: Field): BundleRelation[] {
  const section = root.child('relations');
  if (section === undefined || section.isNull) return [];
  return section.items().flatMap(readPairs);
}

/** One relation; the older form `[a, [b, c]]` stands for several. */
function readPairs(field: Field): BundleRelation[] {
  const items = field.items();
  const [first, second] = items;
  if (first === undefined || second === undefined || items.length > 2) {
    if (field.node.kind === 'list') {
      field.fault(
        'BUNDLE_RELATION',
        `a relation has ${items.length} ends, expected 2`,
        'write "- [application:endpoint, application:endpoint]"',
      );
    }
    return [];
  }
  const sides = [first, second].map((side) =>
    (side.node.kind === 'list' ? side.items() : [side]).map(readEnd),
  );
  const [left = [], right = []] = sides;
  return left.flatMap((one) =>
    right.flatMap((other): BundleRelation[] =>
      one === undefined || other === undefined
        ? []
        : [{ ends: [one, other], place: field.node.place }],
    ),
  );
}

function readEnd(field: Field): BundleRelationEnd | undefined {
  const text = field.string();
  if (text === undefined) return undefined;
  const [, application, endpoint] = END.exec(text) ?? [];
  if (application === undefined) return field.mismatch('"application" or "application:endpoint"');
  return { application, ...(endpoint === undefined ? {} : { endpoint }) };
}
