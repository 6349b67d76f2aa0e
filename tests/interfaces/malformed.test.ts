import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addRelation, addUnit, deployApplication, removeUnit } from '../../emulator/src/index.ts';
import type { UnitName } from '@reactive-charms/reactive';
import { packShellCharm } from '../deployment/support/shell-charm.ts';
import { buildProbes, openProbeModel } from './support/probe-model.ts';
import type { ProbeModel } from './support/probe-model.ts';
import { publishAs, relationAt, statusOf } from './support/strangers.ts';

/**
 * Charms of strangers publish what nobody can read: the other side is blocked with a sentence, no hook
 * fails, and all is well again when the data are mended.
 */

const describeAll = process.env['INTERFACE_TEST'] === 'all' ? describe : describe.skip;

const BETWEEN_MACHINES = [
  'contrail-controller',
  'contrail-kubernetes-config',
  'http',
  'kube-control',
  'tls-certificates',
];
const ON_ONE_MACHINE = ['kubernetes-cni', 'nrpe-external-master'];

/** A key that a unit publishes, who reads it, and what is wrong with it. */
interface Case {
  readonly endpoint: string;
  readonly key: string;
  readonly text: string;
  readonly reason: string;
}

const TO_PROVIDER: readonly Case[] = [
  {
    endpoint: 'contrail-controller',
    key: 'orchestrator-info',
    text: '[]',
    reason: 'expected an object, found a list',
  },
  { endpoint: 'contrail-controller', key: 'k8s_info', text: '{', reason: 'expected JSON' },
  {
    endpoint: 'contrail-controller',
    key: 'ziu_done',
    text: '7',
    reason: 'expected a whole number from 0 to 6',
  },
  {
    endpoint: 'kube-control',
    key: 'gpu',
    text: '1',
    reason: 'expected True or False',
  },
  {
    endpoint: 'tls-certificates',
    key: 'sans',
    text: '10.0.0.1,10.0.0.2',
    reason: 'expected JSON',
  },
  {
    endpoint: 'tls-certificates',
    key: 'cert_requests',
    text: '"all"',
    reason: 'expected an object, found a string',
  },
];

const TO_REQUIRER: readonly Case[] = [
  {
    endpoint: 'contrail-controller',
    key: 'controller_ips',
    text: '10.0.0.1',
    reason: 'expected JSON',
  },
  {
    endpoint: 'contrail-controller',
    key: 'ssl-enabled',
    text: 'perhaps',
    reason: 'expected True or False',
  },
  {
    endpoint: 'contrail-kubernetes-config',
    key: 'nested_mode',
    text: 'perhaps',
    reason: 'expected True or False',
  },
  {
    endpoint: 'contrail-kubernetes-config',
    key: 'nested_mode_config',
    text: '["secret"]',
    reason: 'expected an object, found a list',
  },
  {
    endpoint: 'http',
    key: 'port',
    text: 'http',
    reason: 'expected a whole number from 1 to 65535',
  },
  {
    endpoint: 'http',
    key: 'extended_data',
    text: '{}',
    reason: 'expected a list, found an object',
  },
  {
    endpoint: 'kube-control',
    key: 'api-endpoints',
    text: '["10.0.12.20"]',
    reason: 'item 1: expected a URL such as https://10.0.12.20:6443',
  },
  {
    endpoint: 'kube-control',
    key: 'creds',
    text: '[]',
    reason: 'expected an object, found a list',
  },
  {
    endpoint: 'tls-certificates',
    key: 'requirer_0.processed_requests',
    text: '[]',
    reason: 'expected an object, found a list',
  },
];

const TO_SUBORDINATE: readonly Case[] = [
  {
    endpoint: 'kubernetes-cni',
    key: 'is_master',
    text: 'perhaps',
    reason: 'expected True or False',
  },
  {
    endpoint: 'nrpe-external-master',
    key: 'primary',
    text: '2',
    reason: 'expected True or False',
  },
  { endpoint: 'nrpe-external-master', key: 'monitors', text: '{', reason: 'expected YAML' },
];

const TO_PEER: readonly Case[] = [
  {
    endpoint: 'contrail-kubernetes-master-cluster',
    key: 'ziu_done',
    text: '-1',
    reason: 'expected a whole number from 0 to 6',
  },
];

jest.setTimeout(300_000);

