import type { HookTools, SecretName, SecretToolSettings } from '../hook-tools.ts';
import type { RelationId, UnitName } from '../names.ts';
import { readDatabag, readSecretUri } from '../tool-answers.ts';
import { HookToolError } from '../tool-call.ts';
import type { ToolCall, ToolCaller } from '../tool-call.ts';

type SecretTools = Pick<
  HookTools,
  'secretGet' | 'secretAdd' | 'secretSet' | 'secretGrant' | 'secretRevoke' | 'secretRemove'
>;

type Content = Readonly<Record<string, string>>;

/** Secrets, of Juju 3.0 and later. */
export function secretTools({ call, json }: ToolCaller): SecretTools {
  const write = async (toolCall: ToolCall, content: Content): Promise<string> => {
    try {
      return await call({ ...toolCall, secret: true });
    } catch (error) {
      throw error instanceof HookToolError ? withoutContent(error, content) : error;
    }
  };
  return {
    secretGet: async (secret, read) => {
      const args = [...nameArguments(secret), ...(read === undefined ? [] : [`--${read}`])];
      return readDatabag('secret-get', await json('secret-get', ...args));
    },
    secretAdd: async (content, settings) => {
      const args = [...settingArguments(settings), ...contentArguments(content)];
      return readSecretUri(await write({ tool: 'secret-add', args }, content));
    },
    secretSet: async (uri, content = {}, settings) => {
      const args = [...settingArguments(settings), uri, ...contentArguments(content)];
      await write({ tool: 'secret-set', args }, content);
    },
    secretGrant: async (...grant) => {
      await call({ tool: 'secret-grant', args: grantArguments(...grant) });
    },
    secretRevoke: async (...grant) => {
      await call({ tool: 'secret-revoke', args: grantArguments(...grant) });
    },
    secretRemove: async (uri, revision) => {
      const args = [uri, ...(revision === undefined ? [] : ['--revision', String(revision)])];
      await call({ tool: 'secret-remove', args });
    },
  };
}

function nameArguments(secret: SecretName): string[] {
  return 'uri' in secret ? [secret.uri] : ['--label', secret.label];
}

function settingArguments(settings: SecretToolSettings): string[] {
  const { label, description, rotate, expire, owner } = settings;
  return Object.entries({ label, description, rotate, expire, owner }).flatMap(([name, value]) =>
    value === undefined ? [] : [`--${name}`, value],
  );
}

/** In base64, so that no text is cut: a plain value of `=` signs alone would be (C98). */
function contentArguments(content: Content): string[] {
  return Object.entries(content).map(([key, value]) => `${key}#base64=${toBase64(value)}`);
}

function grantArguments(uri: string, relation: RelationId, unit?: UnitName): string[] {
  return [uri, '-r', relation, ...(unit === undefined ? [] : ['--unit', unit])];
}

/** Shorter texts stand in any message by chance, and are no secret. */
const SHORTEST_SECRET = 3;

/** The same error, should the tool have quoted what the secret holds. */
function withoutContent({ tool, code, stderr }: HookToolError, content: Content): HookToolError {
  const hidden = Object.values(content)
    .flatMap((value) => [value, toBase64(value)])
    .filter(({ length }) => length >= SHORTEST_SECRET)
    .reduce((text, value) => text.replaceAll(value, '***'), stderr);
  return new HookToolError({ tool, args: [] }, { code, stdout: '', stderr: hidden });
}

function toBase64(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64');
}
