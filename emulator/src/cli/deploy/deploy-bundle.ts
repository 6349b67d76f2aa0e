import { resolve } from 'node:path';
import { isSet, textOptions } from '../command.ts';
import type { Invocation } from '../command.ts';
import type { Application, CharmArtefact } from '../../model.ts';
import type { Session } from '../../session.ts';
import { settle, withSession } from '../run-session.ts';
import type { RunOptions } from '../run-session.ts';
import { applyBundle } from './apply-bundle.ts';
import { prepareGiven, storeResources } from './attach-resources.ts';
import type { BundleResult } from './apply-bundle.ts';
import { readBundleFiles } from './bundle-files.ts';
import type { LocalBundle } from './bundle-files.ts';
import { Faults } from './faults.ts';
import type { PreparedResource } from './resource-files.ts';

/**
 * Deploys a bundle. It is checked as a whole, with its charms and the model that is there, before
 * anything is changed.
 * @returns the exit code.
 * @throws DiagnosticsError with every fault.
 */
export async function deployBundle(
  invocation: Invocation,
  path: string,
  options: RunOptions,
): Promise<number> {
  const { surroundings } = invocation;
  const overlays = textOptions(invocation, 'overlay').map((it) => resolve(surroundings.cwd, it));
  const faults = new Faults();
  const local = await readBundleFiles(path, overlays, faults);
  return withSession(surroundings, options, async (session) => {
    const plan = await planBundle(invocation, session, { local, faults });
    const { writer } = surroundings;
    const isTrial = isSet(invocation, 'dry-run');
    if (!isTrial && plan.changes.length > 0) {
      await storeResources(plan.prepared);
      session.update(() => plan.model);
    }
    for (const change of plan.changes) writer.note(`- ${change}`);
    if (plan.changes.length === 0) writer.note('the bundle changes nothing');
    return isTrial ? 0 : settle(surroundings, session);
  });
}

interface Plan extends BundleResult {
  readonly prepared: readonly PreparedResource[];
}

interface Planned {
  readonly local: LocalBundle;
  readonly faults: Faults;
}

async function planBundle(
  invocation: Invocation,
  session: Session,
  { local, faults }: Planned,
): Promise<Plan> {
  const artefacts = new Map<string, CharmArtefact>();
  for (const path of new Set(Object.values(local.charms))) {
    const artefact = await faults.tryAsync(() => session.importCharm(path));
    if (artefact !== undefined) artefacts.set(path, artefact);
  }
  const charms = Object.fromEntries(
    Object.entries(local.charms).flatMap(([name, path]) => {
      const artefact = artefacts.get(path);
      return artefact === undefined ? [] : [[name, artefact]];
    }),
  );
  const prepared: PreparedResource[] = [];
  const resources: Record<string, Application['resources']> = {};
  for (const [name, charm] of Object.entries(charms)) {
    const given = local.resources[name] ?? [];
    const target = { application: name, charm, given, faults };
    const before = session.model.applications[name]?.resources ?? {};
    const ready = await prepareGiven(invocation, session, target);
    const changed = ready.filter(
      ({ revision }) => before[revision.name]?.sha256 !== revision.sha256,
    );
    prepared.push(...changed);
    resources[name] = Object.fromEntries(changed.map(({ revision }) => [revision.name, revision]));
  }
  const parts = { charms, resources };
  return { ...applyBundle(session.model, local.bundle, { parts, faults }), prepared };
}
