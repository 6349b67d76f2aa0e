import type { ContainerSummary } from './engine.ts';
import { orderServices } from './service-order.ts';
import { LABELS, specHash } from './service-spec.ts';
import { isOneShot } from './services.ts';
import type { ProjectDeclaration, ServiceDeclaration } from './services.ts';

/** What an engine holds of a project. */
export interface ProjectState {
  readonly containers: readonly ContainerSummary[];
  /** Image reference → id of the image that the engine has behind it now. */
  readonly imageIds: ReadonlyMap<string, string>;
}

/** One step on the way from what is to what shall be. */
export type Action =
  | { readonly kind: 'remove'; readonly service: string; readonly container: ContainerSummary }
  | { readonly kind: 'create'; readonly service: ServiceDeclaration }
  | {
      readonly kind: 'recreate';
      readonly service: ServiceDeclaration;
      readonly container: ContainerSummary;
      /** A clause that says why, without any value of the declaration. */
      readonly reason: string;
    }
  | {
      readonly kind: 'start';
      readonly service: ServiceDeclaration;
      readonly container: ContainerSummary;
    };

/**
 * Finds the least that has to be done so that an engine holds what is declared: removals first, then
 * services in the order in which they need each other. Contract rows 24, 26, 27 and 30.
 * @returns nothing when all is as declared.
 */
export function plan(declaration: ProjectDeclaration, actual: ProjectState): Action[] {
  const kept = keptContainers(declaration, actual.containers);
  const removals = actual.containers
    .filter((container) => ![...kept.values()].includes(container))
    .map((container): Action => {
      return { kind: 'remove', service: serviceOf(container), container };
    });
  const replaced = new Set<string>();
  const actions: Action[] = [];
  for (const service of orderServices(declaration.services)) {
    const container = kept.get(service.name);
    const action =
      container === undefined
        ? ({ kind: 'create', service } as const)
        : actionFor({ declaration, service, container, actual, replaced });
    if (action === undefined) continue;
    if (action.kind !== 'start') replaced.add(service.name);
    actions.push(action);
  }
  return [...removals, ...actions];
}

/** The service that a container was made for, after its label. */
export function serviceOf(container: ContainerSummary): string {
  return container.labels[LABELS.service] ?? '';
}

/** One container for each declared service: the first of several, because there shall be only one. */
function keptContainers(
  declaration: ProjectDeclaration,
  containers: readonly ContainerSummary[],
): Map<string, ContainerSummary> {
  const ordered = [...containers].sort((a, b) => containerNumber(a) - containerNumber(b));
  const kept = new Map<string, ContainerSummary>();
  for (const { name } of declaration.services) {
    const container = ordered.find((candidate) => serviceOf(candidate) === name);
    if (container !== undefined) kept.set(name, container);
  }
  return kept;
}

function containerNumber(container: ContainerSummary): number {
  return Number(container.labels[LABELS.number] ?? '0');
}

function actionFor(step: {
  readonly declaration: ProjectDeclaration;
  readonly service: ServiceDeclaration;
  readonly container: ContainerSummary;
  readonly actual: ProjectState;
  readonly replaced: ReadonlySet<string>;
}): Action | undefined {
  const { declaration, service, container, actual, replaced } = step;
  const reason =
    explainDifference(container, specHash(declaration, service)) ??
    explainImage(container, actual.imageIds.get(service.image)) ??
    explainVolumes(service, replaced);
  if (reason !== undefined) return { kind: 'recreate', service, container, reason };
  return shouldStart(service, container) ? { kind: 'start', service, container } : undefined;
}

function explainDifference(container: ContainerSummary, hash: string): string | undefined {
  if (container.state === 'dead' || container.state === 'removing') {
    return `it is ${container.state}`;
  }
  return container.labels[LABELS.hash] === hash ? undefined : 'its declaration changed';
}

function explainImage(
  container: ContainerSummary,
  imageId: string | undefined,
): string | undefined {
  // An image that is gone from the engine says nothing about the container that still uses it.
  return imageId === undefined || imageId === container.imageId ? undefined : 'its image changed';
}

function explainVolumes(
  service: ServiceDeclaration,
  replaced: ReadonlySet<string>,
): string | undefined {
  const source = service.volumesFrom?.find((name) => replaced.has(name));
  return source === undefined ? undefined : `it takes volumes from ${source}, which is new`;
}

function shouldStart(service: ServiceDeclaration, container: ContainerSummary): boolean {
  if (container.state === 'created') return true;
  return container.state === 'exited' && !isOneShot(service);
}
