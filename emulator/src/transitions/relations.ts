import { userError } from '@reactive-charms/juju';
import type { EndpointDefinition } from '@reactive-charms/juju';
import type { Application, Model, Relation, RelationEnd } from '../model.ts';
import { dropRelation } from './dropping.ts';
import { findApplication, listFix, withRelation } from './transition.ts';
import type { Transition } from './transition.ts';
import { destroyUnit } from './units.ts';

/** The endpoint that Juju gives to every application. */
const IMPLICIT_ENDPOINT: EndpointDefinition = {
  name: 'juju-info',
  role: 'provides',
  interface: 'juju-info',
  scope: 'global',
  optional: true,
};

/**
 * Relates two applications. Each side is `application` or `application:endpoint`; what is left open
 * is inferred from roles and interfaces.
 * @throws DiagnosticsError for an unknown application or endpoint, when nothing fits, when several
 *   pairs fit (it lists them), and when the relation exists already.
 */
export function addRelation(sideA: string, sideB: string): Transition {
  return (model) => {
    const [a, b] = inferEndpoints(model, sideA, sideB);
    if (Object.values(model.relations).some((relation) => sameEnds(relation, a, b))) {
      throw userError('RELATION_EXISTS', `relation ${describe(a)} ${describe(b)} exists already`);
    }
    for (const side of [a, b]) checkLimit(model, side);
    const provider = a.definition.role === 'provides' ? a : b;
    const relation: Relation = {
      number: model.next.relation,
      life: 'alive',
      interface: a.definition.interface,
      scope: isContainerScoped(a, b) ? 'container' : 'global',
      ends: [provider, provider === a ? b : a].map(endOf),
      units: {},
      applications: {
        [a.application.name]: { version: 0, data: {} },
        [b.application.name]: { version: 0, data: {} },
      },
      since: model.time,
    };
    const next = { ...model.next, relation: relation.number + 1 };
    return withRelation({ ...model, next }, relation);
  };
}

/**
 * Starts the removal of a relation; its units run departed and broken hooks.
 * @throws DiagnosticsError when there is no such relation; it lists those there are.
 */
export function removeRelation(sideA: string, sideB: string): Transition {
  return (model) => {
    for (const side of [sideA, sideB]) findApplication(model, side.split(':')[0] ?? '');
    const found = Object.values(model.relations).filter(
      ({ ends: [a, b] }) =>
        a &&
        b &&
        ((matches(a, sideA) && matches(b, sideB)) || (matches(a, sideB) && matches(b, sideA))),
    );
    const relation = found[0];
    if (!relation) {
      throw userError('RELATION_NOT_FOUND', `relation "${sideA} ${sideB}" not found`, {
        fix: listFix('relations', Object.values(model.relations).map(relationKey)),
      });
    }
    if (found.length > 1) {
      throw userError('RELATION_AMBIGUOUS', `"${sideA} ${sideB}" could mean several relations`, {
        fix: `name the endpoints: ${found.map(relationKey).join(', ')}`,
      });
    }
    return destroyRelation(model, relation.number);
  };
}

/**
 * Marks a relation as dying; it is gone when no unit is in its scope. Subordinates that it alone
 * held beside their principals die with it.
 */
export function destroyRelation(model: Model, number: number): Model {
  const relation = model.relations[number];
  if (!relation) return model;
  let next = withRelation(model, { ...relation, life: 'dying' });
  if (relation.scope === 'container') {
    for (const unit of Object.values(next.units)) {
      if (unit.principal === undefined || isHeld(next, unit.application, unit.principal)) continue;
      if (relation.ends.some((end) => end.application === unit.application)) {
        next = destroyUnit(next, unit.name);
      }
    }
  }
  return dropRelation(next, number);
}

/** How Juju writes a relation: `wordpress:db mysql:server`, the side that requires first. */
export function relationKey(relation: Relation): string {
  return relation.ends
    .toReversed()
    .map(({ application, endpoint }) => `${application}:${endpoint}`)
    .join(' ');
}

/** The endpoints of an application with the implicit one, which a charm may also declare itself. */
export function endpointsOf(application: Application): EndpointDefinition[] {
  const { endpoints } = application.charm.metadata;
  const own = Object.values(endpoints);
  return endpoints[IMPLICIT_ENDPOINT.name] ? own : [...own, IMPLICIT_ENDPOINT];
}

interface Side {
  readonly application: Application;
  readonly definition: EndpointDefinition;
}

