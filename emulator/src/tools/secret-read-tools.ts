import { isUtf8 } from 'node:buffer';
import { mayRead } from '../due/secret-hooks.ts';
import type { Secret, SecretConsumer } from '../model.ts';
import { compareText } from '../relation-view.ts';
import { withSecret } from '../transitions/secrets.ts';
import type { Transition } from '../transitions/transition.ts';
import { runFailure, usageFailure } from './failure.ts';
import { quote } from './flags.ts';
import { unitOf } from './hook-run.ts';
import type { HookRun } from './hook-run.ts';
import { parseSecretUri } from './secret-uri.ts';
import { consumerOf, isOwn, managedSecrets, relationTag } from './secret-view.ts';
import type { SecretDetails } from './secret-view.ts';
import { noteTracked, noteUpdate } from './secret-writes.ts';
import { withSecrets } from './secret-write-tools.ts';
import { expectNoMore } from './tool.ts';
import type { Tool, ToolAnswer } from './tool.ts';
import type { Value } from './value.ts';

type Content = Readonly<Record<string, string>>;

/** What a caller asks for. */
interface Wish {
  readonly id: string | undefined;
  readonly label: string;
  readonly peek: boolean;
  readonly refresh: boolean;
}

/** `secret-get [ID] [KEY] [--label --peek --refresh]`: content of a secret (C99 to C102). */
export const secretGet: Tool = {
  name: 'secret-get',
  synopsis: '<ID> [key[#base64]]',
  purpose: 'get the content of a secret',
  output: 'yaml',
  formats: ['yaml', 'json'],
  flags: [
    { names: ['label'], kind: 'text', help: 'a label used to identify the secret in hooks' },
    { names: ['peek'], kind: 'boolean', help: 'get the latest revision just this time' },
    {
      names: ['refresh'],
      kind: 'boolean',
      help: 'get the latest revision and also get this same revision for subsequent calls',
    },
  ],
  run: ({ run, args: [uri, key = '', ...rest], texts, booleans }) => {
    const { label = '' } = texts;
    const { peek = false, refresh = false } = booleans;
    const id = uri === undefined ? undefined : parseSecretUri(uri);
    if (id === undefined && label === '') {
      throw usageFailure('require either a secret URI or label');
    }
    if (peek && refresh) throw usageFailure('specify one of --peek or --refresh but not both');
    expectNoMore(rest);
    const wish: Wish = { id, label, peek, refresh };
    const { content, ...answer } = findPending(run, wish) ?? readSecret(run, wish);
    return { ...answer, value: pick(content, key) };
  },
};

/** `secret-info-get ID | --label L`: what its owner may know of a secret (C103). */
export const secretInfoGet: Tool = {
  name: 'secret-info-get',
  synopsis: '<ID>',
  purpose: "get a secret's metadata info",
  output: 'yaml',
  formats: ['yaml', 'json'],
  flags: [{ names: ['label'], kind: 'text', help: 'a label used to identify the secret' }],
  run: ({ run, args: [uri, ...rest], texts }) => {
    const { label = '' } = texts;
    const wanted = uri === undefined ? undefined : parseSecretUri(uri);
    if (wanted === undefined && label === '') {
      throw usageFailure('require either a secret URI or label');
    }
    if (wanted !== undefined && label !== '') {
      throw usageFailure('specify either a secret URI or label but not both');
    }
    expectNoMore(rest);
    const found = [...managedSecrets(run)].find(([id, details]) =>
      wanted === undefined ? details.label === label : id === wanted,
    );
    if (!found) throw runFailure(`secret ${quote(wanted ?? label)} not found`);
    const [id, details] = found;
    return { value: { [id]: display(run, details) } };
  },
};

/** `secret-ids`: ids of the secrets that the unit may manage; none is null (C104). */
export const secretIds: Tool = {
  name: 'secret-ids',
  synopsis: '',
  purpose: 'print secret IDs',
  output: 'smart',
  run: ({ run, args }) => {
    expectNoMore(args);
    const ids = [...managedSecrets(run).keys()].sort(compareText);
    return { value: ids.length === 0 ? null : ids };
  },
};

type Found = Pick<ToolAnswer, 'run' | 'transition'> & { readonly content: Content };

