import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  type Document,
  type Pair,
  type Scalar,
  type YAMLMap,
} from 'yaml';
import { DiagnosticsError, type Diagnostic, type Place } from '@reactive-charms/juju';
import type { Findings } from '../findings.ts';
import { readingOf11 } from './ambiguity.ts';
import {
  describeKind,
  entriesOf,
  itemsOf,
  type MapEntry,
  type MapTree,
  type Tree,
} from './tree.ts';

/** The text of a YAML file and how to call it in messages. */
export interface YamlSource {
  readonly text: string;
  readonly file: string;
}

/**
 * Reads a YAML file (YAML 1.2) into a tree whose parts know their places. Anchors, aliases and merge
 * keys are expanded. Plain values that YAML 1.1 reads in another way get a warning, because Juju
 * reads 1.1 (contract row B40).
 * @throws DiagnosticsError on broken YAML and on duplicate keys, all of them at once.
 */
export function readTree({ text, file }: YamlSource, findings: Findings): Tree {
  const lines = text.split('\n');
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter, prettyErrors: false });
  const placeAt = (offset: number): Place => {
    const { line, col } = counter.linePos(offset);
    const source = lines[line - 1]?.trimEnd();
    return { file, line, column: col, ...(source === undefined ? {} : { source }) };
  };
  if (document.errors.length > 0) {
    throw new DiagnosticsError(
      document.errors.map(({ code, message, pos: [offset] }) =>
        // What is not closed is noticed at the end only; the last line with text says more.
        syntaxFault({ code, message }, placeAt(Math.min(offset, text.trimEnd().length))),
      ),
    );
  }
  return new Reader(document, placeAt, findings).read(document.contents);
}

/**
 * Reads a YAML file that must be a mapping; an empty file is an empty mapping.
 * @throws DiagnosticsError on broken YAML or when the file holds something else.
 */
export function readMap(source: YamlSource, findings: Findings): MapTree {
  const tree = readTree(source, findings);
  if (tree.kind === 'map') return tree;
  if (tree.kind === 'scalar' && tree.value === null) {
    return { kind: 'map', entries: [], place: { file: source.file } };
  }
  throw new DiagnosticsError([
    {
      severity: 'error',
      code: 'YAML_NOT_A_MAPPING',
      text: `the file must hold a mapping of keys to values, found ${describeKind(tree)}`,
      place: tree.place,
    },
  ]);
}

class Reader {
  readonly #document: Document.Parsed;
  readonly #placeAt: (offset: number) => Place;
  readonly #findings: Findings;

  constructor(document: Document.Parsed, placeAt: (offset: number) => Place, findings: Findings) {
    this.#document = document;
    this.#placeAt = placeAt;
    this.#findings = findings;
  }

  read(node: unknown, fallback = 0): Tree {
    if (isAlias(node)) return this.read(node.resolve(this.#document), fallback);
    if (isMap(node)) return this.#readMap(node, fallback);
    if (isSeq(node)) {
      const offset = node.range?.[0] ?? fallback;
      const items = node.items.map((item) => this.read(item, offset));
      return { kind: 'list', items, place: this.#placeAt(offset) };
    }
    if (isScalar(node)) return this.#readScalar(node, fallback);
    return { kind: 'scalar', value: null, place: this.#placeAt(fallback) };
  }

  #readMap(map: YAMLMap, fallback: number): MapTree {
    const offset = map.range?.[0] ?? fallback;
    const own = map.items.filter((pair) => !isMergeKey(pair));
    const entries = own.map((pair) => this.#readEntry(pair, offset));
    const known = new Set(entries.map((entry) => entry.key));
    for (const pair of map.items.filter(isMergeKey)) {
      const merged = this.read(pair.value, offset);
      const sources = merged.kind === 'list' ? itemsOf(merged) : [merged];
      for (const entry of sources.flatMap(entriesOf)) {
        if (!known.has(entry.key)) entries.push(entry);
        known.add(entry.key);
      }
    }
    return { kind: 'map', entries, place: this.#placeAt(offset) };
  }

  #readEntry(pair: Pair, fallback: number): MapEntry {
    const key = this.read(pair.key, fallback);
    const offset = isScalar(pair.key) ? (pair.key.range?.[0] ?? fallback) : fallback;
    const comment = isScalar(pair.key) ? pair.key.commentBefore : undefined;
    return {
      key: key.kind === 'scalar' ? String(key.value) : JSON.stringify(key),
      place: key.place,
      value: this.read(pair.value, offset),
      ...(comment ? { comment } : {}),
    };
  }

  #readScalar(node: Scalar, fallback: number): Tree {
    const place = this.#placeAt(node.range?.[0] ?? fallback);
    const { value } = node;
    this.#warnIfAmbiguous(node, place);
    return {
      kind: 'scalar',
      value: isPrimitive(value) ? value : (node.source ?? null),
      place,
      ...(node.type === 'BLOCK_LITERAL' ? { block: 'literal' } : {}),
      ...(node.type === 'BLOCK_FOLDED' ? { block: 'folded' } : {}),
      ...(node.comment ? { comment: node.comment } : {}),
    };
  }

  #warnIfAmbiguous(node: Scalar, place: Place): void {
    if (node.type !== 'PLAIN' || node.source === undefined) return;
    const older = readingOf11(node.source);
    if (older === undefined) return;
    const text = `${node.source} is ${describe(node.value)} in YAML 1.2 but ${older} in YAML 1.1, which Juju reads`;
    this.#findings.warning('YAML_AMBIGUOUS', text, {
      place,
      fix: 'put the value in quotes if it is text, or write it as true, false or a decimal number',
    });
  }
}

function isMergeKey(pair: Pair): boolean {
  return isScalar(pair.key) && pair.key.source === '<<' && pair.key.type === 'PLAIN';
}

function isPrimitive(value: unknown): value is string | number | boolean | null {
  return value === null || ['string', 'number', 'boolean'].includes(typeof value);
}

function describe(value: unknown): string {
  return typeof value === 'string' ? 'text' : `the value ${String(value)}`;
}

function syntaxFault(
  { code, message }: { readonly code: string; readonly message: string },
  place: Place,
): Diagnostic {
  const severity = 'error';
  if (code === 'DUPLICATE_KEY') {
    const text = 'the key occurs twice in one mapping';
    return { severity, code: 'YAML_DUPLICATE_KEY', text, place, fix: 'keep one of the two' };
  }
  const text = `broken YAML: ${message.split('\n', 1).join('').replace(/[:.]$/, '')}`;
  const fix =
    code === 'TAB_AS_INDENT'
      ? 'indent with spaces'
      : 'check brackets, quotes, colons and indentation here and in the line above';
  return { severity, code: 'YAML_SYNTAX', text, place, fix };
}
