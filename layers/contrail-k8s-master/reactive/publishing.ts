import { gatherFacts, optionsInForce } from '../lib/gather-facts.ts';
import type { Context } from '../lib/gather-facts.ts';
import { obtainToken as askKubectl } from '../lib/kubectl.ts';
import { controllerPublication, nodePublication } from '../lib/publications.ts';
import { tlsRequest } from '../lib/tls-request.ts';
import { SHARED, sharedCluster } from '../lib/shared-data.ts';

/** Shares the masters' and the nodes' addresses, made anew from those that live. Leader only. */
export async function shareCluster(context: Context): Promise<void> {
  const { endpoints, leader } = context;
  const { options } = optionsInForce(context);
  if (options === undefined) return;
  const { clusterInfo } = await gatherFacts(context, options);
  const nodes = endpoints['contrail-kubernetes-config'];
  const isKnown = nodes.relations.length > 0 || leader.data[SHARED.workers] !== undefined;
  leader.publish(sharedCluster(clusterInfo, isKnown ? nodes.nodeAddresses : undefined));
}

/** Gets kube-manager's token out of the cluster, and shares it. Tried in every hook until it is there. */
export async function obtainToken({ host, leader, log }: Context): Promise<void> {
  const reading = await askKubectl(host);
  if (reading.token === undefined) {
    log.info(`no token for kube-manager yet: ${reading.problem}`);
    return;
  }
  leader.publish({ [SHARED.token]: reading.token });
}

/**
 * Tells every relation what it is to know; the controllers nothing new of an API whose address is
 * garbled. Rows 1, 2, 14 to 16 of contrail.md section 7.
 */
export async function publish(context: Context): Promise<void> {
  const { endpoints, flags } = context;
  const { options } = optionsInForce(context);
  if (options === undefined) return;
  const facts = await gatherFacts(context, options);
  endpoints['contrail-kubernetes-config'].publish(nodePublication(facts));
  if (!flags.isSet('endpoint.kube-api-endpoint.malformed')) {
    endpoints['contrail-controller'].publish(controllerPublication(facts));
  }
  const peers = endpoints['kubernetes-master-cluster'];
  // While alone there is nobody to tell; the databag of contract section 2.8(a) is empty then.
  if (peers.isJoined) peers.publish({ unitAddress: facts.address });
  if (facts.tls.related) await requestCertificate(context, facts.address);
}

async function requestCertificate(context: Context, address: string): Promise<void> {
  const { endpoints, host, unit } = context;
  const hostname = host.hostname();
  const { code, stdout } = await host.run('hostname', ['--fqdn']);
  const fullName = code === 0 && stdout.trim() !== '' ? stdout.trim() : hostname;
  endpoints['tls-certificates'].publish(
    tlsRequest({ unit: unit.name, hostname, fullName, address }),
  );
}
