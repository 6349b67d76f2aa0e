import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readBundle, readConfig, readMetadata } from '@reactive-charms/juju/files';
import type { Bundle, BundleRelationEnd } from '@reactive-charms/juju/files';
import type { EndpointDefinition, Metadata } from '@reactive-charms/juju';

const BUNDLES = join(__dirname, '..');
const BUNDLE = join(BUNDLES, 'contrail-k8s.yaml');
const OVERLAY = join(BUNDLES, 'overlays/local.yaml');

/** Where the layer of each charm of the local bundle lies. */
const LAYERS: Readonly<Record<string, string>> = {
  'contrail-kubernetes-master': '../layers/contrail-k8s-master',
  'contrail-kubernetes-node': '../layers/contrail-k8s-node',
  'kubernetes-control-plane': 'stand-ins/kubernetes-control-plane',
  'kubernetes-worker': 'stand-ins/kubernetes-worker',
  'contrail-controller': 'stand-ins/contrail-controller',
  'contrail-agent': 'stand-ins/contrail-agent',
};

function read(file: string): string {
  return readFileSync(file, 'utf8');
}

function layerFile(application: string, name: string): { text: string; file: string } {
  const file = join(BUNDLES, LAYERS[application] ?? 'no layer', name);
  return { text: read(file), file };
}

function metadataOf(application: string): Metadata {
  const { text, file } = layerFile(application, 'metadata.yaml');
  return readMetadata(text, file);
}

function endpointOf({ application, endpoint }: BundleRelationEnd): EndpointDefinition | undefined {
  return endpoint === undefined ? undefined : metadataOf(application).endpoints[endpoint];
}

const local: Bundle = readBundle(read(BUNDLE), BUNDLE, [{ text: read(OVERLAY), file: OVERLAY }]);

describe('the bundle', () => {
  it('deploys our charms from where the builder puts them', () => {
    const { applications } = readBundle(read(BUNDLE), BUNDLE);
    const paths = Object.values(applications).flatMap(({ charmPath }) => charmPath ?? []);
    expect(paths.sort()).toEqual([
      join(BUNDLES, '../build/charms/contrail-kubernetes-master.charm'),
      join(BUNDLES, '../build/charms/contrail-kubernetes-node.charm'),
    ]);
  });

  it('places the neighbours as contract contrail.md section 2.8(a) has them', () => {
    const places = Object.entries(local.applications).map(([name, { to }]) => [
      name,
      to.map(({ text }) => text),
    ]);
    expect(Object.fromEntries(places)).toMatchObject({
      'contrail-controller': ['0'],
      'kubernetes-control-plane': ['1'],
      'kubernetes-worker': ['2', '3'],
    });
  });
});

describe('the local overlay', () => {
  it('leaves no application that would have to be downloaded', () => {
    const remote = Object.values(local.applications).filter(
      ({ charmPath }) => charmPath === undefined,
    );
    expect(remote).toEqual([]);
    expect(Object.keys(local.applications).sort()).toEqual(Object.keys(LAYERS).sort());
  });

  it('joins endpoints of one interface, one that provides and one that requires', () => {
    const wrong = local.relations.filter(({ ends: [a, b] }) => {
      if (b.endpoint === 'juju-info') return endpointOf(a)?.interface !== 'juju-info';
      const [first, second] = [endpointOf(a), endpointOf(b)];
      return (
        first === undefined ||
        first.interface !== second?.interface ||
        new Set([first.role, second.role]).size !== 2
      );
    });
    expect(wrong).toEqual([]);
    expect(local.relations.length).toBeGreaterThan(0);
  });

  it('sets only options that the charms have', () => {
    const container = read(join(BUNDLES, '../layers/container/config.yaml'));
    const wrong = Object.entries(local.applications).flatMap(([application, { options }]) => {
      const { text, file } = layerFile(application, 'config.yaml');
      const known = new Set([
        ...Object.keys(readConfig(text, file)),
        ...Object.keys(readConfig(container, 'config.yaml')),
      ]);
      return Object.keys(options).filter((name) => !known.has(name));
    });
    expect(wrong).toEqual([]);
  });
});
