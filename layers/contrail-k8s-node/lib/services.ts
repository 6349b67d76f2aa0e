import { imageReference } from '@reactive-charms/container';
import type { Logging, ServiceDeclaration } from '@reactive-charms/container';
import type { EnvVariables } from './cni-env.ts';

/** The project of the CNI container; part of its name. */
export const PROJECT = 'contrail-kubernetes-node';

/** Where the container puts the configuration of the plug-in on the machine. */
export const CNI_CONFIGURATION = '/etc/cni/net.d/10-contrail.conf';

/** The images that the charm needs, without registry and tag. */
export const IMAGES = { cniInit: 'contrail-kubernetes-cni-init' } as const;

/** What the container is made from. */
export interface ServiceFacts {
  readonly images: { readonly registry: string; readonly tag: string };
  /** The environment of contract section 4.2, as `cniEnv` gives it. */
  readonly env: EnvVariables;
  readonly logging: Logging | undefined;
}

/** The one container of the node, which installs the plug-in and ends. Source: section 4.4. */
export function nodeServices(facts: ServiceFacts): ServiceDeclaration[] {
  return [
    {
      name: 'vrouter-cni',
      image: imageReference({ ...facts.images, image: IMAGES.cniInit }),
      environment: facts.env,
      networkMode: 'host',
      binds: [
        { source: '/var/lib/contrail', target: '/var/lib/contrail' },
        { source: '/etc/cni', target: '/host/etc_cni' },
        { source: '/opt/cni/bin', target: '/host/opt_cni_bin' },
        { source: '/var/log/contrail/cni', target: '/var/log/contrail/cni' },
      ],
      ...(facts.logging === undefined ? {} : { logging: facts.logging }),
    },
  ];
}
