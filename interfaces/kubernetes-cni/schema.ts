import { databagSchema, field, pythonBoolean, text } from '@reactive-charms/reactive';
import type { DatabagSchema } from '@reactive-charms/reactive';

/** What the requiring side (the CNI plug-in's subordinate) publishes. */
export interface PluginFields {
  /** Subnets of the pods; absent until known. */
  readonly cidr: string;
  /** The plug-in's configuration file; some plug-ins give its bare name, some its full path. */
  readonly confFile: string;
}

/** The databag of a requiring unit. Source: contract contrail.md section 2.4. */
export const pluginSchema: DatabagSchema<PluginFields> = databagSchema<PluginFields>({
  cidr: field('cidr', text, { about: 'subnets of the pods; absent until known' }),
  confFile: field('cni-conf-file', text, {
    about: 'configuration file of the plug-in: a bare name, or (Contrail) an absolute path',
  }),
});

/** What the providing side (the principal with the kubelet) publishes. */
export interface PrincipalFields {
  /** Whether the unit belongs to the control plane. */
  readonly isMaster: boolean;
  /** Credentials file on the machine; absent where the principal names none. */
  readonly kubeconfigPath: string;
  /** Changes whenever the content of that file changes. */
  readonly kubeconfigHash: string;
  /** Subnet of the cluster's services. */
  readonly serviceCidr: string;
  /** Registry that images shall come from. */
  readonly imageRegistry: string;
}

/** The databag of a providing unit. Source: contract contrail.md section 2.4. */
export const principalSchema: DatabagSchema<PrincipalFields> = databagSchema<PrincipalFields>({
  isMaster: field('is_master', pythonBoolean, {
    about: 'whether the unit belongs to the control plane: True or False',
  }),
  kubeconfigPath: field('kubeconfig_path', text, { about: 'credentials file on the machine' }),
  kubeconfigHash: field('kubeconfig-hash', text, {
    about: 'changes with the content of that file (newer charms)',
  }),
  serviceCidr: field('service-cidr', text, { about: 'subnet of the services (newer charms)' }),
  imageRegistry: field('image-registry', text, {
    about: 'registry that images come from (newer charms)',
  }),
});
