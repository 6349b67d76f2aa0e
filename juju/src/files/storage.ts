import type { Metadata, StorageDefinition } from '../charm-files.ts';
import type { Field } from './field.ts';

/** Reads the storage section. Source: contract build.md rows J34 to J39. */
export function readStorage(root: Field): Metadata['storage'] {
  const entries = (root.child('storage')?.entries() ?? []).map((field) => {
    const text = field.required('type')?.string();
    const type =
      text === undefined
        ? undefined
        : field.child('type')?.choice(text, ['filesystem', 'block'] as const);
    checkStorage(field, type);
    const location = field.child('location')?.string();
    const minimumSize = readSize(field.child('minimum-size')?.string());
    const written = field.child('multiple')?.child('range')?.node.value;
    const range = typeof written === 'number' ? `${written}` : written;
    return [
      field.key,
      {
        type: type ?? 'filesystem',
        ...(typeof range === 'string' ? { count: readRange(range) } : {}),
        ...(location === undefined ? {} : { location }),
        ...(minimumSize === undefined ? {} : { minimumSize }),
      },
    ] as const;
  });
  return Object.fromEntries(entries);
}

function checkStorage(field: Field, type: 'filesystem' | 'block' | undefined): void {
  const location = field.child('location');
  location?.string();
  if (type === 'block' && location !== undefined) {
    location.fault(
      'STORAGE_LOCATION',
      `the storage "${field.key}" is of type block and cannot have a location`,
      'remove "location" or use type filesystem',
    );
  }
  field.child('shared')?.boolean();
  field.child('read-only')?.boolean();
  field.child('description')?.string();
  checkRange(field.child('multiple')?.required('range'));
  const size = field.child('minimum-size');
  const text = size?.string();
  if (text !== undefined && readSize(text) === undefined) {
    size?.mismatch('a size such as "100M" or "1.5GiB"');
  }
  for (const property of field.child('properties')?.items() ?? []) {
    const word = property.string();
    if (word !== undefined) property.choice(word, ['transient']);
  }
}

/** Mebibytes of a size such as `100M` or `1.5GiB`, rounded up; undefined for anything else. */
function readSize(text: string | undefined): number | undefined {
  const [, number, unit = 'M'] = SIZE.exec(text ?? '') ?? [];
  if (number === undefined) return undefined;
  return Math.ceil(Number(number) * 1024 ** 'MGTPEZY'.indexOf(unit.toUpperCase()));
}

const SIZE = /^([0-9]+(?:\.[0-9]+)?)(?:([MGTPEZY])(?:i?B)?)?$/i;

/** A number above 0, or a text `m`, `m-`, `m+` or `m-n` whose maximum is not 0. Source: row J37. */
function checkRange(field: Field | undefined): void {
  if (field === undefined) return;
  const { value } = field.node;
  const match = /^([0-9]+)(?:([-+])([0-9]*))?$/.exec(
    typeof value === 'number' ? String(value) : (field.string() ?? '1'),
  );
  const [, low, mark, high = ''] = match ?? [];
  const isFine =
    match !== null &&
    !(mark === '+' && high !== '') &&
    !(mark === undefined && Number(low) === 0) &&
    !(high !== '' && Number(high) === 0);
  if (!isFine) field.mismatch('a range such as "1", "0-", "1+" or "1-3"');
}

/** The counts of a checked range: `m` is exactly m; `m-` and `m+` have no upper bound. */
function readRange(text: string): NonNullable<StorageDefinition['count']> {
  const [, low = '1', mark, high = ''] = /^([0-9]+)(?:([-+])([0-9]*))?$/.exec(text) ?? [];
  const minimum = Number(low);
  if (mark === undefined) return { minimum, maximum: minimum };
  return high === '' ? { minimum } : { minimum, maximum: Number(high) };
}

/** Checks the devices section. Source: contract row J40. */
export function readDevices(root: Field): void {
  for (const field of root.child('devices')?.entries() ?? []) {
    field.required('type')?.string();
    const [low, high] = ['countmin', 'countmax'].map((key) => {
      const count = field.child(key)?.integer();
      if (count !== undefined && count < 0) field.child(key)?.mismatch('a number of 0 or more');
      return count;
    });
    if (low !== undefined && high !== undefined && low > high) {
      field.fault(
        'DEVICE_COUNT',
        `the device "${field.key}" has countmin ${low} above countmax ${high}`,
      );
    }
  }
}

/** Reads the payloads section. Source: contract row J41. */
export function readPayloads(root: Field): NonNullable<Metadata['payloads']> {
  const entries = (root.child('payloads')?.entries() ?? []).map((field) => {
    const type = field.required('type')?.word() ?? '';
    if (!/^[a-zA-Z](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?$/.test(field.key)) {
      field.keyFault(
        'PAYLOAD_NAME',
        `"${field.key}" is no name of a payload`,
        'use letters, digits and hyphens',
      );
    }
    return [field.key, { type }] as const;
  });
  return Object.fromEntries(entries);
}
