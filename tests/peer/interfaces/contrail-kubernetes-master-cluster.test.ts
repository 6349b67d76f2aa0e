import { Peers } from '@reactive-charms/interface-contrail-kubernetes-master-cluster';
import type { MemberFields } from '@reactive-charms/interface-contrail-kubernetes-master-cluster';
import type { Databag } from '@reactive-charms/juju';
import type { JsonMap, Sparse } from '@reactive-charms/reactive';
import { ourEnd, publishedBy } from './our-end.ts';
import { PythonCharm } from './python-charm.ts';
import type { Bags } from './python-charm.ts';

/** Masters among themselves, some of them in Python, as while the charm is upgraded unit by unit. */

let python: PythonCharm;
beforeAll(async () => {
  python = await PythonCharm.start();
});
afterAll(() => python.close());

const publish = async (...lives: readonly JsonMap[]): Promise<Databag> =>
  python.publishes(
    ...lives.map((values) => ({ does: 'contrail_kubernetes_master_cluster.publish', values })),
  );

function ours(...lives: readonly Sparse<MemberFields>[]): Databag {
  const end = ourEnd(Peers, {}, 'peers');
  for (const member of lives) end.publish(member);
  return publishedBy(end);
}

/** What a Python unit and ours make of the others. */
async function read(bags: Bags): Promise<unknown> {
  const heard = await python.reads({ does: 'contrail_kubernetes_master_cluster.read' }, bags);
  const { members, ziuDone, problems } = ourEnd(Peers, bags, 'peers');
  expect(problems).toEqual([]);
  expect({ cluster_info: members, ziu_done: ziuDone }).toEqual(heard);
  return heard;
}

it('three masters of both kinds know all addresses (b)', async () => {
  const bags = {
    'contrail-kubernetes-master/0': await publish({ unit_address: '10.0.12.20' }),
    'contrail-kubernetes-master/1': ours({ unitAddress: '10.0.12.21' }),
    'contrail-kubernetes-master/2': {},
  };
  expect(bags).toEqual({
    'contrail-kubernetes-master/0': { 'unit-address': '10.0.12.20' },
    'contrail-kubernetes-master/1': { 'unit-address': '10.0.12.21' },
    'contrail-kubernetes-master/2': {},
  });
  expect(await read(bags)).toEqual({
    cluster_info: {
      'contrail-kubernetes-master/0': '10.0.12.20',
      'contrail-kubernetes-master/1': '10.0.12.21',
    },
    ziu_done: {},
  });
});

it('a stage of an upgrade is told, and taken back at its end (f)', async () => {
  const unitAddress = '10.0.12.20';
  const during = [
    await publish({ unit_address: unitAddress, ziu_done: 2 }),
    ours({ unitAddress, ziuDone: 2 }),
  ];
  const after = [
    await publish(
      { unit_address: unitAddress, ziu_done: 2 },
      { unit_address: unitAddress, ziu_done: null },
    ),
    ours({ unitAddress, ziuDone: 2 }, { unitAddress }),
  ];
  for (const bag of during) {
    expect(bag).toEqual({ 'unit-address': unitAddress, ziu_done: '2' });
    expect(await read({ 'contrail-kubernetes-master/1': bag })).toMatchObject({
      ziu_done: { 'contrail-kubernetes-master/1': 2 },
    });
  }
  for (const bag of after) {
    expect(bag).toEqual({ 'unit-address': unitAddress });
    expect(await read({ 'contrail-kubernetes-master/1': bag })).toMatchObject({ ziu_done: {} });
  }
});
