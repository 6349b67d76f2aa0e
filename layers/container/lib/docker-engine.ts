import {
  readContainerDetails,
  readContainerSummary,
  readCreatedId,
  readImageDetails,
  readImageTags,
} from './answers.ts';
import { ANSWER_SECONDS, createConnection } from './docker-connection.ts';
import type { Connection } from './docker-connection.ts';
import type { EngineAddress } from './engine-address.ts';
import { EngineError } from './engine.ts';
import type { Engine } from './engine.ts';
import { parseImageReference } from './image-reference.ts';
import type { ImageReference } from './image-reference.ts';
import { readProgress } from './pull-progress.ts';
import type { RegistryCredentials } from './services.ts';

/**
 * Speaks to a Docker Engine through node-docker-api. Package and address are loaded at the first call,
 * so that a hook that touches no container pays nothing.
 *
 * Requests are split into `_query` and `_body`, because the package puts a plain request into the URL as
 * well, where secrets do not belong; credentials come encoded, because it would encode them in a form
 * that Engines do not read.
 */
export function createDockerEngine(readAddress: () => EngineAddress): Engine {
  const connection = createConnection(readAddress);
  const { call } = connection;
  return {
    ping: connection.open,
    listContainers: async (labels) => {
      const label = Object.entries(labels).map(([name, value]) => `${name}=${value}`);
      const query = { _query: { all: true, filters: { label } } };
      const found = await call('listing containers', (docker) => docker.container.list(query));
      return found.map(({ data }) => readContainerSummary(data));
    },
    inspectContainer: (reference) =>
      unlessStatus([404], async () => {
        const found = await call(`inspecting container ${reference}`, (docker) =>
          docker.container.get(reference).status(),
        );
        return readContainerDetails(found.data);
      }),
    createContainer: async ({ name, body }) => {
      const created = await call(`creating container ${name} from image ${body.Image}`, (docker) =>
        docker.container.create({ _query: { name }, _body: body }),
      );
      return readCreatedId(created.data);
    },
    startContainer: async (reference) => {
      await call(`starting container ${reference}`, (docker) =>
        docker.container.get(reference).start(),
      );
    },
    stopContainer: async (reference, graceSeconds) => {
      await unlessStatus([404], () =>
        call(`stopping container ${reference}`, (docker) =>
          docker.container.get(reference).stop({ _query: { t: graceSeconds }, _body: {} }),
        ),
      );
    },
    signalContainer: async (reference, signal) => {
      await unlessStatus([404, 409], () =>
        call(`sending ${signal} to container ${reference}`, (docker) =>
          docker.container.get(reference).kill({ _query: { signal }, _body: {} }),
        ),
      );
    },
    removeContainer: async (reference) => {
      await unlessStatus([404], () =>
        call(`removing container ${reference}`, (docker) =>
          docker.container.get(reference).delete({ _query: { force: true, v: true } }),
        ),
      );
    },
    ...imageCalls(connection),
  };
}

function imageCalls({ call }: Connection): Pick<Engine, 'imageIds' | 'inspectImage' | 'pullImage'> {
  return {
    imageIds: async (references) => {
      const query = { _query: { filters: { reference: [...references] } } };
      const images = await call('listing images', (docker) => docker.image.list(query));
      const idOf = new Map<string, string>();
      for (const { id, tags } of images.map(({ data }) => readImageTags(data))) {
        for (const tag of tags) idOf.set(familiarName(tag), id);
      }
      return new Map(
        references.flatMap((reference) => {
          const id = idOf.get(familiarName(reference));
          return id === undefined ? [] : [[reference, id] as const];
        }),
      );
    },
    inspectImage: async (reference) => {
      requireReference(reference);
      return unlessStatus([404], async () => {
        const found = await call(`inspecting image ${reference}`, (docker) =>
          docker.image.get(reference).status(),
        );
        return readImageDetails(found.data);
      });
    },
    pullImage: async (reference, credentials) => {
      const { repository, tag, digest, registryHost } = requireReference(reference);
      const query = {
        fromImage: digest === undefined ? repository : `${repository}@${digest}`,
        ...(digest === undefined ? { tag } : {}),
      };
      const auth = credentials && { base64: encodeCredentials(credentials, registryHost) };
      const action = `pulling image ${reference}`;
      const progress = await call(action, (docker) =>
        docker.image.create(auth ?? { base64: encodeJson({}) }, { _query: query, _body: {} }),
      );
      await readProgress(progress, { action, idleSeconds: ANSWER_SECONDS });
    },
  };
}

async function unlessStatus<T>(
  statusCodes: readonly number[],
  make: () => Promise<T>,
): Promise<T | undefined> {
  try {
    return await make();
  } catch (error) {
    if (error instanceof EngineError && statusCodes.includes(error.statusCode)) return undefined;
    throw error;
  }
}

function requireReference(reference: string): ImageReference {
  const parsed = parseImageReference(reference);
  if (parsed === undefined) {
    throw new EngineError(`reading image reference '${reference}'`, 'it is malformed', 400);
  }
  return parsed;
}

/** The engine lists images of its default registry without the parts that everybody leaves out. */
function familiarName(reference: string): string {
  const short = reference.replace(/^(?:index\.)?docker\.io\/(?:library\/)?/, '');
  return short.includes(':', short.lastIndexOf('/') + 1) ? short : `${short}:latest`;
}

function encodeCredentials(credentials: RegistryCredentials, host: string | undefined): string {
  return encodeJson({
    username: credentials.user,
    password: credentials.password,
    serveraddress: host ?? 'https://index.docker.io/v1/',
  });
}

/** Base64 in the alphabet for addresses, padded: what the Engine reads in `X-Registry-Auth`. */
function encodeJson(value: unknown): string {
  const text = Buffer.from(JSON.stringify(value), 'utf8').toString('base64');
  return text.replaceAll('+', '-').replaceAll('/', '_');
}
