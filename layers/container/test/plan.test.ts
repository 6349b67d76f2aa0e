import * as fc from 'fast-check';
import { createContainers } from '../lib/containers.ts';
import type { ContainerState, ContainerSummary } from '../lib/engine.ts';
import { plan } from '../lib/plan.ts';
import { LABELS, containerName, specHash } from '../lib/service-spec.ts';
import { isOneShot } from '../lib/services.ts';
import type { ProjectDeclaration, ServiceDeclaration } from '../lib/services.ts';
import { createMemoryEngine } from '../testing/index.ts';
import { silentLog } from './support.ts';

const init: ServiceDeclaration = { name: 'init', image: 'shop/init:1' };
const web: ServiceDeclaration = {
  name: 'web',
  image: 'shop/web:1',
  restart: 'always',
  volumesFrom: ['init'],
};
const side: ServiceDeclaration = {
  name: 'side',
  image: 'shop/side:1',
  restart: 'always',
  dependsOn: ['init'],
};
const shop: ProjectDeclaration = { project: 'shop', services: [web, side, init] };

function found(
  service: ServiceDeclaration,
  state: ContainerState,
  more: Partial<ContainerSummary> = {},
): ContainerSummary {
  return {
    id: `id of ${service.name}`,
    name: containerName('shop', service.name),
    state,
    status: '',
    imageId: `image of ${service.name}`,
    labels: {
      [LABELS.project]: 'shop',
      [LABELS.service]: service.name,
      [LABELS.number]: '1',
      [LABELS.hash]: specHash(shop, service),
    },
    ...more,
  };
}

const settled = [found(init, 'exited'), found(web, 'running'), found(side, 'running')];

function planned(
  containers: readonly ContainerSummary[],
  images: Readonly<Record<string, string>> = {},
): string[] {
  const imageIds = new Map(Object.entries(images));
  return plan(shop, { containers, imageIds }).map((action) => {
    const name = action.kind === 'remove' ? action.container.id : action.service.name;
    return `${action.kind} ${name}${action.kind === 'recreate' ? `: ${action.reason}` : ''}`;
  });
}

describe('plan', () => {
  it('does nothing when all is as declared', () => {
    expect(planned(settled, { 'shop/web:1': 'image of web' })).toEqual([]);
  });

  it('creates what is missing in the order in which services need each other', () => {
    expect(planned([])).toEqual(['create init', 'create web', 'create side']);
  });

  it('C26 starts a service that has stopped though it should run', () => {
    expect(planned([found(init, 'exited'), found(web, 'exited'), found(side, 'created')])).toEqual([
      'start web',
      'start side',
    ]);
  });

  it('leaves a one-shot service alone after its work, and runs one that never started', () => {
    const rest = settled.slice(1);
    expect(planned([found(init, 'exited'), ...rest])).toEqual([]);
    expect(planned([found(init, 'created'), ...rest])).toEqual(['start init']);
  });

  it.each(['running', 'restarting', 'paused'] as const)('leaves a %s container alone', (state) => {
    expect(
      planned([settled[0] ?? found(init, 'exited'), found(web, state), found(side, state)]),
    ).toEqual([]);
  });

  it('replaces a changed service together with those that take its volumes, not those that only wait', () => {
    const old = found(init, 'exited', { labels: { ...settled[0]?.labels, [LABELS.hash]: 'old' } });
    expect(planned([old, ...settled.slice(1)])).toEqual([
      'recreate init: its declaration changed',
      'recreate web: it takes volumes from init, which is new',
    ]);
  });

  it('C26 replaces a container whose image is another behind the same tag', () => {
    expect(planned(settled, { 'shop/side:1': 'newer image' })).toEqual([
      'recreate side: its image changed',
    ]);
  });

  it('replaces a container without our fingerprint, as compose tools leave it', () => {
    const foreign = found(side, 'running', {
      name: 'shop-side-1',
      labels: { [LABELS.service]: 'side', [LABELS.hash]: 'of compose' },
    });
    expect(planned([...settled.slice(0, 2), foreign])).toEqual([
      'recreate side: its declaration changed',
    ]);
  });

  it('removes what is no longer declared, and all but one of several', () => {
    const gone = found({ name: 'gone', image: 'a' }, 'running');
    const second = found(web, 'running', {
      id: 'second',
      labels: { ...settled[1]?.labels, [LABELS.number]: '2' },
    });
    expect(planned([second, gone, ...settled])).toEqual(['remove second', 'remove id of gone']);
  });

  it('replaces what is dead', () => {
    expect(planned([...settled.slice(0, 2), found(side, 'dead')])).toEqual([
      'recreate side: it is dead',
    ]);
  });
});

const names = ['a', 'b', 'c', 'd'] as const;

/** Services that need only earlier ones, so that there is no circle. */
const anyProject: fc.Arbitrary<ProjectDeclaration> = fc
  .subarray([...names])
  .chain((chosen) =>
    fc.tuple(
      ...chosen.map((name, at) =>
        fc.record({
          name: fc.constant(name),
          image: fc.constantFrom('shop/x:1', 'shop/x:2'),
          restart: fc.constantFrom('no', 'always'),
          environment: fc.dictionary(fc.constantFrom('A', 'B'), fc.constantFrom('1', '2')),
          volumesFrom: fc.subarray(chosen.slice(0, at)),
          dependsOn: fc.subarray(chosen.slice(0, at)),
        }),
      ),
    ),
  )
  .map((services) => ({ project: 'shop', services }));

describe('declareProject over the plan', () => {
  it('reaches any declared state from any other, and then has nothing to do', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyProject, { minLength: 1, maxLength: 4 }),
        fc.infiniteStream(fc.nat(3)),
        async (declarations, dice) => {
          const engine = createMemoryEngine();
          const containers = createContainers(engine, silentLog);
          for (const declaration of declarations) {
            await containers.declareProject(declaration);
            const before = engine.changes.length;
            const report = await containers.declareProject(declaration);
            expect(engine.changes.slice(before)).toEqual([]);
            expect(report.unchanged).toEqual(declaration.services.map(({ name }) => name));
            const states = await containers.listContainers('shop');
            expect(states.map(({ name }) => name)).toEqual(
              declaration.services.map(({ name }) => containerName('shop', name)).sort(),
            );
            for (const { name } of states) {
              if (dice.next().value === 0) engine.exit(name, 1);
            }
          }
        },
      ),
    );
  });

  it('has every service that should run running afterwards', async () => {
    await fc.assert(
      fc.asyncProperty(anyProject, async (declaration) => {
        const engine = createMemoryEngine();
        const containers = createContainers(engine, silentLog);
        await containers.declareProject(declaration);
        for (const { name } of await containers.listContainers('shop')) engine.exit(name, 1);
        const report = await containers.declareProject(declaration);
        const lasting = declaration.services.filter((service) => !isOneShot(service));
        expect([...report.started].sort()).toEqual(lasting.map(({ name }) => name).sort());
      }),
    );
  });
});