function inferEndpoints(model: Model, sideA: string, sideB: string): [Side, Side] {
  const [first, second] = [candidates(model, sideA), candidates(model, sideB)];
  const pairs = first.flatMap((a) =>
    second.filter((b) => canRelate(a, b)).map((b): [Side, Side] => [a, b]),
  );
  const explicit = pairs.filter((pair) => !pair.some(isImplicit));
  const fitting = explicit.length > 0 ? explicit : pairs;
  const only = fitting[0];
  if (!only) {
    throw userError('RELATION_IMPOSSIBLE', `no relations found between "${sideA}" and "${sideB}"`, {
      fix: `their endpoints: ${[...first, ...second]
        .filter((side) => !isImplicit(side))
        .map(describeFully)
        .join(', ')}`,
    });
  }
  if (fitting.length > 1) {
    const choices = fitting.map(([a, b]) => `"${describe(a)} ${describe(b)}"`).sort();
    throw userError(
      'RELATION_AMBIGUOUS',
      `ambiguous relation: "${sideA} ${sideB}" could mean several`,
      {
        fix: `name the endpoints, as one of ${choices.join(', ')}`,
      },
    );
  }
  return only;
}

function candidates(model: Model, side: string): Side[] {
  const [name = '', endpoint] = side.split(':');
  const application = findApplication(model, name);
  if (application.life === 'dying') {
    throw userError('APPLICATION_DYING', `application "${name}" is being removed`);
  }
  const all = endpointsOf(application);
  const chosen = all.filter((definition) =>
    endpoint === undefined ? definition.role !== 'peers' : definition.name === endpoint,
  );
  if (chosen.length === 0) {
    throw userError(
      'ENDPOINT_NOT_FOUND',
      `application "${name}" has no endpoint "${endpoint ?? ''}"`,
      {
        fix: listFix(
          `endpoints of ${name}`,
          all.map((definition) => definition.name),
        ),
      },
    );
  }
  return chosen.map((definition) => ({ application, definition }));
}

function canRelate(a: Side, b: Side): boolean {
  const roles = [a.definition.role, b.definition.role];
  if (a.application.name === b.application.name && a.definition.name === b.definition.name)
    return false;
  if (a.definition.interface !== b.definition.interface) return false;
  if (!roles.includes('provides') || !roles.includes('requires')) return false;
  const subordinate = [a, b].some((side) => side.application.charm.metadata.subordinate);
  return subordinate || !isContainerScoped(a, b);
}

function isContainerScoped(a: Side, b: Side): boolean {
  return a.definition.scope === 'container' || b.definition.scope === 'container';
}

function isImplicit(side: Side): boolean {
  return side.definition === IMPLICIT_ENDPOINT;
}

function checkLimit(model: Model, { application, definition }: Side): void {
  const used = Object.values(model.relations).filter(({ ends }) =>
    ends.some((end) => end.application === application.name && end.endpoint === definition.name),
  ).length;
  if (definition.limit === undefined || used < definition.limit) return;
  throw userError(
    'RELATION_LIMIT',
    `establishing a new relation for ${application.name}:${definition.name} would exceed its maximum relation limit of ${definition.limit}`,
    { fix: 'remove one of its relations first' },
  );
}

function sameEnds(relation: Relation, a: Side, b: Side): boolean {
  const keys = relation.ends.map(({ application, endpoint }) => `${application}:${endpoint}`);
  return keys.includes(describe(a)) && keys.includes(describe(b));
}

function matches(end: RelationEnd, side: string): boolean {
  return side === end.application || side === `${end.application}:${end.endpoint}`;
}

/** Whether an alive container-scoped relation still ties a subordinate to its principal's application. */
function isHeld(model: Model, application: string, principal: string): boolean {
  const other = principal.slice(0, principal.lastIndexOf('/'));
  return Object.values(model.relations).some(
    ({ life, scope, ends }) =>
      life === 'alive' &&
      scope === 'container' &&
      ends.some((end) => end.application === application) &&
      ends.some((end) => end.application === other),
  );
}

function describe(side: Side): string {
  return `${side.application.name}:${side.definition.name}`;
}

function describeFully(side: Side): string {
  return `${describe(side)} (${side.definition.role} ${side.definition.interface})`;
}

function endOf(side: Side): RelationEnd {
  return {
    application: side.application.name,
    endpoint: side.definition.name,
    role: side.definition.role,
  };
}
