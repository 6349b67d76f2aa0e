import type { Databag, Endpoint, RelationId } from '@reactive-charms/reactive';
import type { FakeRelation } from '@reactive-charms/testing';
import * as fc from 'fast-check';

/** Relations of an endpoint under test. */
export type FakeRelations = Readonly<Record<RelationId, FakeRelation>>;

/** Everything that the class of a side adds to an endpoint and that can be read, by its name. */
export function readAll(endpoint: Endpoint): Readonly<Record<string, unknown>> {
  const members = Object.getOwnPropertyDescriptors(Object.getPrototypeOf(endpoint));
  const names = Object.keys(members).filter((name) => members[name]?.get !== undefined);
  return Object.fromEntries(names.map((name) => [name, Reflect.get(endpoint, name)]));
}

/** A few relations with a few units each, twice: in one order and in another. */
export function inTwoOrders(
  bag: fc.Arbitrary<Databag>,
): fc.Arbitrary<readonly [one: FakeRelations, other: FakeRelations]> {
  const number = fc.nat({ max: 12 });
  const units = fc.uniqueArray(fc.tuple(fc.constantFrom(1, 2, 10), number, bag), {
    selector: ([relation, unit]) => `${relation} ${unit}`,
  });
  return units
    .chain((list) =>
      fc.tuple(
        fc.constant(list),
        fc.shuffledSubarray(list, { minLength: list.length, maxLength: list.length }),
      ),
    )
    .map(([one, other]) => [relationsOf(one), relationsOf(other)]);
}

function relationsOf(list: readonly (readonly [number, number, Databag])[]): FakeRelations {
  const relations: Record<RelationId, { readonly units: Record<string, Databag> }> = {};
  for (const [relation, unit, bag] of list) {
    const { units } = (relations[`side:${relation}`] ??= { units: {} });
    units[`${relation === 2 ? 'two' : 'one'}/${unit}`] = bag;
  }
  return relations;
}
