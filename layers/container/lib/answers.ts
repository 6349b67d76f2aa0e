import type { ContainerDetails, ContainerState, ContainerSummary, ImageDetails } from './engine.ts';

const STATES = [
  'created',
  'running',
  'paused',
  'restarting',
  'removing',
  'exited',
  'dead',
] as const satisfies readonly ContainerState[];

/**
 * Reads one entry of the engine's list of containers.
 * @throws Error naming the key, what was expected and what came.
 */
export function readContainerSummary(answer: unknown): ContainerSummary {
  const entry = readObject(answer, 'container');
  const names = readArray(entry['Names'], 'Names');
  return {
    id: readString(entry['Id'], 'Id'),
    name: stripSlash(readString(names[0], 'Names[0]')),
    state: readState(entry['State'], 'State'),
    status: readString(entry['Status'], 'Status'),
    imageId: readString(entry['ImageID'], 'ImageID'),
    labels: readLabels(entry['Labels'], 'Labels'),
  };
}

/** Reads the engine's answer about one container. @throws Error as above. */
export function readContainerDetails(answer: unknown): ContainerDetails {
  const container = readObject(answer, 'container');
  const state = readObject(container['State'], 'State');
  return {
    id: readString(container['Id'], 'Id'),
    name: stripSlash(readString(container['Name'], 'Name')),
    state: readState(state['Status'], 'State.Status'),
    exitCode: readNumber(state['ExitCode'], 'State.ExitCode'),
    restartCount: readNumber(container['RestartCount'] ?? 0, 'RestartCount'),
  };
}

/** Reads the engine's answer about one image. @throws Error as above. */
export function readImageDetails(answer: unknown): ImageDetails {
  const image = readObject(answer, 'image');
  const config = readObject(image['Config'] ?? {}, 'Config');
  return {
    id: readString(image['Id'], 'Id'),
    labels: readLabels(config['Labels'], 'Config.Labels'),
  };
}

/** Reads one entry of the engine's list of images. @throws Error as above. */
export function readImageTags(answer: unknown): { readonly id: string; readonly tags: string[] } {
  const image = readObject(answer, 'image');
  const tags = readArray(image['RepoTags'] ?? [], 'RepoTags');
  return {
    id: readString(image['Id'], 'Id'),
    tags: tags.map((tag, at) => readString(tag, `RepoTags[${at}]`)),
  };
}

/** Reads the id out of the answer to a creation. @throws Error as above. */
export function readCreatedId(answer: unknown): string {
  return readString(readObject(answer, 'created container')['Id'], 'Id');
}

/** Reads which versions of its API an engine speaks. @throws Error as above. */
export function readApiVersions(answer: unknown): {
  readonly newest: string;
  readonly oldest: string;
} {
  const version = readObject(answer, 'version');
  const newest = readString(version['ApiVersion'], 'ApiVersion');
  return { newest, oldest: readString(version['MinAPIVersion'] ?? newest, 'MinAPIVersion') };
}

/** The error text in one line of a pull's progress; undefined when the line is no error. */
export function readProgressError(line: string): string | undefined {
  const event = readObject(parseJson(line), 'progress');
  return event['error'] === undefined ? undefined : readString(event['error'], 'error');
}

/** The `message` of an engine's error, whether it came parsed or as text; else undefined. */
export function readErrorMessage(answer: unknown): string | undefined {
  const parsed = typeof answer === 'string' ? parseJson(answer) : answer;
  if (!isObject(parsed)) return undefined;
  const message = parsed['message'];
  return typeof message === 'string' ? message.trim() : undefined;
}

/** What an error says, or anything else that was thrown. */
export function reasonOf(error: unknown): string {
  const message = isObject(error) ? error['message'] : undefined;
  return typeof message === 'string' ? message.trim() : String(error);
}

/** Tells whether a value is an object with keys. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function readObject(value: unknown, key: string): Readonly<Record<string, unknown>> {
  if (isObject(value)) return value;
  throw unexpected(key, 'an object', value);
}

function readArray(value: unknown, key: string): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw unexpected(key, 'a list', value);
}

function readString(value: unknown, key: string): string {
  if (typeof value === 'string') return value;
  throw unexpected(key, 'a string', value);
}

function readNumber(value: unknown, key: string): number {
  if (typeof value === 'number') return value;
  throw unexpected(key, 'a number', value);
}

function readState(value: unknown, key: string): ContainerState {
  const state = STATES.find((name) => name === value);
  if (state !== undefined) return state;
  throw unexpected(key, `one of ${STATES.join(', ')}`, value);
}

function readLabels(value: unknown, key: string): Record<string, string> {
  const labels = readObject(value ?? {}, key);
  return Object.fromEntries(
    Object.entries(labels).map(([name, label]) => [name, readString(label, `${key}.${name}`)]),
  );
}

function stripSlash(name: string): string {
  return name.replace(/^\//, '');
}

function unexpected(key: string, expected: string, found: unknown): Error {
  const what = found === undefined ? 'nothing' : JSON.stringify(found);
  return new Error(
    `the engine's answer has ${what.slice(0, 200)} at ${key} instead of ${expected}`,
  );
}
