import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { userError } from '@reactive-charms/juju';
import { isObject, parseJson, textMapOf, textOf, textsOf } from '../json.ts';
import type { JsonObject } from '../json.ts';

/** An image that was pulled. */
export interface ImageRecord {
  readonly id: string;
  /** With tag or digest. */
  readonly reference: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** A container of the stand-in engine. */
export interface ContainerRecord {
  readonly id: string;
  readonly machine: string;
  readonly name: string;
  /** Reference of its image, as given. */
  readonly image: string;
  readonly imageId: string;
  readonly created: string;
  /** The request, without its `HostConfig`. */
  readonly config: JsonObject;
  readonly hostConfig: JsonObject;
  readonly status: 'created' | 'running' | 'exited';
  readonly exitCode: number;
  /** Times of the last start and end; empty when there was none. */
  readonly started: string;
  readonly finished: string;
  readonly logs: readonly string[];
  /** Files on the host that go when the container ends. */
  readonly files: readonly string[];
}

/** All that the stand-in engine remembers. */
export interface StandInState {
  readonly images: readonly ImageRecord[];
  readonly containers: readonly ContainerRecord[];
}

/** The memory of the stand-in engine, on disk after each change. */
export interface Store {
  readonly state: StandInState;
  /** Replaces the state and saves it. */
  change(change: (state: StandInState) => StandInState): void;
}

/**
 * Opens the memory.
 * @param file JSON, readable by its owner only, because variables of containers may be secrets.
 * @throws DiagnosticsError when the file is there but cannot be read.
 */
export function openStore(file: string): Store {
  let state = load(file);
  return {
    get state() {
      return state;
    },
    change: (change) => {
      state = change(state);
      save(file, state);
    },
  };
}

function load(file: string): StandInState {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return { images: [], containers: [] };
  }
  const parsed = parseJson(text);
  if (
    !isObject(parsed) ||
    !Array.isArray(parsed['containers']) ||
    !Array.isArray(parsed['images'])
  ) {
    throw userError('CONTAINERS_UNREADABLE', 'the memory of the stand-in engine is damaged', {
      place: { file },
      fix: 'remove the file; the next hooks make the containers anew',
    });
  }
  return {
    images: parsed['images'].filter(isObject).map(readImage),
    containers: parsed['containers'].filter(isObject).map(readContainer),
  };
}

function readImage(entry: JsonObject): ImageRecord {
  return {
    id: textOf(entry['id']),
    reference: textOf(entry['reference']),
    labels: textMapOf(entry['labels']),
  };
}

function readContainer(entry: JsonObject): ContainerRecord {
  const { config, hostConfig, status, exitCode } = entry;
  return {
    id: textOf(entry['id']),
    machine: textOf(entry['machine']),
    name: textOf(entry['name']),
    image: textOf(entry['image']),
    imageId: textOf(entry['imageId']),
    created: textOf(entry['created']),
    config: isObject(config) ? config : {},
    hostConfig: isObject(hostConfig) ? hostConfig : {},
    status: status === 'running' || status === 'exited' ? status : 'created',
    exitCode: typeof exitCode === 'number' ? exitCode : 0,
    started: textOf(entry['started']),
    finished: textOf(entry['finished']),
    logs: textsOf(entry['logs']),
    files: textsOf(entry['files']),
  };
}

function save(file: string, state: StandInState): void {
  mkdirSync(dirname(file), { recursive: true });
  const draft = `${file}.${randomBytes(4).toString('hex')}`;
  writeFileSync(draft, `${JSON.stringify(state, null, 1)}\n`, { mode: 0o600 });
  renameSync(draft, file);
}
