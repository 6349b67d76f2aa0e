import { endpointOf } from '@reactive-charms/juju';
import type { HookContext, RelationId } from '@reactive-charms/juju';

/**
 * Where the leader shares data with its followers: in leader settings up to Juju 3; since Juju 4.0 has
 * none, in the application's databag of a peer relation. `nowhere` is said while the charm's peer
 * relation is not there yet; what the leader declares then is declared again in its next hooks.
 * Source: contract juju.md section 0.
 */
export type LeaderStore =
  | { readonly kind: 'settings' }
  | { readonly kind: 'relation'; readonly id: RelationId }
  | { readonly kind: 'nowhere' };

/** The first Juju without leader settings. */
const WITHOUT_SETTINGS = 4;

/**
 * Finds where the leader shares data.
 * @param relations IDs of this unit's relations.
 * @param peers names of the charm's peer endpoints.
 */
export function findLeaderStore(
  { jujuVersion }: HookContext,
  relations: readonly RelationId[],
  peers: readonly string[],
): LeaderStore {
  const major = Number.parseInt(jujuVersion, 10);
  const [endpoint] = peers;
  // A charm without peers hears from the tool itself that there is no leader data.
  if (endpoint === undefined || !(major >= WITHOUT_SETTINGS)) return { kind: 'settings' };
  const id = relations.find((relation) => endpointOf(relation) === endpoint);
  return id === undefined ? { kind: 'nowhere' } : { kind: 'relation', id };
}
