import { applicationOf } from '@reactive-charms/juju';
import type { Databag, DatabagChanges, RelationId } from '@reactive-charms/juju';
import { fault } from '../errors.ts';
import type { RelationView } from '../facts/facts.ts';
import type { JsonMap } from '../json.ts';
import { listBags } from '../memory/unit-bags.ts';
import type { UnitBag, UnitBags } from '../memory/unit-bags.ts';
import type { DatabagDraft } from './databags.ts';
import type { Relation } from './endpoint.ts';
import { viewUnit } from './related-unit.ts';
import type { RelatedUnit } from './related-unit.ts';
import { encodeJsonChanges, viewBag, viewJson } from './views.ts';
import type { JsonChanges } from './views.ts';

/** What a relation is made from. */
export interface RelationSources {
  readonly id: RelationId;
  readonly view: Pick<
    RelationView,
    'application' | 'units' | 'applicationBag' | 'published' | 'publishedForApplication'
  >;
  readonly isLeader: boolean;
  /** What handlers declare of this unit's databag. */
  readonly unitDraft: DatabagDraft;
  /** The same of the application's databag. */
  readonly applicationDraft: DatabagDraft;
}

/** Makes a relation as handlers see it; what they publish goes into the drafts. */
export function createRelation(sources: RelationSources): Relation {
  return new RelationOfHook(sources);
}

/** A relation that makes its units and views when they are asked for. */
class RelationOfHook implements Relation {
  readonly id: RelationId;
  readonly application: string;
  readonly #sources: RelationSources;
  #units?: readonly RelatedUnit[];
  #applicationBag?: Databag;
  #applicationJson?: JsonMap;

  constructor(sources: RelationSources) {
    this.id = sources.id;
    this.application = sources.view.application;
    this.#sources = sources;
  }

  get units(): readonly RelatedUnit[] {
    this.#units ??= listUnits(this.id, this.#sources.view.units);
    return this.#units;
  }

  get receivedFromApplication(): Databag {
    this.#applicationBag ??= viewBag(
      this.#sources.view.applicationBag,
      this.#whose(`application ${this.application}`),
    );
    return this.#applicationBag;
  }

  get receivedFromApplicationJson(): JsonMap {
    this.#applicationJson ??= viewJson(
      this.#sources.view.applicationBag,
      this.#whose(`application ${this.application}`),
    );
    return this.#applicationJson;
  }

  get published(): Databag {
    return viewBag(this.#publishedBag(), this.#whose('this unit'));
  }

  get publishedJson(): JsonMap {
    return viewJson(this.#publishedBag(), this.#whose('this unit'));
  }

  get publishedForApplication(): Databag | undefined {
    const bag = this.#publishedApplicationBag();
    return bag && viewBag(bag, this.#whose('this application'));
  }

  get publishedForApplicationJson(): JsonMap | undefined {
    const bag = this.#publishedApplicationBag();
    return bag && viewJson(bag, this.#whose('this application'));
  }

  publish(changes: DatabagChanges): void {
    this.#sources.unitDraft.declare(changes);
  }

  publishJson(changes: JsonChanges): void {
    this.publish(encodeJsonChanges(changes));
  }

  publishForApplication(changes: DatabagChanges): void {
    if (!this.#sources.isLeader) {
      throw fault('LEADER_ONLY', `only the leader may publish application data in ${this.id}`);
    }
    this.#sources.applicationDraft.declare(changes);
  }

  publishJsonForApplication(changes: JsonChanges): void {
    this.publishForApplication(encodeJsonChanges(changes));
  }

  #publishedBag(): Databag {
    const { unitDraft, view } = this.#sources;
    return unitDraft.applyTo(view.published);
  }

  #publishedApplicationBag(): Databag | undefined {
    const { isLeader, applicationDraft, view } = this.#sources;
    return isLeader ? applicationDraft.applyTo(view.publishedForApplication ?? {}) : undefined;
  }

  #whose(owner: string): string {
    return `of ${owner} in relation ${this.id}`;
  }
}

function listUnits(relationId: RelationId, units: UnitBags): readonly RelatedUnit[] {
  return listBags(units).map((entry) => unitOf(entry, relationId));
}

/** Views of databags as long as these live: a process that runs many hooks reads each only once. */
const views = new WeakMap<UnitBag, RelatedUnit>();

function unitOf(entry: UnitBag, relationId: RelationId): RelatedUnit {
  const known = views.get(entry);
  if (known?.relationId === relationId) return known;
  const { name, bag } = entry;
  const unit = viewUnit({ name, application: applicationOf(name), relationId, received: bag });
  views.set(entry, unit);
  return unit;
}
