import { runFailure, usageFailure } from './failure.ts';
import { quote } from './flags.ts';
import type { ToolInput } from './tool.ts';
import { yamlLibrary } from './yaml-library.ts';

/**
 * Reads `key=value` arguments: split at the first `=`, spaces trimmed, empty arguments skipped.
 * Source: contract juju.md section 2.1, rows C30 to C32.
 * @throws ToolFailure with code 2.
 */
export function parseKeyValues(args: readonly string[]): Record<string, string> {
  const pairs = new Map<string, string>();
  for (const arg of args) {
    if (arg.trim() === '') continue;
    const equals = arg.indexOf('=');
    const key = arg.slice(0, Math.max(equals, 0)).trim();
    if (key === '') throw usageFailure(`expected "key=value", got ${quote(arg)}`);
    if (pairs.has(key)) throw usageFailure(`key ${quote(key)} specified more than once`);
    pairs.set(key, arg.slice(equals + 1).trim());
  }
  return Object.fromEntries(pairs);
}

/**
 * Reads what a tool is to write: its `--file`, and arguments that win over it (C35).
 * @throws ToolFailure
 */
export function readSettings(
  call: Pick<ToolInput, 'args' | 'texts' | 'readText'>,
): Record<string, string> {
  const pairs = parseKeyValues(call.args);
  const file = call.texts['file'];
  return { ...(file === undefined ? {} : parseSettingsFile(call.readText(file))), ...pairs };
}

/**
 * Reads a `--file`: YAML or JSON into texts. Numbers and booleans keep their source text, null is an
 * empty text, nested values are refused (C33, C34).
 * @throws ToolFailure with code 1.
 */
export function parseSettingsFile(text: string): Record<string, string> {
  if (UNREADABLE.test(text)) throw runFailure('yaml: control characters are not allowed');
  const texts = parseJsonTexts(text);
  if (texts !== undefined) return texts;
  const { parseDocument, isMap, isScalar, isPair } = yamlLibrary();
  const document = parseDocument(text, { uniqueKeys: false, prettyErrors: false });
  const fault = document.errors[0];
  if (fault) throw runFailure(`yaml: ${fault.message}`);
  const root = document.contents;
  if (root === null || (isScalar(root) && root.value === null)) return {};
  if (!isMap(root)) throw runFailure(cannotUnmarshal(1, '!!str', 'map[string]string'));
  const settings = new Map<string, string>();
  for (const pair of root.items) {
    if (!isPair(pair) || !isScalar(pair.key)) throw runFailure('yaml: invalid map key');
    const { value } = pair;
    [pair.key, value].forEach((node) => refuseSurrogates(text, node));
    if (value !== null && !isScalar(value)) {
      const kind = isMap(value) ? '!!map' : '!!seq';
      throw runFailure(cannotUnmarshal(lineAt(text, offsetOf(value)), kind, 'string'));
    }
    settings.set(String(pair.key.value), value === null ? '' : scalarText(value));
  }
  return Object.fromEntries(settings);
}

/** JSON of texts alone reads the same as YAML; undefined for whatever else it is. */
function parseJsonTexts(text: string): Record<string, string> | undefined {
  if (!text.startsWith('{') || SURROGATE.test(text)) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  const entries = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  const texts: [string, string][] = [];
  for (const [key, item] of entries) {
    if (typeof item !== 'string') return undefined;
    texts.push([key, item]);
  }
  return Object.fromEntries(texts);
}

/** Half of a character, written with its number. */
const SURROGATE = /\\u[dD][89a-fA-F]/;

function scalarText(scalar: { readonly value: unknown; readonly source?: string }): string {
  if (scalar.value === null || scalar.value === undefined) return '';
  return typeof scalar.value === 'string'
    ? scalar.value
    : (scalar.source ?? JSON.stringify(scalar.value));
}

/** Characters that Juju's reader of YAML does not take bare. */
const UNREADABLE = /[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;

/** Juju's reader refuses halves of characters, and whole ones that are written as two. */
function refuseSurrogates(text: string, node: unknown): void {
  if (!yamlLibrary().isScalar(node) || node.type !== 'QUOTE_DOUBLE' || !node.range) return;
  const source = text.slice(node.range[0], node.range[1]).replaceAll('\\\\', '');
  if (!SURROGATE.test(source)) return;
  throw runFailure('yaml: found invalid Unicode character escape code');
}

function offsetOf(node: unknown): number {
  if (typeof node !== 'object' || node === null || !('range' in node)) return 0;
  return Array.isArray(node.range) && typeof node.range[0] === 'number' ? node.range[0] : 0;
}

function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}

function cannotUnmarshal(line: number, kind: string, wanted: string): string {
  return `yaml: unmarshal errors:\n  line ${line}: cannot unmarshal ${kind} into ${wanted}`;
}
