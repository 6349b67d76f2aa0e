import { ROTATE_POLICIES } from '../model/secret.ts';
import type { Instant, SecretOwner } from '../model.ts';
import { runFailure, usageFailure } from './failure.ts';
import { quote } from './flags.ts';
import type { FlagDefinition } from './flags.ts';
import { parseGoDuration, parseGoTime } from './go-time.ts';
import { ownApplication, withWrites } from './hook-run.ts';
import type { HookRun } from './hook-run.ts';
import { readSecretContent } from './secret-content.ts';
import { newSecretId, parseSecretUri, secretUri } from './secret-uri.ts';
import { requireManager } from './secret-view.ts';
import { noteCreate, noteRemove, noteUpdate } from './secret-writes.ts';
import type { SecretChange } from './secret-writes.ts';
import { expectNoMore } from './tool.ts';
import type { Tool, ToolInput } from './tool.ts';

const FLAGS: readonly FlagDefinition[] = [
  { names: ['label'], kind: 'text', help: 'a label used to identify the secret in hooks' },
  { names: ['description'], kind: 'text', help: 'the secret description' },
  {
    names: ['expire'],
    kind: 'text',
    help: 'either a duration or time when the secret should expire',
  },
  { names: ['rotate'], kind: 'text', help: 'the secret rotation policy' },
  {
    names: ['owner'],
    kind: 'text',
    help: 'the owner of the secret, either the application or unit',
  },
  { names: ['file'], kind: 'text', help: 'a YAML file containing secret key values' },
];

/** `secret-add k=v …`: a new secret; its URI is known at once, the secret when the hook commits. */
export const secretAdd: Tool = {
  name: 'secret-add',
  synopsis: '[key[#base64|#file]=value...]',
  purpose: 'add a new secret',
  output: 'none',
  flags: FLAGS,
  run: (call) => {
    if (call.args.length === 0 && (call.texts['file'] ?? '') === '') {
      throw usageFailure('missing secret value or filename');
    }
    const change = readChange(call);
    const content = readSecretContent(call, call.args);
    if (Object.keys(content).length === 0) throw runFailure('empty secret value not valid');
    const { run } = call;
    const owner = ownerOf(call);
    requireManager(run, owner);
    const { secrets } = run.writes;
    const { label } = change;
    const taken = Object.values(secrets.created).some((other) => other.label === label);
    if (label !== undefined && taken) {
      throw runFailure(`secret with label ${quote(label)} already exists`);
    }
    const id = newSecretId(run, call.now);
    return {
      text: `${secretUri(run.model, id)}\n`,
      run: withSecrets(run, noteCreate(secrets, id, { ...change, content, owner })),
    };
  },
};

/** `secret-set ID [k=v …]`: new content or new facts of a secret, when the hook commits. */
export const secretSet: Tool = {
  name: 'secret-set',
  synopsis: '<ID> [key[#base64]=value...]',
  purpose: 'update an existing secret',
  output: 'none',
  flags: FLAGS,
  run: (call) => {
    const [uri, ...args] = call.args;
    if (uri === undefined) throw usageFailure('missing secret URI');
    const id = parseSecretUri(uri);
    const change = readChange(call);
    ownerOf(call);
    const content = readSecretContent(call, args);
    requireManager(call.run, ownerOfSecret(call.run, id));
    const next = Object.keys(content).length === 0 ? change : { ...change, content };
    return { run: withSecrets(call.run, noteUpdate(call.run.writes.secrets, id, next)) };
  },
};

/** `secret-remove ID [--revision N]`: takes a secret or one revision away, when the hook commits. */
export const secretRemove: Tool = {
  name: 'secret-remove',
  synopsis: '<ID>',
  purpose: 'remove an existing secret',
  output: 'none',
  flags: [
    {
      names: ['revision'],
      kind: 'text',
      help: 'remove the specified revision',
      read: (text) => {
        if (/^[+-]?\d+$/.test(text)) return text;
        throw new Error(`strconv.ParseInt: parsing ${quote(text)}: invalid syntax`);
      },
    },
  ],
  run: ({ run, args: [uri, ...rest], texts }) => {
    if (uri === undefined) throw usageFailure('missing secret URI');
    const id = parseSecretUri(uri);
    expectNoMore(rest);
    requireManager(run, ownerOfSecret(run, id));
    const number = Number(texts['revision'] ?? 0);
    const revision = number > 0 ? number : undefined;
    return { run: withSecrets(run, noteRemove(run.writes.secrets, id, revision)) };
  },
};

/** A run with other writes of secrets. */
export function withSecrets(run: HookRun, secrets: HookRun['writes']['secrets']): HookRun {
  return withWrites(run, { secrets });
}

/** The owner of a secret in the model that is the unit's or its application's; else undefined. */
export function ownerOfSecret(run: HookRun, id: string): SecretOwner | undefined {
  const owner = run.writes.secrets.created[id]?.owner ?? run.model.secrets[id]?.owner;
  if (owner?.kind !== 'application') return owner;
  return owner.name === ownApplication(run).name ? owner : undefined;
}

function ownerOf({ run, texts }: ToolInput): SecretOwner {
  const owner = texts['owner'] ?? 'application';
  if (owner === 'unit') return { kind: 'unit', name: run.unit };
  if (owner === 'application') return { kind: 'application', name: ownApplication(run).name };
  throw usageFailure(`secret owner ${quote(owner)} not valid`);
}

function readChange({ texts, now }: ToolInput): SecretChange {
  const { label = '', description = '', expire = '', rotate = '' } = texts;
  const expires = expire === '' ? undefined : readExpiry(expire, now);
  const rotatePolicy = ROTATE_POLICIES.find((policy) => policy === rotate);
  if (rotate !== '' && rotatePolicy === undefined) {
    throw usageFailure(`rotate policy ${quote(rotate)} not valid`);
  }
  return {
    // An empty label or description cannot be told from none.
    ...(label === '' ? {} : { label }),
    ...(description === '' ? {} : { description }),
    ...(expires === undefined ? {} : { expires }),
    ...(rotatePolicy === undefined ? {} : { rotatePolicy }),
  };
}

function readExpiry(text: string, now: Instant): Instant {
  const time = parseGoTime(text);
  if (time !== undefined) return time;
  const duration = parseGoDuration(text);
  if (duration === undefined) {
    throw usageFailure(`expire time or duration ${quote(text)} not valid`);
  }
  if (duration <= 0) throw usageFailure(`negative expire duration ${quote(text)} not valid`);
  return new Date(Date.parse(now) + duration).toISOString();
}
