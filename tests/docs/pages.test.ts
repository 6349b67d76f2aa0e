import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { CHECKOUT } from './support/checkout-copy.ts';
import { listGuides, listPages, readExamples, readFences, readPage } from './support/pages.ts';

/** Pages whose console blocks are run, by the tests beside this one or by those of `.ci/run`. */
const RUN = [
  'README.md',
  'docs/operator.md',
  'docs/charm-author.md',
  'docs/how-to/reuse-an-interface.md',
  'docs/how-to/write-an-interface.md',
  'docs/reference/engine.md',
];

/** Everything that guides show and nobody runs here: page, reason, commands. */
const NOT_RUN: readonly (readonly [string, string, readonly string[]])[] = [
  ['README.md', 'the examples are themselves part of npm test', ['npm test']],
  [
    'README.md',
    'needs a Juju controller and a cloud',
    [
      'npx charm build layers/contrail-k8s-master layers/contrail-k8s-node',
      'juju deploy ./bundles/contrail-k8s.yaml',
    ],
  ],
  [
    'docs/operator.md',
    'needs a Juju controller and a cloud',
    [
      'npx charm build layers/contrail-k8s-master layers/contrail-k8s-node',
      'juju deploy ./bundles/contrail-k8s.yaml',
    ],
  ],
  [
    'docs/operator.md',
    'needs a Juju controller and a cluster',
    [
      'juju deploy ./build/charms/contrail-kubernetes-master.charm',
      'juju deploy ./build/charms/contrail-kubernetes-node.charm',
      'juju integrate contrail-kubernetes-master:kube-api-endpoint kubernetes-control-plane:kube-api-endpoint',
      'juju integrate contrail-kubernetes-master contrail-controller',
      'juju integrate contrail-kubernetes-master contrail-kubernetes-node',
      'juju integrate contrail-kubernetes-node:cni kubernetes-control-plane:cni',
      'juju integrate contrail-kubernetes-node:cni kubernetes-worker:cni',
    ],
  ],
];

/** Languages of blocks that are neither run nor written to files. */
const SHOWN_ONLY = ['text'];

describe('examples of the guides', () => {
  it('are run, but for the listed ones', () => {
    const notRun = listGuides().flatMap((page) =>
      readFences(page).flatMap((fence) => {
        const reason = fence.notes.get('not run');
        if (reason === undefined) return [];
        return [[page, reason, readExamples(fence).map(({ command }) => command)]];
      }),
    );
    expect(notRun.map((entry) => JSON.stringify(entry)).sort()).toEqual(
      NOT_RUN.map((entry) => JSON.stringify(entry)).sort(),
    );
  });

  it('stand in pages that the tests follow', () => {
    const others = listGuides().filter(
      (page) =>
        !RUN.includes(page) && readFences(page).some(({ language }) => language === 'console'),
    );
    expect(others).toEqual([]);
  });

  it('are commands, files that are written and built, or plain text', () => {
    const strange = listGuides().flatMap((page) =>
      readFences(page)
        .filter(({ language, notes }) => {
          return language !== 'console' && !SHOWN_ONLY.includes(language) && !notes.has('file');
        })
        .map(({ line }) => `${page}:${line}`),
    );
    expect(strange).toEqual([]);
  });
});

describe('links between pages', () => {
  it.each(listPages())('%s leads only to what is there', (page) => {
    const broken = linksOf(page).filter((link) => !leadsSomewhere(page, link));
    expect(broken).toEqual([]);
  });

  it('reach every page of docs/ from the README', () => {
    const reached = new Set(['README.md']);
    for (const page of reached) {
      for (const link of linksOf(page)) {
        const target = join(dirname(page), link.split('#')[0] ?? '');
        if (target.endsWith('.md') && existsSync(join(CHECKOUT, target))) reached.add(target);
      }
    }
    expect(listGuides().filter((page) => !reached.has(page))).toEqual([]);
  });
});

/** Targets of the links of a page that lead into this repository. */
function linksOf(page: string): string[] {
  const text = readPage(page).replaceAll(/^ *(`{3,}).*?^ *\1$/gms, '');
  const targets = [...text.matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, target]) => target ?? []);
  return targets.filter((target) => !/^[a-z]+:/.test(target));
}

function leadsSomewhere(page: string, link: string): boolean {
  const [path = '', anchor] = link.split('#');
  const target = path === '' ? page : join(dirname(page), path);
  if (!existsSync(join(CHECKOUT, target))) return false;
  return anchor === undefined || anchorsOf(target).includes(anchor);
}

/** Anchors of headings, as GitHub makes them. */
function anchorsOf(page: string): string[] {
  return [...readPage(page).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\w\- ]/g, '')
      .replaceAll(' ', '-'),
  );
}
