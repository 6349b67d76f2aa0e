import { isSet, numberOption, textOption, textOptions } from '../command.ts';
import type { Invocation } from '../command.ts';
import type { CharmArtefact } from '../../model.ts';
import type { Session } from '../../session.ts';
import { deployApplication } from '../../transitions/applications.ts';
import { prepareResources, storeResources } from './attach-resources.ts';
import { Faults } from './faults.ts';
import { readGivenOptions, splitConfigArguments, takeTrust } from './option-arguments.ts';
import { splitPlaces } from './placements.ts';
import type { PreparedResource } from './resource-files.ts';
import { parseStorageArguments, soundStorage } from './storage-arguments.ts';

/**
 * Deploys one charm. Everything that was given is checked before anything is changed.
 * @throws DiagnosticsError with every fault.
 */
export async function deployCharm(
  invocation: Invocation,
  session: Session,
  target: { readonly path: string; readonly application: string | undefined },
): Promise<void> {
  const { writer } = invocation.surroundings;
  const units = numberOption(invocation, 'num-units');
  const charm = await session.importCharm(target.path);
  const name = target.application ?? charm.name;
  const faults = new Faults();
  const given = await readGiven(invocation, session, { charm, name, faults });
  const deployed = deployApplication({
    name,
    charm,
    ...given.parts,
    to: splitPlaces(textOption(invocation, 'to')),
    ...(units === undefined ? {} : { units }),
  });
  // A trial: its faults belong to the others.
  faults.try(() => deployed(session.model));
  faults.failIfAny();
  if (isSet(invocation, 'dry-run')) {
    writer.note(`- deploy application ${name}${charm.name === name ? '' : ` using ${charm.name}`}`);
    return;
  }
  await storeResources(given.prepared);
  session.update(deployed);
  writer.note(`deployed "${name}" from charm "${charm.name}", revision ${charm.revision}`);
}

type Parts = Pick<
  Parameters<typeof deployApplication>[0],
  'config' | 'resources' | 'storage' | 'trusted'
>;

async function readGiven(
  invocation: Invocation,
  session: Session,
  target: { readonly charm: CharmArtefact; readonly name: string; readonly faults: Faults },
): Promise<{ readonly parts: Parts; readonly prepared: readonly PreparedResource[] }> {
  const { charm, name, faults } = target;
  const { cwd } = invocation.surroundings;
  const { pairs, files } = splitConfigArguments(textOptions(invocation, 'config'));
  const given = takeTrust(pairs, charm.options, faults);
  const config = await readGivenOptions(
    { pairs: given.pairs, files },
    { application: name, options: charm.options, cwd, faults },
  );
  const trusted = isSet(invocation, 'trust') || given.trusted === true;
  const asked = faults.try(() => parseStorageArguments(textOptions(invocation, 'storage'))) ?? {};
  const storage = soundStorage(charm.metadata, asked, { faults });
  const prepared =
    (await faults.tryAsync(() =>
      prepareResources(invocation, session, { application: name, charm }),
    )) ?? [];
  const resources = Object.fromEntries(prepared.map(({ revision }) => [revision.name, revision]));
  return { parts: { config, storage, resources, trusted }, prepared };
}
