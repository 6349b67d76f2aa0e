import { HookToolError } from '@reactive-charms/juju';
import type { HookTools, SecretName } from '@reactive-charms/juju';
import type { SecretContent, Secrets } from './context.ts';
import { fault } from '../errors.ts';

type Read = 'refresh' | 'peek' | undefined;

/**
 * Makes the secrets of one run. A secret is read once in each way; whatever is written makes the
 * contents be read again. Contents stay in the run: they are neither kept nor part of an error.
 * Source: contract juju.md section 2.2, rows C96 to C105.
 */
export function createSecrets(tools: HookTools): Secrets {
  const contents = new Map<string, Promise<SecretContent>>();
  const read = async (name: SecretName, how: Read): Promise<SecretContent> => {
    const key = keyOf(name, how);
    const known = contents.get(key);
    if (known !== undefined) return known;
    const content = unlessMissing(tools.secretGet(name, how));
    if (how === 'refresh') followNewest(contents, keyOf(name, undefined), content);
    contents.set(key, content);
    try {
      return await content;
    } catch (error) {
      contents.clear();
      throw error;
    }
  };
  const write = async <T>(done: Promise<T>): Promise<T> =>
    unlessMissing(done).finally(() => contents.clear());
  return {
    get: async (secret, how) => ({
      ...(await read(typeof secret === 'string' ? { uri: secret } : secret, how)),
    }),
    add: async (content, settings = {}) => write(tools.secretAdd(content, settings)),
    set: async (uri, content, settings = {}) => write(tools.secretSet(uri, content, settings)),
    grant: async (...grant) => write(tools.secretGrant(...grant)),
    revoke: async (...grant) => write(tools.secretRevoke(...grant)),
    remove: async (uri, revision) => write(tools.secretRemove(uri, revision)),
  };
}

/**
 * From then on the refreshed revision is the one that is read (C102). It may have been read by another
 * name, so no other plain reading stays.
 */
function followNewest(
  contents: Map<string, Promise<SecretContent>>,
  plain: string,
  content: Promise<SecretContent>,
): void {
  for (const key of contents.keys()) {
    if (key.startsWith('get ')) contents.delete(key);
  }
  contents.set(plain, content);
}

/** The short URI and the one with the model name the same secret. */
function keyOf(name: SecretName, how: Read): string {
  const which = 'uri' in name ? `id ${name.uri.replace(/^.*[:/]/, '')}` : `label ${name.label}`;
  return `${how ?? 'get'} ${which}`;
}

async function unlessMissing<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (!(error instanceof HookToolError) || !error.isMissingTool) throw error;
    throw fault(
      'SECRETS_MISSING',
      `this Juju has no hook tool ${error.tool}: secrets came with Juju 3.0`,
    );
  }
}
