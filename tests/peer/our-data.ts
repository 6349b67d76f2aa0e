import type { Endpoint, EngineContext, JsonValue, Relation } from '@reactive-charms/reactive';
import type { Act } from './program.ts';

/** What acts on databags need. */
export interface DataContext extends Pick<EngineContext, 'hook' | 'leader'> {
  readonly endpoint: (name: string) => Endpoint;
}

/** Acts that are about databags. */
export function actOnEndpoints(
  act: Act,
  note: (value: JsonValue) => void,
  context: DataContext,
): void {
  switch (act.do) {
    case 'publish':
    case 'publishRaw':
    case 'withdraw':
      publish(act, context);
      return;
    case 'echo':
      echo(context.endpoint(act.endpoint), act.key, note);
      return;
    case 'share':
      if (context.leader.isLeader) context.leader.publish({ [act.key]: act.value });
      return;
    case 'set':
    case 'clear':
    case 'toggle':
    case 'ask':
  }
}

type PublishAct = Extract<Act, { readonly toApplication?: true }>;

function publish(act: PublishAct, context: DataContext): void {
  const { key, toApplication } = act;
  if (toApplication && !context.leader.isLeader) return;
  const relations = context.endpoint(act.endpoint).relations;
  for (const relation of relations.filter((each) => !isLeftOut(each, context))) {
    if (act.do === 'publish') {
      const changes = { [key]: act.value };
      if (toApplication) relation.publishJsonForApplication(changes);
      else relation.publishJson(changes);
    } else {
      const changes = { [key]: act.value };
      if (toApplication) relation.publishForApplication(changes);
      else relation.publish(changes);
    }
  }
}

/**
 * R90: the reference leaves a relation out in the hook in which its last unit departs, so nothing can
 * be published on it there.
 */
function isLeftOut({ id, units }: Relation, { hook }: DataContext): boolean {
  const { run } = hook;
  return (
    run.kind === 'relation' &&
    run.event === 'departed' &&
    run.relation.id === id &&
    units.length === 0
  );
}

function echo(endpoint: Endpoint, key: string, note: (value: JsonValue) => void): void {
  for (const { relationId, name, received, receivedJson } of endpoint.units) {
    note([relationId, name, received[key] ?? null, receivedJson[key] ?? null]);
  }
  note([endpoint.received[key] ?? null, endpoint.receivedJson[key] ?? null]);
}
