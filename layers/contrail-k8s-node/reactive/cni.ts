import {
  imageReference,
  readContainerOptions,
  reportImageVersion,
  tryProject,
} from '@reactive-charms/container';
import type { ContainerOptions } from '@reactive-charms/container';
import { cniEnv } from '../lib/cni-env.ts';
import type { EnvVariables } from '../lib/cni-env.ts';
import { gatherFacts, logLevelInForce } from '../lib/gather-facts.ts';
import type { Context } from '../lib/gather-facts.ts';
import { PATHS } from '../lib/paths.ts';
import { IMAGES, nodeServices, PROJECT } from '../lib/services.ts';
import { findHindrance } from '../lib/status.ts';
import envTemplate from '../templates/common_cni.env.hbs';

/** Set while the container is as declared: it has installed the plug-in, or is about to. */
export const CNI_DECLARED = 'cni.declared';

/** Set, with the reason, while the container engine could not do what was declared. */
export const CNI_FAILED = 'cni.failed';

/** Makes files and the container be as the facts demand, unless the facts are incomplete. */
export async function declareCni(context: Context): Promise<void> {
  const { config, host } = context;
  const { logLevel } = logLevelInForce(context);
  const engine = readContainerOptions(config);
  if (logLevel === undefined || !engine.valid) return;
  await declareLogrotate(context);
  const facts = gatherFacts(context, logLevel);
  if (findHindrance(facts) !== undefined) return;
  const env = cniEnv(facts);
  await host.declareFile({ path: PATHS.env, content: await renderEnv(env), mode: 0o600 });
  await declareContainers(context, { env, engine: engine.options });
}

/** Shows the version of the images, as the CNI image's label tells it; without one, none is shown. */
export async function reportVersion(context: Context): Promise<void> {
  const { config } = context;
  const images = { registry: config['docker-registry'], tag: config['image-tag'] };
  await reportImageVersion(context, imageReference({ ...images, image: IMAGES.cniInit }));
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
  const { failure } = await tryProject(context, {
    project: PROJECT,
    directory: PATHS.project,
    services: nodeServices({ images, env, logging: engine.logging }),
    ...(engine.credentials && { credentials: engine.credentials }),
  });
  flags.toggle(CNI_DECLARED, failure === undefined);
  if (failure === undefined) flags.clear(CNI_FAILED);
  else flags.set(CNI_FAILED, failure);
}

// Other Contrail charms on the machine declare the same file, and the first to leave removes it.
async function declareLogrotate({ host }: Context): Promise<void> {
  const content = await host.readFile(`${host.charmDirectory}/files/logrotate`);
  if (content !== undefined) {
    await host.declareFile({ path: PATHS.logrotate, content, mode: 0o644 });
  }
}
