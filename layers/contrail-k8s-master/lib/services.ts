import { imageReference } from '@reactive-charms/container';
import type { BindMount, Logging, ServiceDeclaration } from '@reactive-charms/container';
import type { ImageFacts } from './facts.ts';
import type { EnvVariables } from './kubemanager-env.ts';
import { PATHS } from './paths.ts';

/** The project of kube-manager's containers; part of their names. */
export const PROJECT = 'contrail-kubernetes-master';

/** The images that the charm needs, without registry and tag. */
export const IMAGES = {
  kubeManager: 'contrail-kubernetes-kube-manager',
  nodeInit: 'contrail-node-init',
  status: 'contrail-status',
} as const;

const SHARED_PATHS = [
  '/etc/sysctl.d',
  '/etc/hosts',
  '/var/log/contrail',
  '/etc/timezone',
  '/etc/localtime',
  '/var/crashes',
];

/** What the containers are made from. */
export interface ServiceFacts {
  readonly images: ImageFacts;
  /** The environment of contract section 4.1, as `kubemanagerEnv` gives it. */
  readonly env: EnvVariables;
  readonly logging: Logging | undefined;
}

/**
 * The containers of the master. Source: contract contrail.md section 4.3, and row 24 of section 7:
 * the image of contrail-status is named without quotes.
 */
export function masterServices(facts: ServiceFacts): ServiceDeclaration[] {
  const image = (name: string): string => imageReference({ ...facts.images, image: name });
  const logging = facts.logging === undefined ? {} : { logging: facts.logging };
  return [
    {
      name: 'node-init',
      image: image(IMAGES.nodeInit),
      environment: { ...facts.env, CONTRAIL_STATUS_IMAGE: image(IMAGES.status) },
      privileged: true,
      pidMode: 'host',
      networkMode: 'host',
      binds: [
        { source: '/usr/bin', target: '/host/usr/bin' },
        { source: PATHS.certificates, target: '/etc/contrail/ssl' },
        ...SHARED_PATHS.map((path): BindMount => ({ source: path, target: path })),
      ],
      ...logging,
    },
    {
      name: 'kubemanager',
      image: image(IMAGES.kubeManager),
      environment: facts.env,
      networkMode: 'host',
      volumesFrom: ['node-init'],
      dependsOn: ['node-init'],
      restart: 'always',
      ...logging,
    },
  ];
}
