import { DiagnosticsError, sortDiagnostics } from '../diagnostics.ts';
import type { Diagnostic, Place } from '../diagnostics.ts';
import type { YamlNode } from './yaml.ts';

/** Gathers findings, so that a reader reports all faults of a file and fails once. */
export class Findings {
  readonly #found: Diagnostic[] = [];

  /** Notes an error. */
  add(code: string, text: string, more: { readonly place?: Place; readonly fix?: string }): void {
    this.#found.push({ severity: 'error', code, text, ...more });
  }

  /** Takes over what others have found. */
  include(found: readonly Diagnostic[]): void {
    for (const one of found) this.#found.push(one);
  }

  /** All findings in the order of the file. */
  get sorted(): readonly Diagnostic[] {
    return sortDiagnostics(this.#found);
  }

  /** Whether nothing was found. */
  get isEmpty(): boolean {
    return this.#found.length === 0;
  }

  /** @throws DiagnosticsError with all findings in the order of the file, if there are any. */
  failIfAny(): void {
    if (!this.isEmpty) throw new DiagnosticsError(this.sorted);
  }
}

/** A value of a file with the typed readings that Juju's schemas allow; wrong ones are noted. */
export class Field {
  readonly node: YamlNode;
  readonly findings: Findings;

  /** @param node the value. @param findings where faults go. */
  constructor(node: YamlNode, findings: Findings) {
    this.node = node;
    this.findings = findings;
  }

  /** The last step of the path. */
  get key(): string {
    return String(this.node.path.at(-1) ?? '');
  }

  /** The path as an author would write it, for example `requires.db.scope`. */
  get label(): string {
    return this.node.path.join('.');
  }

  /** Whether the value is null or nothing. */
  get isNull(): boolean {
    return this.node.value === null;
  }

  /** Notes a fault at this value. */
  fault(code: string, text: string, fix?: string): undefined {
    this.findings.add(code, text, {
      place: this.node.place,
      ...(fix === undefined ? {} : { fix }),
    });
    return undefined;
  }

  /** Notes a fault at the key of this value. */
  keyFault(code: string, text: string, fix?: string): undefined {
    this.findings.add(code, text, {
      place: this.node.keyPlace,
      ...(fix === undefined ? {} : { fix }),
    });
    return undefined;
  }

  /** Notes that the value is of the wrong kind. */
  mismatch(wanted: string, fix?: string): undefined {
    const subject = this.label === '' ? 'the file' : `"${this.label}"`;
    return this.fault(
      'FIELD_TYPE',
      `${subject} must be ${wanted}, found ${describe(this.node)}`,
      fix,
    );
  }

  /** The child with that key; undefined when the key is absent. */
  child(key: string): Field | undefined {
    const node = this.node.entries.get(key);
    return node && new Field(node, this.findings);
  }

  /** The child with that key; notes a fault when it is absent. */
  required(key: string, fix?: string): Field | undefined {
    const found = this.child(key);
    if (found !== undefined) return found;
    const owner = this.label === '' ? 'the file' : `"${this.label}"`;
    return this.fault(
      'FIELD_MISSING',
      `${owner} has no ${JSON.stringify(key)}`,
      fix ?? `add "${key}: ..."`,
    );
  }

  /** Children of a map; notes a fault for anything else, null included. */
  entries(): Field[] {
    if (this.node.kind !== 'map') {
      this.mismatch('a map', this.isNull ? 'give it a value or remove the key' : undefined);
      return [];
    }
    return [...this.node.entries.values()].map((node) => new Field(node, this.findings));
  }

  /** Items of a list; notes a fault for anything else, null included. */
  items(): Field[] {
    if (this.node.kind !== 'list') {
      this.mismatch('a list', this.isNull ? 'give it a value or remove the key' : undefined);
      return [];
    }
    return this.node.items.map((node) => new Field(node, this.findings));
  }

