import { randomBytes } from 'node:crypto';
import { defineLayer } from '@reactive-charms/reactive';
import type { HandlerContext, Layer } from '@reactive-charms/reactive';
import type { Charm } from '../generated/charm.ts';
import { kubernetesStatus } from '../../lib/kubernetes-status.ts';

type Context = HandlerContext<Charm>;

const TOKEN_FILE = '/var/lib/kubernetes-stand-in/token';
const UNIT_LEAVES = 'unit.leaves';

/** Stands in for the charm kubernetes-control-plane. */
export const layer: Layer = defineLayer<Charm>('kubernetes-control-plane', (layer) => {
  layer.hook('install').handle('install-kubectl', installKubectl);
  layer.hook('stop').handle('remove-kubectl', removeKubectl);
  layer.whenNot(UNIT_LEAVES).handle('publish', publish);
  layer.status((context) => kubernetesStatus(context, 'Kubernetes control-plane'));
});

async function installKubectl({ host }: Context): Promise<void> {
  if ((await host.readFile(TOKEN_FILE)) === undefined) {
    // As in a Secret: the token, base64 encoded.
    const token = Buffer.from(randomBytes(24).toString('base64url')).toString('base64');
    await host.declareFile({ path: TOKEN_FILE, content: token, mode: 0o600, directoryMode: 0o700 });
  }
  await host.declareFile({
    path: '/root/.kube/config',
    content: 'apiVersion: v1\nkind: Config\nclusters: []\ncontexts: []\nusers: []\n',
    mode: 0o600,
    directoryMode: 0o700,
  });
  const kubectl = await host.readFile(`${host.charmDirectory}/files/kubectl`);
  if (kubectl === undefined) throw new Error('this charm was built without files/kubectl');
  await host.declareFile({ path: '/snap/bin/kubectl', content: kubectl, mode: 0o755 });
}

async function removeKubectl({ flags, host }: Context): Promise<void> {
  flags.set(UNIT_LEAVES);
  for (const path of ['/snap/bin/kubectl', '/root/.kube', '/var/lib/kubernetes-stand-in']) {
    await host.remove(path);
  }
}

/** What contract contrail.md section 2.8(a) shows of this charm. */
async function publish({ endpoints, unit }: Context): Promise<void> {
  const hostname = await unit.address();
  endpoints['kube-api-endpoint'].publish({ hostname, port: 6443 });
  endpoints.cni.publish({ isMaster: true });
}
