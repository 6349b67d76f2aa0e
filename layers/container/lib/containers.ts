import { defineCapability } from '@reactive-charms/reactive';
import type { Capability, Log } from '@reactive-charms/reactive';
import { checkProject } from './check-project.ts';
import { createDockerEngine } from './docker-engine.ts';
import { readEngineAddress } from './engine-address.ts';
import type { ContainerDetails, ContainerSummary, Engine } from './engine.ts';
import { EngineUnreachable } from './engine.ts';
import { plan, serviceOf } from './plan.ts';
import type { Action } from './plan.ts';
import { containerBody, containerName, LABELS } from './service-spec.ts';
import type { ProjectDeclaration, RegistryCredentials } from './services.ts';

/** What a declaration made the engine do; each service is named once. */
export interface ProjectReport {
  readonly created: readonly string[];
  readonly recreated: readonly string[];
  readonly started: readonly string[];
  readonly removed: readonly string[];
  readonly unchanged: readonly string[];
}

/** The containers of the machine, as handlers use them. */
export interface Containers {
  /**
   * Makes the project's containers be as declared, by the least that has to be done; images that are
   * missing are pulled first. Contract sections 4.3 to 4.5.
   * @throws DeclarationError for a declaration that no engine could follow.
   * @throws EngineUnreachable when no engine answers, EngineError when it refuses.
   */
  declareProject(declaration: ProjectDeclaration): Promise<ProjectReport>;
  /**
   * Ends and removes all containers of a project: SIGQUIT, a grace, then SIGKILL. A project without
   * containers is no error. Contract section 4.5 and row 19.
   * @throws EngineUnreachable, EngineError
   */
  removeProject(project: string, options?: { readonly graceSeconds?: number }): Promise<void>;
  /**
   * Fetches an image if the engine does not have it, or if a refresh is asked for.
   * @returns true when it was fetched.
   * @throws EngineUnreachable, and EngineError naming the image and the registry's reason.
   */
  pullImage(
    reference: string,
    credentials?: RegistryCredentials,
    options?: { readonly refresh?: boolean },
  ): Promise<boolean>;
  /** A label of an image that the engine has; undefined without the image or the label. */
  imageLabel(reference: string, label: string): Promise<string | undefined>;
  /** The containers of a project, running or not, sorted by name. */
  listContainers(project: string): Promise<ContainerSummary[]>;
  /** How the container of a service is; undefined when there is none. */
  stateOf(project: string, service: string): Promise<ContainerDetails | undefined>;
  /**
   * Asks the engine for a sign of life, unless it has given one in this hook already.
   * @throws EngineUnreachable when there is none.
   */
  ping(): Promise<void>;
}

/**
 * The instrument for handlers: `const engine = use(containers)`. Nothing is loaded or connected before
 * its first call. The engine is the one that `DOCKER_HOST` names, else `/var/run/docker.sock`.
 */
export const containers: Capability<Containers> = defineCapability('containers', ({ log }) =>
  createContainers(createDockerEngine(readEngineAddress), log),
);

/** Builds the instrument on any engine; tests give one that lives in memory. */
export function createContainers(engine: Engine, log: Log): Containers {
  return {
    declareProject: (declaration) => declareProject(engine, log, declaration),
    removeProject: (project, options = {}) =>
      removeProject(engine, project, options.graceSeconds ?? 10),
    pullImage: async (reference, credentials, options = {}) => {
      const present = await engine.inspectImage(reference);
      if (present !== undefined && options.refresh !== true) return false;
      log.info(`pulling image ${reference}`);
      await engine.pullImage(reference, credentials);
      return true;
    },
    imageLabel: async (reference, label) => (await engine.inspectImage(reference))?.labels[label],
    listContainers: (project) => listContainers(engine, project),
    stateOf: async (project, service) => {
      const found = (await listContainers(engine, project)).find(
        (container) => serviceOf(container) === service,
      );
      return found === undefined ? undefined : engine.inspectContainer(found.id);
    },
    ping: () => engine.ping(),
  };
}

/** Tells whether an error says that no engine answers, also when it comes from another copy of this layer. */
export function isEngineUnreachable(error: unknown): error is EngineUnreachable {
  return (
    error instanceof EngineUnreachable ||
    (error instanceof Error && error.name === 'EngineUnreachable')
  );
}