describeAll('malformed data', () => {
  let folder = '';
  let model: ProbeModel;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'malformed-'));
    const charms = await buildProbes(folder);
    await packStrangers(charms);
    model = await openProbeModel(join(folder, 'model'), charms);
    const names = [
      'provider',
      'requirer',
      'subordinate',
      'peers',
      'strange-provider',
      'strange-requirer',
      'strange-subordinate',
    ];
    for (const name of names) {
      const charm = await model.charm(name);
      const units = { peers: 2 }[name];
      model.session.update(deployApplication({ name, charm, ...(units && { units }) }));
    }
    const relate = (endpoints: readonly string[], a: string, b: string): void =>
      endpoints.forEach((each) =>
        model.session.update(addRelation(`${a}:${each}`, `${b}:${each}`)),
      );
    relate(BETWEEN_MACHINES, 'provider', 'strange-requirer');
    relate(ON_ONE_MACHINE, 'provider', 'strange-subordinate');
    relate(BETWEEN_MACHINES, 'strange-provider', 'requirer');
    relate(ON_ONE_MACHINE, 'strange-provider', 'subordinate');
    await model.settle();
  });

  afterAll(async () => {
    await model.session.destroy();
    await rm(folder, { recursive: true, force: true });
  });

  it.each(TO_PROVIDER)('of one who requires $endpoint: $key', async (each) => {
    await expectBlocked(model, 'provider/0', 'strange-requirer/0', each);
  });

  it.each(TO_REQUIRER)('of one who provides $endpoint: $key', async (each) => {
    await expectBlocked(model, 'requirer/0', 'strange-provider/0', each);
  });

  it.each(TO_SUBORDINATE)('of one who provides $endpoint: $key', async (each) => {
    await expectBlocked(model, 'subordinate/0', 'strange-provider/0', each);
  });

  it.each(TO_PEER)('of a peer at $endpoint: $key', async (each) => {
    await expectBlocked(model, 'peers/0', 'peers/1', each);
  });

  it('of several kinds is counted', async () => {
    await publish(model, 'strange-provider/0', 'http', { port: 'http', extended_data: '{}' });
    expect(statusOf(model.session, 'requirer/0')).toMatchObject({
      status: 'blocked',
      message: expect.stringMatching(/ malformed port .* \(and 1 more\)$/),
    });
    await publish(model, 'strange-provider/0', 'http', { port: '80', extended_data: null });
    expect(statusOf(model.session, 'requirer/0')).toEqual(WELL);
    const { http } = await model.sights('requirer/0');
    expect(http?.view).toMatchObject({ addresses: [{ port: 80 }] });
  });

  it('hides nothing of other units, and is gone with its unit', async () => {
    const endpoint = 'contrail-kubernetes-config';
    await model.settle(addUnit({ application: 'strange-provider' }));
    await publish(model, 'strange-provider/0', endpoint, { nested_mode: 'perhaps' });
    await publish(model, 'strange-provider/1', endpoint, { nested_mode: 'True' });
    expect(statusOf(model.session, 'requirer/0')).toMatchObject({ status: 'blocked' });
    const view = { config: { nestedMode: true } };
    expect((await model.sights('requirer/0'))[endpoint]?.view).toMatchObject(view);

    await model.settle(removeUnit('strange-provider/0'));
    expect(statusOf(model.session, 'requirer/0')).toEqual(WELL);
    expect((await model.sights('requirer/0'))[endpoint]).toMatchObject({ view, problems: [] });
  });
});

const WELL = { status: 'active', message: 'probing' };

async function packStrangers(charms: string): Promise<void> {
  const list = (endpoints: readonly string[], more = ''): string =>
    endpoints.map((each) => `  ${each}: {interface: ${each}${more}}\n`).join('');
  const script = 'status-set active\n';
  const strangers = {
    'strange-provider': `provides:\n${list([...BETWEEN_MACHINES, ...ON_ONE_MACHINE])}`,
    'strange-requirer': `requires:\n${list(BETWEEN_MACHINES)}`,
    'strange-subordinate': `subordinate: true\nrequires:\n${list(ON_ONE_MACHINE, ', scope: container')}`,
  };
  for (const [name, metadata] of Object.entries(strangers)) {
    await packShellCharm(join(charms, `${name}.charm`), { name, metadata, script });
  }
}

/** Publishes as a unit at an endpoint, and lets the others hear of it. */
async function publish(
  model: ProbeModel,
  ...what: Parameters<typeof publishAs> extends [unknown, ...infer Rest] ? Rest : never
): Promise<string> {
  const id = await publishAs(model.session, ...what);
  await model.settle();
  return id;
}

async function expectBlocked(
  model: ProbeModel,
  reader: UnitName,
  writer: UnitName,
  { endpoint, key, text, reason }: Case,
): Promise<void> {
  const seen = async (): Promise<{ flags: readonly string[]; problems: readonly object[] }> =>
    (await model.sights(reader))[endpoint] ?? { flags: [], problems: [] };
  const before = await seen();
  const { data } = relationAt(model.session.model, writer, endpoint).units[writer] ?? {};
  const good = data?.[key] ?? null;
  const relationId = await publish(model, writer, endpoint, { [key]: text });
  const during = { ...(await seen()), status: statusOf(model.session, reader) };
  // Mended before anything is claimed, so that one failure is not the next one's.
  await publish(model, writer, endpoint, { [key]: good });
  const message = `${writer} publishes a malformed ${key} in relation ${relationId}: ${reason}`;
  expect(during.status).toEqual({ status: 'blocked', message });
  expect(during.flags).toContain('malformed');
  expect(during.problems).toEqual([{ unit: writer, relationId, key, reason }]);
  expect(statusOf(model.session, reader)).toEqual(WELL);
  expect(await seen()).toEqual(before);
}
