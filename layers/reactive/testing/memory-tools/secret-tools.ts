import type { HookTools, SecretName, SecretToolSettings } from '@reactive-charms/juju';
import type { SecretContent } from '../../lib/dispatch/context.ts';
import type { SecretState } from '../unit-state.ts';
import { refuse } from './state-memory.ts';
import type { Change, StateMemory } from './state-memory.ts';

type SecretTools = Pick<
  HookTools,
  'secretGet' | 'secretAdd' | 'secretSet' | 'secretGrant' | 'secretRevoke' | 'secretRemove'
>;

/** Secrets: what is written counts when the hook succeeds, which revision is read counts at once. */
export function secretTools(memory: StateMemory): SecretTools {
  const { answer } = memory;
  const own = (tool: string, uri: string): [uri: string, secret: SecretState] => {
    const [known, secret] = findSecret(memory, tool, { uri });
    if (secret.owner === 'other') refuse(tool, 'permission denied');
    return [known, secret];
  };
  return {
    secretGet: async (name, read) => answer('secret-get', () => readContent(memory, name, read)),
    secretAdd: async (content, settings) =>
      answer('secret-add', () => {
        const { label, owner = 'application', ...others } = settings;
        checkContent('secret-add', content);
        checkLabel(memory, label);
        if (owner === 'application' && !memory.state.isLeader) {
          refuse('secret-add', 'this unit is not the leader');
        }
        const uri = `secret:${String(Object.keys(memory.state.secrets ?? {}).length + 1).padStart(20, '0')}`;
        const secret: SecretState = {
          revisions: { 1: content },
          owner,
          settings: others,
          grants: [],
        };
        memory.change(put(uri, label === undefined ? secret : { ...secret, label }));
        return uri;
      }),
    secretSet: async (uri, content, settings) =>
      answer('secret-set', () => {
        const [known, secret] = own('secret-set', uri);
        if (content !== undefined) checkContent('secret-set', content);
        memory.change(put(known, changeSecret(secret, content, settings)));
      }),
    secretGrant: async (uri, relation, unit) =>
      answer('secret-grant', () => {
        const [known, secret] = own('secret-grant', uri);
        const grants = [...secret.grants, { relation, ...(unit === undefined ? {} : { unit }) }];
        memory.change(put(known, { ...secret, grants }));
      }),
    secretRevoke: async (uri, relation, unit) =>
      answer('secret-revoke', () => {
        const [known, secret] = own('secret-revoke', uri);
        const grants = secret.grants.filter(
          (grant) => grant.relation !== relation || (unit !== undefined && grant.unit !== unit),
        );
        memory.change(put(known, { ...secret, grants }));
      }),
    secretRemove: async (uri, revision) =>
      answer('secret-remove', () => {
        const [known, secret] = own('secret-remove', uri);
        const { [revision ?? newestOf(secret)]: _gone, ...revisions } = secret.revisions;
        const isEmpty = revision === undefined || Object.keys(revisions).length === 0;
        memory.change(isEmpty ? drop(known) : put(known, { ...secret, revisions }));
      }),
  };
}

/** C99, C102: the first read decides which revision is read until it is refreshed. */
function readContent(
  memory: StateMemory,
  name: SecretName,
  read: 'refresh' | 'peek' | undefined,
): Record<string, string> {
  const [uri, secret] = findSecret(memory, 'secret-get', name);
  const newest = newestOf(secret);
  const tracked = read === 'refresh' ? newest : (secret.tracked ?? newest);
  if (tracked !== secret.tracked) memory.changeAtOnce(track(uri, tracked));
  return { ...secret.revisions[read === 'peek' ? newest : tracked] };
}

/** The URI as the state has it: with the model or without, it is the same secret. */
function findSecret(
  { state }: StateMemory,
  tool: string,
  name: SecretName,
): [uri: string, secret: SecretState] {
  const found = Object.entries(state.secrets ?? {}).find(([uri, { label }]) =>
    'uri' in name ? idOf(uri) === idOf(name.uri) : label === name.label,
  );
  return found ?? refuse(tool, `secret "${'uri' in name ? idOf(name.uri) : name.label}" not found`);
}

function idOf(uri: string): string {
  return uri.slice(Math.max(uri.lastIndexOf('/'), uri.lastIndexOf(':')) + 1);
}

function newestOf({ revisions }: SecretState): number {
  return Math.max(...Object.keys(revisions).map(Number));
}

function checkContent(tool: string, content: SecretContent): void {
  const keys = Object.keys(content);
  if (keys.length === 0) refuse(tool, 'missing secret value or filename', 2);
  const wrong = keys.find((key) => !/^[a-z](?:-?[a-z0-9]){2,}$/.test(key));
  if (wrong !== undefined) refuse(tool, `key "${wrong}" not valid`, 2);
}

function checkLabel({ state }: StateMemory, label: string | undefined): void {
  const isTaken = Object.values(state.secrets ?? {}).some((secret) => secret.label === label);
  if (label !== undefined && isTaken) {
    refuse('secret-add', `secret with label "${label}" already exists`);
  }
}

/** Another content is a new revision; the same one is not. */
function changeSecret(
  secret: SecretState,
  content: SecretContent | undefined,
  { label = secret.label, owner: _owner, ...settings }: SecretToolSettings,
): SecretState {
  const newest = newestOf(secret);
  const isNew = content !== undefined && !isSame(content, secret.revisions[newest] ?? {});
  return {
    ...secret,
    revisions: isNew ? { ...secret.revisions, [newest + 1]: content } : secret.revisions,
    settings: { ...secret.settings, ...settings },
    ...(label === undefined ? {} : { label }),
  };
}

function isSame(a: SecretContent, b: SecretContent): boolean {
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...keys].every((key) => a[key] === b[key]);
}

function put(uri: string, secret: SecretState): Change {
  return ({ secrets }) => ({ secrets: { ...secrets, [uri]: secret } });
}

function drop(uri: string): Change {
  return ({ secrets }) => {
    const { [uri]: _gone, ...others } = secrets ?? {};
    return { secrets: others };
  };
}

/** A secret that was made in this run is not there for what survives a failure. */
function track(uri: string, tracked: number): Change {
  return ({ secrets }) => {
    const secret = secrets?.[uri];
    const isThere = secret !== undefined && Object.hasOwn(secret.revisions, tracked);
    return isThere ? { secrets: { ...secrets, [uri]: { ...secret, tracked } } } : {};
  };
}
