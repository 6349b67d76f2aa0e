import { runFailure, usageFailure } from './failure.ts';
import { quote } from './flags.ts';
import { parseSettingsFile } from './key-values.ts';
import type { ToolInput } from './tool.ts';

/** Most bytes of one value, and of all values of a secret together. */
const MOST_BYTES = 1_000_000;

const KEY = /^[a-z](?:-?[a-z0-9]){2,}$/;

/**
 * Reads what `secret-add` and `secret-set` are given: `k=v`, `k#base64=v`, `k#file=path` and `--file`;
 * arguments win over the file. Source: contract juju.md section 2.2, rows C97 and C98.
 * @returns values by key, as base64.
 * @throws ToolFailure; it never names a value
 */
export function readSecretContent(
  call: ToolInput,
  args: readonly string[],
): Record<string, string> {
  const file = call.texts['file'] ?? '';
  const fromFile = file === '' ? {} : parseSettingsFile(call.readText(file));
  const content = new Map<string, string>();
  for (const [key, value] of [...Object.entries(fromFile), ...args.map(splitArgument)]) {
    const [name, encoded] = encode(call, key, value);
    content.set(name, encoded);
  }
  checkSize(content);
  return Object.fromEntries(content);
}

function splitArgument(argument: string): [key: string, value: string] {
  // The padding of base64 at the end is not what parts key from value.
  const equals = argument.replace(/=+$/, '').indexOf('=');
  if (equals < 1) {
    const shown = argument.replace(/=.*$/s, '=');
    throw usageFailure(`key value ${quote(shown)} not valid`);
  }
  return [argument.slice(0, equals), argument.slice(equals + 1)];
}

function encode(call: ToolInput, key: string, value: string): [name: string, encoded: string] {
  const [, name = key, suffix] = /^(.*?)(#base64|#file)?$/s.exec(key) ?? [];
  if (!KEY.test(name)) throw usageFailure(`key ${quote(name)} not valid`);
  if (suffix === '#base64') return [name, value];
  const bytes = suffix === '#file' ? call.readBytes(value) : Buffer.from(value);
  return [name, bytes.toString('base64')];
}

function checkSize(content: ReadonlyMap<string, string>): void {
  let total = 0;
  for (const [key, value] of content) {
    const size = Buffer.byteLength(value, 'base64');
    total += size;
    if (size > MOST_BYTES) {
      throw runFailure(`secret content for key ${quote(key)} too large: ${size} bytes`);
    }
  }
  if (total > MOST_BYTES) throw runFailure(`secret content too large: ${total} bytes`);
}
