import type { EngineContext } from '@reactive-charms/reactive';
import { containers } from './containers.ts';
import type { ProjectReport } from './containers.ts';
import type { ProjectDeclaration } from './services.ts';

/** A project, and the flags that tell how it is. */
export interface KeptProject extends ProjectDeclaration {
  readonly flags: {
    /** Set while the containers are as declared. */
    readonly declared: string;
    /** Set, with the reason as its value, while the engine could not do what was declared. */
    readonly failed: string;
  };
  /** Images that the project needs beside those of its services. */
  readonly images?: readonly string[];
}

/**
 * Declares a project in a handler. What the engine cannot do fails no hook: a flag tells it, the
 * status can show it, and the next hook tries again.
 * @returns what was done; undefined when it could not be done.
 */
export async function keepProject(
  { flags, log, use }: Pick<EngineContext, 'flags' | 'log' | 'use'>,
  { flags: names, images = [], ...project }: KeptProject,
): Promise<ProjectReport | undefined> {
  try {
    const instrument = use(containers);
    for (const image of images) await instrument.pullImage(image, project.credentials);
    const report = await instrument.declareProject(project);
    flags.set(names.declared);
    flags.clear(names.failed);
    return report;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    log.warning(`the containers of ${project.project} could not be brought up: ${reason}`);
    flags.set(names.failed, reason);
    flags.clear(names.declared);
    return undefined;
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
