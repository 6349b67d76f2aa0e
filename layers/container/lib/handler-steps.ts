import type { EngineContext } from '@reactive-charms/reactive';
import { containers } from './containers.ts';
import type { ProjectReport } from './containers.ts';
import type { ProjectDeclaration } from './services.ts';

/** What came of a project: what was done, or why it could not be done. */
export interface ProjectOutcome {
  readonly report?: ProjectReport;
  /** A sentence for the status; undefined when all is as declared. */
  readonly failure?: string;
}

/**
 * Declares a project in a handler. What the engine cannot do fails no hook: the outcome tells it, the
 * status can show it, and the next hook tries again.
 */
export async function tryProject(
  { log, use }: Pick<EngineContext, 'log' | 'use'>,
  project: ProjectDeclaration,
): Promise<ProjectOutcome> {
  try {
    return { report: await use(containers).declareProject(project) };
  } catch (error) {
    const failure = error instanceof Error ? error.message : String(error);
    log.warning(`the containers of ${project.project} could not be brought up: ${failure}`);
    return { failure };
  }
}

/**
 * Shows the label `version` of an image as the version of the application. Only a help to operators:
 * an image without the label, or an engine that does not answer, changes nothing.
 */
export async function reportImageVersion(
  { log, setApplicationVersion, use }: Pick<EngineContext, 'log' | 'setApplicationVersion' | 'use'>,
  image: string,
): Promise<void> {
  try {
    const version = await use(containers).imageLabel(image, 'version');
    if (version) setApplicationVersion(version);
  } catch (error) {
    log.warning(`the version of ${image} could not be read: ${String(error)}`);
  }
}
