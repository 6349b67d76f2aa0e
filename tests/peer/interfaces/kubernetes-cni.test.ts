import { Provides, Requires } from '@reactive-charms/interface-kubernetes-cni';
import type { JsonMap } from '@reactive-charms/reactive';
import * as fc from 'fast-check';
import { movesOf, playMoves } from './life.ts';
import type { LifeStep } from './life.ts';
import { liveOurs, livePython } from './live.ts';
import { ourEnd, publishedBy } from './our-end.ts';
import { PythonCharm } from './python-charm.ts';
import { runs } from './seed.ts';

/** A principal and its CNI plug-ins, ours and those of the Kubernetes charms. */

const CONF_FILE = '/etc/cni/net.d/10-contrail.conf';
const PLUGIN = { cidr: '10.32.0.0/12', 'cni-conf-file': CONF_FILE };

jest.setTimeout(120_000);

let python: PythonCharm;
beforeAll(async () => {
  python = await PythonCharm.start();
});
afterAll(() => python.close());

describe('the databag of a plug-in (a)', () => {
  it('is written by Python, and read by us', async () => {
    const written = await python.publishes({
      does: 'kubernetes_cni.publish_plugin',
      values: { cidr: '10.32.0.0/12', conf_file: CONF_FILE },
    });
    expect(written).toEqual(PLUGIN);
    const end = ourEnd(Provides, { 'contrail-kubernetes-node/0': written }, 'provides');
    expect(end.pluginFor()).toEqual({
      application: 'contrail-kubernetes-node',
      cidr: '10.32.0.0/12',
      confFile: CONF_FILE,
    });
    expect(end.problems).toEqual([]);
  });

  it('has no subnets to either while they are None', async () => {
    const written = await python.publishes(
      {
        does: 'kubernetes_cni.publish_plugin',
        values: { cidr: '10.32.0.0/12', conf_file: CONF_FILE },
      },
      { does: 'kubernetes_cni.publish_plugin', values: { cidr: null, conf_file: CONF_FILE } },
    );
    const end = ourEnd(Requires);
    end.publish({ cidr: '10.32.0.0/12', confFile: CONF_FILE });
    end.publish({ confFile: CONF_FILE });
    expect(publishedBy(end)).toEqual(written);
    expect(written).toEqual({ 'cni-conf-file': CONF_FILE });
  });

  it('is written by us, and read by a Python principal', async () => {
    const end = ourEnd(Requires);
    end.publish({ cidr: '10.32.0.0/12', confFile: CONF_FILE });
    const task = { does: 'kubernetes_cni.read_plugins', endpoint: 'cni-principal' } as const;
    const bags = { 'contrail-kubernetes-node/0': publishedBy(end) };
    expect(await python.reads(task, bags)).toEqual({ 'contrail-kubernetes-node': PLUGIN });
  });
});

describe.each([
  {
    title: '(a) of the control plane, which names no credentials',
    bag: { is_master: 'True' },
    python: { is_master: true },
    ours: { isMaster: true },
  },
  {
    title: '(a) of a worker',
    bag: { is_master: 'False', kubeconfig_path: '/root/cdk/kubeconfig' },
    python: { is_master: false, kubeconfig_path: '/root/cdk/kubeconfig' },
    ours: { isMaster: false, kubeconfigPath: '/root/cdk/kubeconfig' },
  },
  {
    title: 'of a newer charm',
    bag: {
      is_master: 'False',
      'kubeconfig-hash': '9e107d9d372bb6826bd81d3542a419d6',
      'service-cidr': '10.152.183.0/24',
      'image-registry': 'rocks.canonical.com:443/cdk',
    },
    python: {
      is_master: false,
      'kubeconfig-hash': '9e107d9d372bb6826bd81d3542a419d6',
      'service-cidr': '10.152.183.0/24',
      'image-registry': 'rocks.canonical.com:443/cdk',
    },
    ours: {
      isMaster: false,
      kubeconfigHash: '9e107d9d372bb6826bd81d3542a419d6',
      serviceCidr: '10.152.183.0/24',
      imageRegistry: 'rocks.canonical.com:443/cdk',
    },
  },
])('the databag of a principal $title', ({ bag, python: held, ours }) => {
  it('is written by Python, and read by us', async () => {
    const written = await python.publishes({
      does: 'kubernetes_cni.publish_principal',
      endpoint: 'cni-principal',
      values: held,
    });
    expect(written).toEqual(bag);
    const end = ourEnd(Requires, { 'kubernetes-worker/0': written });
    expect(end.principal).toEqual(ours);
    expect(end.problems).toEqual([]);
  });

  it('is written by us, and read by a Python plug-in', async () => {
    const end = ourEnd(Provides, {}, 'provides');
    end.publish(ours);
    expect(publishedBy(end)).toEqual(bag);
    const task = { does: 'kubernetes_cni.read_principal', endpoint: 'cni-plugin' } as const;
    const bags = { 'kubernetes-worker/0': publishedBy(end) };
    expect(await python.reads(task, bags)).toEqual(held);
  });
});

