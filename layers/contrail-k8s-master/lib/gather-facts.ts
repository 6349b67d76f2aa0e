import type { HandlerContext } from '@reactive-charms/reactive';
import { parseUnitName } from '@reactive-charms/juju';
import { httpSchema } from '@reactive-charms/interface-http';
import type { Charm } from '../generated/charm.ts';
import { clusterInfo } from './cluster-info.ts';
import type { Member } from './cluster-info.ts';
import { chooseAddress, parseInterfaceAddresses } from './control-network.ts';
import type { ApiAddress, ControllerFacts, MasterFacts, TlsFacts } from './facts.ts';
import { checkOptions, restoreOptions } from './options.ts';
import type { CheckedOptions, MasterOptions } from './options.ts';
import { readSharedAddresses, SHARED } from './shared-data.ts';

/** What this charm's handlers are given. */
export type Context = HandlerContext<Charm>;

/** Name under which the unit remembers the options that were last in force. */
export const GOOD_OPTIONS = 'good-options';

/** The options in force: Juju's, or while these have faults the last good ones. */
export function optionsInForce({ config, unit }: Context): CheckedOptions {
  const stored = unit.data.get(GOOD_OPTIONS);
  return checkOptions(config, stored === undefined ? undefined : restoreOptions(stored, config));
}

/** Reads everything that the decisions of this charm depend on. */
export async function gatherFacts(context: Context, options: MasterOptions): Promise<MasterFacts> {
  const { endpoints, leader, unit, config } = context;
  const address = await ownAddress(context, options);
  const peers = Object.entries(endpoints['kubernetes-master-cluster'].members);
  return {
    options,
    address,
    controller: controllerFacts(context, options),
    api: options.api ?? relatedApi(context),
    token: leader.data[SHARED.token] || undefined,
    clusterInfo: clusterInfo([{ unit: unit.name, address }, ...peers.map(toMember)]),
    workers: readSharedAddresses(leader.data[SHARED.workers]),
    tls: tlsFacts(context),
    images: { registry: config['docker-registry'], tag: config['image-tag'] },
  };
}

async function ownAddress(
  { host, log, unit }: Context,
  { controlNetworks }: MasterOptions,
): Promise<string> {
  if (controlNetworks.length === 0) return unit.address();
  const { stdout } = await host.run('ip', ['-json', 'address', 'show']);
  const chosen = chooseAddress(controlNetworks, parseInterfaceAddresses(stdout));
  if (chosen !== undefined) return chosen;
  log.warning('this machine stands in none of the networks of control-network');
  return unit.address();
}

function toMember([unit, address]: [string, string]): Member {
  return { unit: parseUnitName(unit), address };
}

// Only the principal's own address counts: extended_data names those of its whole application.
function relatedApi({ endpoints }: Context): ApiAddress | undefined {
  for (const { received } of endpoints['kube-api-endpoint'].units) {
    const { hostname, port } = httpSchema.decode(received).values;
    if (hostname !== undefined && port !== undefined) return { hostname, port: String(port) };
  }
  return undefined;
}

function controllerFacts({ endpoints }: Context, { nestedMode }: MasterOptions): ControllerFacts {
  const controller = endpoints['contrail-controller'];
  const orchestrators = controller.orchestratorInfo;
  const auth = controller.authInfo;
  return {
    controllerIps: controller.controllerIps,
    controllerDataIps: controller.controllerDataIps,
    analyticsServers: controller.analyticsServers,
    // Nested clusters need no controller to tell. Row 3 of contrail.md section 7.
    cloudOrchestrator: orchestrators?.cloudOrchestrator ?? (nestedMode ? 'kubernetes' : undefined),
    cloudOrchestrators: orchestrators?.cloudOrchestrators ?? [],
    auth: auth && {
      protocol: auth.keystoneProtocol,
      ip: auth.keystoneIp,
      publicPort: auth.keystonePublicPort,
      adminUser: auth.keystoneAdminUser,
      adminPassword: auth.keystoneAdminPassword,
      adminTenant: auth.keystoneAdminTenant,
      apiSuffix: auth.keystoneApiSuffix,
      userDomainName: auth.keystoneUserDomainName,
      projectDomainName: auth.keystoneProjectDomainName,
      region: auth.keystoneRegion,
      sslCa: auth.keystoneSslCa,
    },
    maintenance: controller.maintenance,
    ziu: controller.ziu,
  };
}

function tlsFacts({ endpoints, unit }: Context): TlsFacts {
  const provider = endpoints['tls-certificates'];
  return {
    related: provider.relations.length > 0,
    certificates: provider.certificates(unit.name),
  };
}
