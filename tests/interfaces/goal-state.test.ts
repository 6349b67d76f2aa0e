import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  addRelation,
  deployApplication,
  removeRelation,
  setConfig,
} from '../../emulator/src/index.ts';
import { packShellCharm } from '../deployment/support/shell-charm.ts';
import { buildProbes, openProbeModel } from './support/probe-model.ts';
import type { ProbeModel } from './support/probe-model.ts';

/** A principal waits for every CNI application that is to come, not for those that are there alone. */

const describeAll = process.env['INTERFACE_TEST'] === 'all' ? describe : describe.skip;

/** A plug-in whose installation can fail, and that publishes what its operator says. */
const LATE_PLUGIN = {
  name: 'late-plugin',
  metadata: `subordinate: true
requires:
  kubernetes-cni: {interface: kubernetes-cni, scope: container}
`,
  config: `options:
  installs: {type: boolean, default: false}
  cidr: {type: string, default: ''}
  file: {type: string, default: ''}
`,
  script: `
if [ "$hook" = install ] && [ "$(config-get installs)" = False ]; then exit 1; fi
for id in $(relation-ids kubernetes-cni); do
  relation-set -r "$id" cidr="$(config-get cidr)" cni-conf-file="$(config-get file)"
done
status-set active
`,
};

const PROVIDER = 'provider:kubernetes-cni';
const LATE = 'late-plugin:kubernetes-cni';

jest.setTimeout(120_000);

describeAll('a principal with two CNI applications', () => {
  let folder = '';
  let model: ProbeModel;

  const isAvailable = async (): Promise<boolean | undefined> =>
    (await model.sights('provider/0'))['kubernetes-cni']?.flags.includes('available');

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'goal-state-'));
    const charms = await buildProbes(folder);
    await packShellCharm(join(charms, 'late-plugin.charm'), LATE_PLUGIN);
    model = await openProbeModel(join(folder, 'model'), charms);
    const [principal, plugin] = [await model.charm('provider'), await model.charm('subordinate')];
    await model.settle(
      deployApplication({ name: 'provider', charm: principal }),
      deployApplication({ name: 'subordinate', charm: plugin }),
      addRelation(PROVIDER, 'subordinate:kubernetes-cni'),
    );
  });

  afterAll(async () => {
    await model.session.destroy();
    await rm(folder, { recursive: true, force: true });
  });

  it('is ready while there is one that has published', async () => {
    expect(await isAvailable()).toBe(true);
  });

  it('waits for the second before it has joined', async () => {
    const charm = await model.charm('late-plugin');
    model.session.update(deployApplication({ name: 'late-plugin', charm }));
    model.session.update(addRelation(PROVIDER, LATE));
    const { inError } = await model.session.settle();
    expect(inError).toEqual([{ unit: 'late-plugin/0', hook: 'install' }]);
    expect(await isAvailable()).toBe(false);
  });

  it('waits until the second has published all of it', async () => {
    model.session.update(setConfig('late-plugin', { installs: true }));
    model.session.resolve('late-plugin/0', { retry: true });
    await model.settle();
    expect(await isAvailable()).toBe(false);
    await model.settle(setConfig('late-plugin', { cidr: '10.32.0.0/12' }));
    expect(await isAvailable()).toBe(false);
    await model.settle(setConfig('late-plugin', { file: '10-late.conf' }));
    expect(await isAvailable()).toBe(true);
  });

  it('waits no more when the one that it waits for is not to come', async () => {
    await model.settle(setConfig('late-plugin', { file: '' }));
    expect(await isAvailable()).toBe(false);
    await model.settle(removeRelation(PROVIDER, LATE));
    expect(await isAvailable()).toBe(true);
  });

  it('waits again when there is none left', async () => {
    await model.settle(removeRelation(PROVIDER, 'subordinate:kubernetes-cni'));
    expect(await isAvailable()).toBe(false);
  });
});