/** What the run itself has written: new secrets always, changes only for those who look ahead (C99). */
function findPending(run: HookRun, { id, label, peek, refresh }: Wish): Found | undefined {
  const { secrets } = run.writes;
  const named = ([other, { label: own }]: [string, { readonly label?: string }]): boolean =>
    other === id || (label !== '' && own === label);
  const created = Object.entries(secrets.created).find(named);
  if (created) {
    const [found, { content }] = created;
    if (found !== id || label === '') return { content };
    return { content, run: withSecrets(run, noteUpdate(secrets, found, { label })) };
  }
  const updated = peek || refresh ? Object.entries(secrets.updated).find(named) : undefined;
  const content = updated?.[1].content;
  if (!updated || !content) return undefined;
  return refresh
    ? { content, run: withSecrets(run, noteTracked(secrets, updated[0])) }
    : { content };
}

/** Reads the model. Whoever reads a secret first follows the revision that it then has (C102). */
function readSecret(run: HookRun, wish: Wish): Found {
  const secret = findSecret(run, wish);
  const consumer = consumerOf(secret, run.unit);
  const revision = wish.refresh || !consumer ? secret.latest : consumer.revision;
  const shown = wish.peek ? secret.latest : revision;
  const content = secret.revisions[shown]?.content;
  if (!content) throw runFailure(`secret revision ${shown} of ${quote(secret.id)} not found`);
  const label = wish.id !== undefined && wish.label !== '' ? wish.label : consumer?.label;
  const same = consumer?.revision === revision && consumer.label === label;
  if (same) return { content };
  const next: SecretConsumer = { revision, ...(label === undefined ? {} : { label }) };
  return { content, transition: follow(run, secret.id, next) };
}

function follow({ unit }: HookRun, id: string, consumer: SecretConsumer): Transition {
  return (model) => {
    const secret = model.secrets[id];
    if (!secret) return model;
    const consumers = { ...secret.consumers, [unit]: consumer };
    return withSecret(model, { ...secret, consumers });
  };
}

function findSecret(run: HookRun, { id, label }: Wish): Secret {
  const { secrets } = run.model;
  const secret =
    id === undefined
      ? Object.values(secrets).find((other) => isLabelled(run, other, label))
      : secrets[id];
  if (!secret) throw runFailure(`secret ${quote(id ?? label)} not found`);
  if (!mayRead(run.model, unitOf(run), secret)) throw runFailure('permission denied');
  return secret;
}

function isLabelled(run: HookRun, secret: Secret, label: string): boolean {
  if (isOwn(run, secret.owner) && secret.label === label) return true;
  return consumerOf(secret, run.unit)?.label === label;
}

function pick(content: Content, wanted: string): Value {
  if (wanted === '') {
    return Object.fromEntries(
      Object.entries(content).map(([key, encoded]) => [key, decode(encoded)]),
    );
  }
  const key = wanted.replace(/#base64$/, '');
  const encoded = Object.hasOwn(content, key) ? content[key] : undefined;
  if (encoded === undefined) throw runFailure(`secret key value ${quote(key)} not found`);
  return wanted === key ? decode(encoded) : encoded;
}

function decode(encoded: string): Value {
  const bytes = Buffer.from(encoded, 'base64');
  return isUtf8(bytes) ? bytes.toString() : bytes;
}

function display({ model }: HookRun, details: SecretDetails): Value {
  const { description, rotation, expires, nextRotate, grants } = details;
  const access = grants.flatMap((grant): Value[] => {
    const relation = model.relations[grant.relation];
    if (!relation) return [];
    const target = grant.unit?.replace('/', '-') ?? grant.application;
    return [
      new Map<string, Value>([
        ['target', `${grant.unit === undefined ? 'application' : 'unit'}-${target}`],
        ['scope', relationTag(relation)],
        ['role', 'view'],
      ]),
    ];
  });
  return new Map<string, Value>([
    ['revision', details.revision],
    ['label', details.label],
    ['owner', details.owner.kind],
    ...(description === '' ? [] : [['description', description] as const]),
    ...(rotation === undefined ? [] : [['rotation', rotation] as const]),
    ...(expires === undefined ? [] : [['expiry', new Date(expires)] as const]),
    ...(nextRotate === undefined ? [] : [['rotates', new Date(nextRotate)] as const]),
    ...(access.length === 0 ? [] : [['access', access] as const]),
  ]);
}