  /** A text; numbers and booleans without quotes are none. Source: contract row J10. */
  string(): string | undefined {
    const { value } = this.node;
    if (typeof value === 'string') return value;
    const isScalar = typeof value === 'number' || typeof value === 'boolean';
    return this.mismatch(
      'a text',
      isScalar ? `write it with quotes: "${writtenText(this.node)}"` : undefined,
    );
  }

  /** A text that is not empty. */
  word(): string | undefined {
    const text = this.string();
    return text === '' ? this.mismatch('a text that is not empty') : text;
  }

  /** One of some words; `text` is this value as a text. */
  choice<T extends string>(text: string, allowed: readonly T[]): T | undefined {
    const found = allowed.find((word) => word === text);
    return found ?? this.mismatch(oneOf(allowed));
  }

  /** A boolean or one of Go's words for it as a text. Source: contract row J11. */
  boolean(): boolean | undefined {
    return parseGoBoolean(this.node.value) ?? this.mismatch('true or false');
  }

  /** A whole number or a text that is one, with an optional base prefix. Source: row J11. */
  integer(): number | undefined {
    return parseGoInteger(this.node) ?? this.mismatch('a whole number');
  }
}

function oneOf(words: readonly string[]): string {
  const quoted = words.map((word) => `"${word}"`);
  const last = quoted.pop() ?? '';
  return quoted.length === 0 ? last : `${quoted.join(', ')} or ${last}`;
}

const TRUE_WORDS = ['1', 't', 'T', 'TRUE', 'true', 'True'];
const FALSE_WORDS = ['0', 'f', 'F', 'FALSE', 'false', 'False'];

/** Reads booleans and Go's words for them; undefined for anything else. */
export function parseGoBoolean(value: unknown): boolean | undefined {
  if (typeof value === 'boolean') return value;
  if (typeof value !== 'string') return undefined;
  if (TRUE_WORDS.includes(value)) return true;
  return FALSE_WORDS.includes(value) ? false : undefined;
}

/** Reads whole numbers and texts that hold one (any base prefix); undefined for anything else. */
export function parseGoInteger(node: Pick<YamlNode, 'value' | 'plain'>): number | undefined {
  const { value, plain } = node;
  if (typeof value === 'number') {
    const isWritten =
      plain === undefined || !/[.eE]|inf|nan/i.test(plain) || /^[-+]?0x/i.test(plain);
    return Number.isInteger(value) && isWritten ? value : undefined;
  }
  if (typeof value !== 'string') return undefined;
  const match = /^([-+]?)(0x[0-9a-f]+|0o?[0-7]+|0b[01]+|0|[1-9][0-9]*)$/i.exec(value);
  if (match === null) return undefined;
  const [, sign = '', digits = ''] = match;
  const number = Number(/^0[0-7]+$/.test(digits) ? `0o${digits}` : digits);
  return sign === '-' ? -number : number;
}

/** Names a value for a message. */
export function describe(node: Pick<YamlNode, 'kind' | 'value' | 'plain'>): string {
  if (node.kind !== 'scalar') return `a ${node.kind}`;
  if (node.value === null) return 'nothing';
  if (typeof node.value === 'string') return quoteShort(node.value);
  const kind = typeof node.value === 'boolean' ? 'the boolean' : 'the number';
  return `${kind} ${writtenText(node)}`;
}

/** A scalar as its author wrote it, without quotes; "" for nothing. */
export function writtenText({ value, plain }: Pick<YamlNode, 'value' | 'plain'>): string {
  if (value === null) return '';
  return plain ?? (typeof value === 'string' ? value : JSON.stringify(value));
}

const LONGEST_QUOTE = 60;

/** Quotes a text; of a long one, such as that of a file which is no YAML, only its start. */
function quoteShort(text: string): string {
  const isLong = text.length > LONGEST_QUOTE;
  return JSON.stringify(isLong ? `${text.slice(0, LONGEST_QUOTE)}…` : text);
}
