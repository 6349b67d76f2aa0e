import { userError } from '@reactive-charms/juju';
import type { Metadata, Place } from '@reactive-charms/juju';
import { completeStorageWish } from '../../transitions/storage.ts';
import type { StorageWish } from '../../transitions/storage.ts';
import type { Faults } from './faults.ts';

const MEBIBYTES: Readonly<Record<string, number>> = {
  M: 1,
  G: 1024,
  T: 1024 ** 2,
  P: 1024 ** 3,
  E: 1024 ** 4,
  Z: 1024 ** 5,
  Y: 1024 ** 6,
};

/**
 * Reads constraints of a storage as Juju does: a pool, a count and a size in any order, for example
 * `2,10G`. Pools have no meaning here.
 * @throws DiagnosticsError when a part is none of the three, or stands twice.
 */
export function parseStorage(name: string, text: string): StorageWish {
  const given: { count?: number; size?: number; pool?: string } = {};
  for (const part of text.split(',').map((it) => it.trim())) {
    const size = readSize(part);
    const key = /^\d+$/.test(part) ? 'count' : size === undefined ? 'pool' : 'size';
    const isPool = key !== 'pool' || /^[a-zA-Z][a-zA-Z0-9?_-]*$/.test(part);
    if (given[key] !== undefined || !isPool || part === '0') throw misfit(name, text);
    if (key === 'pool') given.pool = part;
    else if (key === 'count') given.count = Number(part);
    else if (size !== undefined) given.size = size;
  }
  const { count = 1, size: asked } = given;
  return { count, ...(asked === undefined ? {} : { size: asked }) };
}

/** Reads `--storage` arguments, `NAME=CONSTRAINTS`. @throws DiagnosticsError for a misfit. */
export function parseStorageArguments(texts: readonly string[]): Record<string, StorageWish> {
  const requests = texts.map((text): [string, StorageWish] => {
    const at = text.indexOf('=');
    if (at < 1) {
      throw userError('STORAGE_ARGUMENT', `expected "name=constraints", got "${text}"`, {
        fix: 'write --storage NAME=COUNT,SIZE, such as --storage data=1,10G',
      });
    }
    const name = text.slice(0, at);
    return [name, parseStorage(name, text.slice(at + 1))];
  });
  return Object.fromEntries(requests);
}

/** The requests that fit a charm; the others are noted. @param placeOf where a request stands */
export function soundStorage(
  charm: Metadata,
  requests: Readonly<Record<string, StorageWish>>,
  noted: { readonly faults: Faults; readonly placeOf?: (name: string) => Place | undefined },
): Record<string, StorageWish> {
  const sound = Object.entries(requests).filter(([name, request]) => {
    const check = (): StorageWish => completeStorageWish(charm, name, request);
    return noted.faults.try(check, noted.placeOf?.(name)) !== undefined;
  });
  return Object.fromEntries(sound);
}

function readSize(text: string): number | undefined {
  const [, number, unit = 'M'] = /^(\d+(?:\.\d+)?)([MGTPEZY])(?:i?B)?$/i.exec(text) ?? [];
  const factor = MEBIBYTES[unit.toUpperCase()];
  return number === undefined || factor === undefined
    ? undefined
    : Math.ceil(Number(number) * factor);
}

function misfit(name: string, text: string): Error {
  return userError(
    'STORAGE_ARGUMENT',
    `cannot parse constraints for storage "${name}": "${text}"`,
    {
      fix: 'give a count, a size, or both, such as "2,10G"',
    },
  );
}
