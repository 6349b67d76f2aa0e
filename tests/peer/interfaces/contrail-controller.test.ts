import { Provides, Requires } from '@reactive-charms/interface-contrail-controller';
import type {
  ClientPublication,
  ControllerFields,
} from '@reactive-charms/interface-contrail-controller';
import type { Databag } from '@reactive-charms/juju';
import type { JsonMap, JsonValue, Sparse } from '@reactive-charms/reactive';
import {
  ADDRESSES,
  AGENTS,
  AUTH,
  COI,
  CONTROLLERS,
  HEARD_OF_PLAIN,
  MASTERS,
  ORCHESTRATOR_INFO,
  PLAIN_CONTROLLER,
  PLAIN_MASTER,
} from './contrail-controller-bags.ts';
import { ourEnd, parsed, publishedBy } from './our-end.ts';
import { PythonCharm } from './python-charm.ts';

/** Masters on one end and controllers on the other, ours and Python's, with the databags of 2.8. */

const coi: JsonMap = JSON.parse(COI);
const agents: JsonMap = JSON.parse(AGENTS);
const auth: JsonMap = JSON.parse(AUTH);

/** Keys of real controllers that our side neither writes nor reads. */
const OTHER_KEYS = {
  issu_controller_ips: ['10.0.12.40'],
  issu_controller_data_ips: ['10.0.12.40'],
  issu_analytics_ips: ['10.0.12.40'],
  rabbitmq_connection_details: { hosts: ['10.0.12.10'] },
};

let python: PythonCharm;
beforeAll(async () => {
  python = await PythonCharm.start();
});
afterAll(() => python.close());

const publishController = async (values: JsonMap): Promise<Databag> =>
  python.publishes({ does: 'contrail_controller.publish_controller', values });
const publishMaster = async (...lives: readonly JsonMap[]): Promise<Databag> =>
  python.publishes(
    ...lives.map((values) => ({ does: 'contrail_controller.publish_master', values })),
  );
const pythonReads = async (
  does: string,
  bags: Record<string, Databag>,
  values: JsonMap = {},
): Promise<JsonValue> => python.reads({ does: `contrail_controller.${does}`, values }, bags);

function ourMaster(client: ClientPublication): Databag {
  const end = ourEnd(Requires);
  end.publish(client);
  return publishedBy(end);
}

function ourController(values: Sparse<ControllerFields>): Databag {
  const end = ourEnd(Provides, {}, 'provides');
  end.publish(values);
  return publishedBy(end);
}

describe.each(MASTERS)('the databag of a master, $title', ({ bag, python: held, ours }) => {
  it('is written by Python, and read by us as the typed values', async () => {
    const written = await publishMaster(held);
    expect(written).toEqual(bag);
    const end = ourEnd(Provides, { 'contrail-kubernetes-master/0': written }, 'provides');
    expect(end.clients).toEqual([
      {
        unit: 'contrail-kubernetes-master/0',
        application: 'contrail-kubernetes-master',
        ...ours,
      },
    ]);
    expect(end.problems).toEqual([]);
  });

  it('is written by us, and is the same to a Python controller', async () => {
    const written = ourMaster(ours);
    expect(parsed(written)).toEqual(parsed(bag));
    const names = { 'contrail-kubernetes-master/0': bag };
    const heard = await pythonReads('serve_masters', { 'contrail-kubernetes-master/0': written });
    expect(heard).toEqual(await pythonReads('serve_masters', names));
  });
});

describe('a Python controller with our masters', () => {
  it('makes the controller databag of (a) of the plain master', async () => {
    const bags = { 'contrail-kubernetes-master/0': ourMaster(PLAIN_MASTER.ours) };
    expect(await pythonReads('serve_masters', bags)).toEqual({
      'orchestrator-info': coi,
      'agents-info': agents,
    });
  });

  it('makes that of (b) of three, as our controller does', async () => {
    const bags = Object.fromEntries(
      [20, 21, 22].map((host, number) => [
        `contrail-kubernetes-master/${number}`,
        ourMaster({
          ...PLAIN_MASTER.ours,
          orchestratorInfo: { ...ORCHESTRATOR_INFO, kubernetesApiServer: `10.0.12.${host}` },
        }),
      ]),
    );
    expect(await pythonReads('serve_masters', bags)).toEqual({
      'orchestrator-info': { ...coi, kubernetes_api_server: '10.0.12.22' },
      'agents-info': agents,
    });
    const { orchestratorInfo: merged, agentsInfo } = ourEnd(Provides, bags, 'provides');
    expect(parsed(ourController({ orchestratorInfo: merged, agentsInfo }))).toEqual({
      'orchestrator-info': { ...coi, kubernetes_api_server: '10.0.12.22' },
      'agents-info': agents,
    });
  });

  it('learns the stage that each has done, and forgets it after stage 6 (f)', async () => {
    const stages = async (bag: Databag): Promise<JsonValue> =>
      pythonReads('read_stages', { 'contrail-kubernetes-master/0': bag });
    const end = ourEnd(Requires);
    end.publish({ ...PLAIN_MASTER.ours, ziuDone: 2 });
    expect(await stages(publishedBy(end))).toEqual({ 'contrail-kubernetes-master/0': 2 });
    end.publish(PLAIN_MASTER.ours);
    expect(await stages(publishedBy(end))).toEqual({ 'contrail-kubernetes-master/0': -1 });
  });
});

