import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { copyFile, mkdir, rename, stat } from 'node:fs/promises';
import { extname, dirname, join, resolve } from 'node:path';
import { userError } from '@reactive-charms/juju';
import type { Metadata, Place } from '@reactive-charms/juju';
import { readerOf } from '../../large-record.ts';
import type { Application, Instant, ResourceRevision } from '../../model.ts';
import { kindOf } from './user-files.ts';

/** A resource that the user gave as a file. */
export interface GivenResource {
  readonly name: string;
  /** Absolute. */
  readonly file: string;
  /** Where it was asked for. */
  readonly place?: Place;
}

/** A resource that is ready to be attached; `store` copies its file into the model's folder. */
export interface PreparedResource {
  readonly revision: ResourceRevision;
  readonly store: () => Promise<void>;
}

/** Reads `--resource` arguments, `NAME=FILE`. @throws DiagnosticsError for another form. */
export function parseResourceArguments(texts: readonly string[], cwd: string): GivenResource[] {
  return texts.map((text) => {
    const at = text.indexOf('=');
    if (at > 0 && at < text.length - 1) {
      return { name: text.slice(0, at), file: resolve(cwd, text.slice(at + 1)) };
    }
    throw userError('RESOURCE_ARGUMENT', `expected name=path format for resource, got "${text}"`, {
      fix: 'write --resource NAME=FILE',
    });
  });
}

/**
 * Checks that a charm has a resource and that a file fits it.
 * @returns the name that the file gets on machines.
 * @throws DiagnosticsError for an unknown resource, an image, a missing file, another extension.
 */
export async function checkResource(charm: Metadata, given: GivenResource): Promise<string> {
  const { name, file } = given;
  const definition = readerOf(charm.resources)(name);
  const place = given.place === undefined ? {} : { place: given.place };
  if (definition === undefined) {
    const known = Object.keys(charm.resources).sort().join(', ') || 'none';
    throw userError('RESOURCE_UNKNOWN', `charm "${charm.name}" has no resource "${name}"`, {
      ...place,
      fix: `its resources: ${known}`,
    });
  }
  if (definition.type !== 'file') {
    throw userError('RESOURCE_TYPE', `the resource "${name}" is an image, not a file`, {
      ...place,
      fix: 'only resources of type file can be attached in the embedded model',
    });
  }
  if ((await kindOf(file)) !== 'file') {
    throw userError('RESOURCE_FILE', `there is no file at ${file} for the resource "${name}"`, {
      ...place,
      fix: 'check the path',
    });
  }
  const filename = definition.filename ?? name;
  if (extname(filename) !== extname(file)) {
    throw userError(
      'RESOURCE_FILE',
      `incorrect extension on resource upload "${file}", expected "${extname(filename)}"`,
      { ...place, fix: `give a file such as "${filename}"` },
    );
  }
  return filename;
}

/** Where a resource goes to. */
export interface ResourceTarget {
  /** The folder of the model. */
  readonly directory: string;
  readonly application: string;
  /** What the application has, if it is there. */
  readonly before: Application['resources'];
  readonly charm: Metadata;
  readonly time: Instant;
}

/**
 * Checks a resource and makes the record of it, without changing anything.
 * @throws DiagnosticsError as {@link checkResource} does.
 */
export async function prepareResource(
  target: ResourceTarget,
  given: GivenResource,
): Promise<PreparedResource> {
  const filename = await checkResource(target.charm, given);
  const number = (target.before[given.name]?.revision ?? 0) + 1;
  const path = join('resources', target.application, `${given.name}-${number}`);
  const stored = join(target.directory, path);
  return {
    revision: {
      name: given.name,
      revision: number,
      path,
      filename,
      sha256: await hashFile(given.file),
      size: (await stat(given.file)).size,
      since: target.time,
    },
    store: async () => {
      await mkdir(dirname(stored), { recursive: true });
      await copyFile(given.file, `${stored}.new`);
      await rename(`${stored}.new`, stored);
    },
  };
}

async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk);
  return hash.digest('hex');
}