async function listContainers(engine: Engine, project: string): Promise<ContainerSummary[]> {
  const found = await engine.listContainers({ [LABELS.project]: project });
  return found
    .filter((container) => container.labels[LABELS.oneOff] !== 'True')
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

async function declareProject(
  engine: Engine,
  log: Log,
  declaration: ProjectDeclaration,
): Promise<ProjectReport> {
  checkProject(declaration);
  const { images = [], services } = declaration;
  // All in one question: each call costs a hook some milliseconds.
  const references = [...new Set([...images, ...services.map(({ image }) => image)])];
  const [existing, imageIds] = await Promise.all([
    listContainers(engine, declaration.project),
    references.length === 0 ? new Map<string, string>() : engine.imageIds(references),
  ]);
  const actions = plan(declaration, { containers: existing, imageIds });
  // Images come before the first removal, so that a failing registry leaves everything running.
  for (const reference of new Set([...images, ...neededImages(actions)])) {
    if (imageIds.has(reference)) continue;
    log.info(`pulling image ${reference}`);
    await engine.pullImage(reference, declaration.credentials);
  }
  for (const action of actions) {
    log.info(describeAction(declaration.project, action));
    await apply(engine, declaration, action);
  }
  return report(declaration, actions);
}

function neededImages(actions: readonly Action[]): string[] {
  const images = actions.flatMap((action) =>
    action.kind === 'create' || action.kind === 'recreate' ? [action.service.image] : [],
  );
  return images;
}

async function apply(
  engine: Engine,
  declaration: ProjectDeclaration,
  action: Action,
): Promise<void> {
  switch (action.kind) {
    case 'start':
      return engine.startContainer(action.container.id);
    case 'remove':
      return end(engine, action.container);
    case 'recreate':
      await end(engine, action.container);
      break;
    case 'create':
      break;
  }
  const name = containerName(declaration.project, action.service.name);
  const id = await engine.createContainer({
    name,
    body: containerBody(declaration, action.service),
  });
  await engine.startContainer(id);
}

async function end(engine: Engine, container: ContainerSummary): Promise<void> {
  if (isAlive(container)) await engine.stopContainer(container.id, 10);
  await engine.removeContainer(container.id);
}

async function removeProject(engine: Engine, project: string, graceSeconds: number): Promise<void> {
  const existing = await listContainers(engine, project);
  await Promise.all(
    existing.filter(isAlive).map(({ id }) => engine.signalContainer(id, 'SIGQUIT')),
  );
  await waitUntilEnded(engine, project, existing.some(isAlive) ? graceSeconds : 0);
  for (const { id } of existing) await engine.removeContainer(id);
}

async function waitUntilEnded(engine: Engine, project: string, seconds: number): Promise<void> {
  const deadline = Date.now() + seconds * 1000;
  while (Date.now() < deadline) {
    if (!(await listContainers(engine, project)).some(isAlive)) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

function isAlive({ state }: ContainerSummary): boolean {
  return state === 'running' || state === 'restarting' || state === 'paused';
}

function describeAction(project: string, action: Action): string {
  switch (action.kind) {
    case 'remove':
      return `removing container ${action.container.name}: project ${project} declares no such service`;
    case 'create':
      return `creating container ${containerName(project, action.service.name)}`;
    case 'recreate':
      return `replacing container ${action.container.name}: ${action.reason}`;
    case 'start':
      return `starting container ${action.container.name}, which has stopped`;
  }
}

function report(declaration: ProjectDeclaration, actions: readonly Action[]): ProjectReport {
  const named = (kind: 'create' | 'recreate' | 'start'): string[] =>
    actions.flatMap((action) => (action.kind === kind ? [action.service.name] : []));
  const [created, recreated, started] = [named('create'), named('recreate'), named('start')];
  const changed = new Set([...created, ...recreated, ...started]);
  return {
    created,
    recreated,
    started,
    removed: actions.flatMap((action) => (action.kind === 'remove' ? [action.service] : [])),
    unchanged: declaration.services.map(({ name }) => name).filter((name) => !changed.has(name)),
  };
}