it('a Python master takes the stage back when it becomes None (f)', async () => {
  const { python: held, bag } = PLAIN_MASTER;
  expect(await publishMaster({ ...held, ziu_done: 2 }, { ...held, ziu_done: null })).toEqual(bag);
});

describe.each(CONTROLLERS)(
  'the databag of a controller, $title',
  ({ bag, python: held, ...rest }) => {
    const { ours, heard } = rest;

    it('is written by Python, and read by us as the typed values', async () => {
      const written = await publishController({ ...held, ...OTHER_KEYS });
      expect(written).toMatchObject(bag);
      const end = ourEnd(Requires, { 'contrail-controller/0': written });
      expect({
        controllerIps: end.controllerIps,
        controllerDataIps: end.controllerDataIps,
        analyticsServers: end.analyticsServers,
        orchestratorInfo: end.orchestratorInfo,
        authInfo: end.authInfo,
        authMode: end.authMode,
        agentsInfo: end.agentsInfo,
        maintenance: end.maintenance,
        ziu: end.ziu,
      }).toEqual({
        controllerIps: ours.controllerIps,
        controllerDataIps: ours.controllerDataIps,
        analyticsServers: ours.analyticsServers,
        orchestratorInfo: ours.orchestratorInfo,
        authInfo: ours.authInfo,
        authMode: ours.authMode,
        agentsInfo: ours.agentsInfo,
        maintenance: ours.maintenance,
        ziu: ours.ziu,
      });
      expect(end.problems).toEqual([]);
    });

    it('is written by us, and read by a Python master as its values', async () => {
      const written = ourController(ours);
      expect(parsed(written)).toEqual(parsed(bag));
      expect(await pythonReads('read_controllers', { 'contrail-controller/0': written })).toEqual({
        'contrail-controller/0': { ...HEARD_OF_PLAIN, ...heard },
      });
    });
  },
);

describe('a Python agent with our controller', () => {
  const clustersOf = async (
    controller: Sparse<ControllerFields>,
    address: string,
  ): Promise<JsonValue> =>
    pythonReads(
      'find_own_clusters',
      { 'contrail-controller/0': ourController(controller) },
      { address },
    );

  it('finds its address in the text of workers', async () => {
    expect(await clustersOf(PLAIN_CONTROLLER.ours, '10.0.12.30')).toEqual(['k8s']);
    expect(await clustersOf(PLAIN_CONTROLLER.ours, '10.0.12.31')).toEqual([]);
  });

  it('takes a part of an address for the whole, so the text must be as Python writes it (7, row 13)', async () => {
    expect(await clustersOf(PLAIN_CONTROLLER.ours, '10.0.12.3')).toEqual(['k8s']);
    expect(await clustersOf(PLAIN_CONTROLLER.ours, '"10.0.12.20", "')).toEqual(['k8s']);
  });

  it('finds nothing while the workers are not counted', async () => {
    const agentsInfo = { clusters: { k8s: { podSubnets: '10.32.0.0/12' } } };
    expect(await clustersOf({ agentsInfo }, '10.0.12.30')).toEqual([]);
  });
});

it('a Python controller that has nothing to say any more leaves nothing behind', async () => {
  const nothing = { addresses: [], 'auth-info': null, maintenance: null, ziu: null };
  const written = await python.publishes(
    {
      does: 'contrail_controller.publish_controller',
      values: { addresses: ADDRESSES, 'auth-info': auth, maintenance: 'issu', ziu: 6 },
    },
    { does: 'contrail_controller.publish_controller', values: nothing },
  );
  const end = ourEnd(Requires, { 'contrail-controller/0': written });
  expect([end.controllerIps, end.authInfo, end.maintenance, end.ziu]).toEqual([
    [],
    undefined,
    undefined,
    undefined,
  ]);
});
