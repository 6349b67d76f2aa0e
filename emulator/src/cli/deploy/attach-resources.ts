import { textOptions } from '../command.ts';
import type { Invocation } from '../command.ts';
import type { CharmArtefact } from '../../model.ts';
import type { Session } from '../../session.ts';
import { attachResource } from '../../transitions/applications.ts';
import { sequence } from '../../transitions/transition.ts';
import type { Transition } from '../../transitions/transition.ts';
import { Faults } from './faults.ts';
import { parseResourceArguments, prepareResource } from './resource-files.ts';
import type { GivenResource, PreparedResource } from './resource-files.ts';

/** Resources for an application that is there. */
export interface Attachment {
  readonly application: string;
  /** The charm that they must fit. */
  readonly charm: CharmArtefact;
  /** `NAME=FILE` each. @default those of --resource */
  readonly texts?: readonly string[];
}

/** Checks resources without changing anything. @throws DiagnosticsError with every fault */
export async function prepareResources(
  invocation: Invocation,
  session: Session,
  { application, charm, texts = textOptions(invocation, 'resource') }: Attachment,
): Promise<PreparedResource[]> {
  const faults = new Faults();
  const given = parseResourceArguments(texts, invocation.surroundings.cwd);
  const ready = await prepareGiven(invocation, session, { application, charm, given, faults });
  faults.failIfAny();
  return ready;
}

/** The same for resources that are read already; `faults` gets every fault, what fits is answered. */
export async function prepareGiven(
  { surroundings: { now } }: Invocation,
  session: Session,
  {
    application,
    charm,
    given,
    faults,
  }: Omit<Attachment, 'texts'> & {
    readonly given: readonly GivenResource[];
    readonly faults: Faults;
  },
): Promise<PreparedResource[]> {
  const target = {
    directory: session.directory,
    application,
    before: session.model.applications[application]?.resources ?? {},
    charm: charm.metadata,
    time: now().toISOString(),
  };
  const ready: PreparedResource[] = [];
  for (const resource of given) {
    const prepared = await faults.tryAsync(() => prepareResource(target, resource));
    if (prepared !== undefined) ready.push(prepared);
  }
  return ready;
}

/** Copies the files of resources into the model's folder. */
export async function storeResources(resources: readonly PreparedResource[]): Promise<void> {
  for (const resource of resources) await resource.store();
}

/** Attaches resources whose files are stored. */
export function attachAll(application: string, resources: readonly PreparedResource[]): Transition {
  return sequence(...resources.map(({ revision }) => attachResource(application, revision)));
}
