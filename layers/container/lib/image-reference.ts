/** The parts of an image reference. */
export interface ImageReference {
  /** Host of the registry, with its port; undefined for the engine's default registry. */
  readonly registryHost: string | undefined;
  /** Everything but tag and digest, as written. */
  readonly repository: string;
  /** `latest` when neither tag nor digest is written; undefined with a digest alone. */
  readonly tag: string | undefined;
  readonly digest: string | undefined;
}

const REPOSITORY =
  /^(?:[a-zA-Z0-9][a-zA-Z0-9.-]*(?::[0-9]+)?\/)?[a-z0-9]+(?:[._-]+[a-z0-9]+)*(?:\/[a-z0-9]+(?:[._-]+[a-z0-9]+)*)*$/;
const TAG = /^[a-zA-Z0-9_][a-zA-Z0-9_.-]{0,127}$/;
const DIGEST = /^[a-z0-9]+:[a-f0-9]{32,}$/;

/** Composes `registry/image:tag`; an empty registry is left out. */
export function imageReference(parts: {
  readonly registry: string;
  readonly image: string;
  readonly tag: string;
}): string {
  const registry = parts.registry.replace(/\/+$/, '');
  return `${registry === '' ? '' : `${registry}/`}${parts.image}:${parts.tag}`;
}

/** Takes a reference apart; undefined when it is none. */
export function parseImageReference(text: string): ImageReference | undefined {
  const [named = '', digest, ...rest] = text.split('@');
  if (rest.length > 0 || (digest !== undefined && !DIGEST.test(digest))) return undefined;
  const colon = named.indexOf(':', named.lastIndexOf('/') + 1);
  const repository = colon === -1 ? named : named.slice(0, colon);
  const tag = colon === -1 ? undefined : named.slice(colon + 1);
  if (!REPOSITORY.test(repository) || (tag !== undefined && !TAG.test(tag))) return undefined;
  return {
    registryHost: repository.includes('/') ? registryHost(repository) : undefined,
    repository,
    tag: tag ?? (digest === undefined ? 'latest' : undefined),
    digest,
  };
}

/**
 * The host, with its port, that a registry prefix such as the option `docker-registry` names; undefined
 * when it is only a name space of the default registry. Contract row 42: `opencorp` names no host.
 */
export function registryHost(prefix: string): string | undefined {
  const [first = ''] = prefix.split('/');
  return first.includes('.') || first.includes(':') || first === 'localhost' ? first : undefined;
}
