import {
  imageReference,
  readContainerOptions,
  reportImageVersion,
  tryProject,
} from '@reactive-charms/container';
import type { ContainerOptions } from '@reactive-charms/container';
import { declareCertificates } from '../lib/certificate-files.ts';
import type { MasterFacts } from '../lib/facts.ts';
import { gatherFacts, optionsInForce } from '../lib/gather-facts.ts';
import type { Context } from '../lib/gather-facts.ts';
import { kubemanagerEnv } from '../lib/kubemanager-env.ts';
import type { EnvVariables } from '../lib/kubemanager-env.ts';
import { PATHS } from '../lib/paths.ts';
import { IMAGES, masterServices, PROJECT } from '../lib/services.ts';
import { findHindrance } from '../lib/status.ts';
import envTemplate from '../templates/common_kubemanager.env.hbs';

/** Set while the containers are as declared. */
export const KUBE_MANAGER_DECLARED = 'kube-manager.declared';

/** Set, with the reason, while the container engine could not do what was declared. */
export const KUBE_MANAGER_FAILED = 'kube-manager.failed';

/** Set in the hook in which a container was made or started. */
export const KUBE_MANAGER_STARTED = 'kube-manager.started';

/** A start counts in its own hook only, also where a later one leaves the containers alone. */
export function forgetStart({ flags }: Context): void {
  flags.clear(KUBE_MANAGER_STARTED);
}

/** Makes files and containers be as the facts demand, unless the facts are incomplete. */
export async function runKubeManager(context: Context): Promise<void> {
  const { config, host } = context;
  const { options } = optionsInForce(context);
  const engine = readContainerOptions(config);
  if (options === undefined || !engine.valid) return;
  await declareLogrotate(context);
  const facts = await gatherFacts(context, options);
  if (findHindrance(facts) !== undefined) return;
  const env = kubemanagerEnv(facts);
  await declareCertificates(host, facts.tls.certificates);
  await declareKeystoneCa(context, facts);
  await host.declareFile({ path: PATHS.env, content: await renderEnv(env), mode: 0o600 });
  await declareContainers(context, { env, engine: engine.options });
}

/** Shows the version of the images, as node-init's label tells it; without one, none is shown. */
export async function reportVersion(context: Context): Promise<void> {
  const { config } = context;
  const images = { registry: config['docker-registry'], tag: config['image-tag'] };
  await reportImageVersion(context, imageReference({ ...images, image: IMAGES.nodeInit }));
}

async function renderEnv(env: EnvVariables): Promise<string> {
  // Loaded here, because a charm's start-up is paid in every hook.
  const { default: Handlebars } = await import('handlebars/runtime');
  const variables = Object.entries(env).map(([name, value]) => ({ name, value }));
  return Handlebars.template(envTemplate)({ variables });
}

async function declareContainers(
  context: Context,
  { env, engine }: { readonly env: EnvVariables; readonly engine: ContainerOptions },
): Promise<void> {
  const { flags } = context;
  const images = { registry: engine.registry, tag: engine.imageTag };
  const { report, failure } = await tryProject(context, {
    project: PROJECT,
    directory: PATHS.project,
    services: masterServices({ images, env, logging: engine.logging }),
    // The program contrail-status, which node-init brings, runs this image by itself.
    images: [imageReference({ ...images, image: IMAGES.status })],
    ...(engine.credentials && { credentials: engine.credentials }),
  });
  const { created = [], recreated = [], started = [] } = report ?? {};
  flags.toggle(KUBE_MANAGER_STARTED, [...created, ...recreated, ...started].length > 0);
  flags.toggle(KUBE_MANAGER_DECLARED, failure === undefined);
  if (failure === undefined) flags.clear(KUBE_MANAGER_FAILED);
  else flags.set(KUBE_MANAGER_FAILED, failure);
}

async function declareKeystoneCa({ host }: Context, facts: MasterFacts): Promise<void> {
  const content = facts.controller.auth?.sslCa;
  if (content === undefined) await host.remove(PATHS.keystoneCa);
  else await host.declareFile({ path: PATHS.keystoneCa, content, mode: 0o444 });
}

// Other Contrail charms on the machine declare the same file, and the first to leave removes it.
async function declareLogrotate({ host }: Context): Promise<void> {
  const content = await host.readFile(`${host.charmDirectory}/files/logrotate`);
  if (content !== undefined) {
    await host.declareFile({ path: PATHS.logrotate, content, mode: 0o644 });
  }
}