describe('a principal with plug-ins that come and go', () => {
  const endpoint = 'cni-principal';
  const keys = {
    cidr: fc.constantFrom('10.32.0.0/12', '192.168.0.0/16'),
    'cni-conf-file': fc.constantFrom(CONF_FILE, '10-flannel.conflist'),
  };
  const moves = movesOf(keys);

  /** What our side knows, in the form of the Python side. */
  const inPythonsWords = (end: Provides): JsonMap =>
    Object.fromEntries(
      end.plugins.map(({ application, cidr, confFile }) => [
        application,
        {
          'private-address': '10.9.9.9',
          ...(cidr === undefined ? {} : { cidr }),
          ...(confFile === undefined ? {} : { 'cni-conf-file': confFile }),
        },
      ]),
    );

  /** What the contract says of the flag: every application that is planned has told both. */
  const isEverythingThere = ({ planned, world }: LifeStep): boolean =>
    planned.length > 0 &&
    planned.every((application) =>
      Object.values(world.relations).some(
        (side) =>
          side.application === application &&
          Object.values(side.units).some((bag) => bag['cidr'] && bag['cni-conf-file']),
      ),
    );

  it('has what it needs just when a Python principal has, whatever goal-state names', async () => {
    const seen = { set: 0, waiting: 0 };
    await fc.assert(
      fc.asyncProperty(moves, async (some) => {
        const steps = playMoves(some, { endpoint, units: 1 });
        const [theirs, ours] = await Promise.all([
          livePython(python, steps, { does: 'kubernetes_cni.read_plugins', endpoint }),
          liveOurs(steps, {
            endpoint,
            role: 'provides',
            endpointClass: Provides,
            ask: inPythonsWords,
          }),
        ]);
        for (const [index, step] of steps.entries()) {
          const [their, our] = [theirs[index], ours[index]];
          expect([our?.hook, our?.answer]).toEqual([their?.hook, their?.answer]);
          // Neither side asks for the goal state in hooks that tell of no relation.
          if (step.relation === undefined) continue;
          const isAvailable = our?.flags.includes(`endpoint.${endpoint}.available`);
          expect(isAvailable).toBe(their?.flags.includes(`${endpoint}.available`));
          expect(isAvailable).toBe(isEverythingThere(step));
          seen[isAvailable ? 'set' : 'waiting'] += 1;
        }
      }),
      runs(40),
    );
    expect(Math.min(seen.set, seen.waiting)).toBeGreaterThan(20);
  });

  it('waits for a plug-in that the operator has related, and that has no unit yet', async () => {
    const steps = playMoves(
      [
        { kind: 'join', application: 'flannel', bag: PLUGIN },
        { kind: 'relate', application: 'calico' },
        { kind: 'join', application: 'calico', bag: { cidr: '192.168.0.0/16' } },
        { kind: 'change', application: 'calico', unit: 0, changes: PLUGIN },
        { kind: 'depart', application: 'calico', unit: 0, changes: {} },
        { kind: 'break', application: 'calico' },
      ],
      { endpoint, units: 1 },
    );
    const [theirs, ours] = await Promise.all([
      livePython(python, steps, { does: 'kubernetes_cni.read_plugins', endpoint }),
      liveOurs(steps, { endpoint, role: 'provides', endpointClass: Provides, ask: inPythonsWords }),
    ]);
    const available = [false, true, true, false, false, false, true, false, true];
    expect(theirs.map(({ flags }) => flags.includes(`${endpoint}.available`))).toEqual(available);
    expect(ours.map(({ flags }) => flags.includes(`endpoint.${endpoint}.available`))).toEqual(
      available,
    );
  });
});
