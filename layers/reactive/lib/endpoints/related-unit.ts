import type { Databag, RelationId, UnitName } from '@reactive-charms/juju';
import type { JsonMap } from '../json.ts';
import { viewBag, viewJson } from './views.ts';

/** A remote unit of a relation, with what it publishes. */
export interface RelatedUnit {
  readonly name: UnitName;
  readonly application: string;
  readonly relationId: RelationId;
  readonly received: Databag;
  /**
   * The same, with every value read as JSON: a text that is not JSON stays a text, a key that is not
   * there is undefined.
   */
  readonly receivedJson: JsonMap;
}

/** A unit that left during this hook, with the data it last published. */
export type DepartedUnit = Omit<RelatedUnit, 'receivedJson'>;

/** Makes a unit as handlers see it; its databag is looked at when it is asked for. */
export function viewUnit({ name, application, relationId, received }: DepartedUnit): RelatedUnit {
  const whose = `of ${name} in relation ${relationId}`;
  let bag: Databag | undefined;
  let json: JsonMap | undefined;
  return {
    name,
    application,
    relationId,
    get received() {
      bag ??= viewBag(received, whose);
      return bag;
    },
    get receivedJson() {
      json ??= viewJson(received, whose);
      return json;
    },
  };
}
