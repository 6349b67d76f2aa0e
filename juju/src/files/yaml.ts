import { LineCounter, isAlias, isMap, isScalar, isSeq, parseAllDocuments } from 'yaml';
import type { Document, Node, Pair, Scalar, Tags, YAMLMap } from 'yaml';
import { DiagnosticsError, userError } from '../diagnostics.ts';
import type { Diagnostic, Place } from '../diagnostics.ts';

/** Keys and indexes from the root of a YAML document to one of its values. */
export type YamlPath = readonly (string | number)[];

/** One value of a YAML document that knows where it stands. */
export interface YamlNode {
  readonly kind: 'map' | 'list' | 'scalar';
  /** The same as plain data. */
  readonly value: unknown;
  readonly path: YamlPath;
  /** The value's own place; for maps, lists and empty values the place of their key. */
  readonly place: Place;
  /** The place of the value's key, or of the item of a list. */
  readonly keyPlace: Place;
  /** How a scalar without quotes is written; `1.0` and `1` differ here only. */
  readonly plain?: string;
  /** Children of a map by key, in the order of the file; empty for other kinds. */
  readonly entries: ReadonlyMap<string, YamlNode>;
  /** Children of a list; empty for other kinds. */
  readonly items: readonly YamlNode[];
}

/** A YAML text that was read: its data, and where each value stands. */
export interface YamlFile {
  readonly file: string;
  readonly value: unknown;
  readonly root: YamlNode;
  /** The place of a value; of the nearest value above it when there is none at the path. */
  place(path: YamlPath): Place;
}

/** Documents of a text, and faults of theirs that do not keep a reader from going on. */
export interface YamlSurvey {
  readonly documents: [YamlFile, ...YamlFile[]];
  /** Keys that occur twice; the last one counts. */
  readonly faults: readonly Diagnostic[];
}

/**
 * Reads a text of one YAML document as Juju does: YAML 1.1 words (`yes`, `off`, `0777`), without
 * base-60 numbers and dates. Unlike Juju's readers of charms it refuses duplicate keys.
 * Source: contract build.md rows J69 and J70, juju.md section 2.1.
 * @param file the name of the file, for messages.
 * @throws DiagnosticsError with every fault of the syntax.
 */
export function readYaml(text: string, file: string): YamlFile {
  const [first, second] = readYamlDocuments(text, file);
  if (second !== undefined) {
    throw userError('YAML_SEVERAL_DOCUMENTS', 'the file holds more than one YAML document', {
      place: second.root.place,
      fix: 'remove the second document and the line "---" above it',
    });
  }
  return first;
}

/**
 * Reads a text of one or more YAML documents; see {@link readYaml}.
 * @returns at least one document: an empty text is one document that is null.
 * @throws DiagnosticsError with every fault of the syntax.
 */
export function readYamlDocuments(text: string, file: string): [YamlFile, ...YamlFile[]] {
  const { documents, faults } = surveyYamlDocuments(text, file);
  if (faults.length > 0) throw new DiagnosticsError(faults);
  return documents;
}

/**
 * Reads a text as {@link readYamlDocuments} does, and goes on after duplicate keys, so that a reader
 * can tell them together with what it finds itself.
 * @throws DiagnosticsError with every other fault of the syntax.
 */
export function surveyYamlDocuments(text: string, file: string): YamlSurvey {
  const lines = new LineCounter();
  const source: Source = {
    file,
    lines,
    text: text.split('\n'),
    budget: { nodes: MAXIMUM_NODES },
    faults: [],
  };
  const parsed = parseAllDocuments<Node>(text, {
    version: '1.1',
    merge: true,
    customTags: withoutTimes,
    lineCounter: lines,
    prettyErrors: false,
    // Keys are compared as they are written; the parser would compare what they mean.
    uniqueKeys: false,
  });
  const documents: readonly Document[] = Array.isArray(parsed) ? parsed : [];
  source.faults.push(
    ...documents.flatMap(({ errors }) => errors.map((error) => syntaxFault(error, source))),
  );
  if (source.faults.length > 0) throw new DiagnosticsError(source.faults);
  const [first, ...rest] = documents.map((document) => createFile(document, source));
  return {
    documents: first === undefined ? [emptyFile(file)] : [first, ...rest],
    faults: source.faults,
  };
}

/** A document may not grow beyond this by aliases. */
const MAXIMUM_NODES = 200_000;

interface Source {
  readonly file: string;
  readonly lines: LineCounter;
  readonly text: readonly string[];
  readonly budget: { nodes: number };
  readonly faults: Diagnostic[];
}

function withoutTimes(tags: Tags): Tags {
  const dropped = ['TIME', 'binary', 'omap', 'pairs', 'set', 'timestamp'];
  return tags.filter((tag) => {
    if (typeof tag === 'string') return !dropped.includes(tag);
    const isTime = 'format' in tag && tag.format === 'TIME';
    return !isTime && !dropped.some((name) => tag.tag === `tag:yaml.org,2002:${name}`);
  });
}

function syntaxFault(
  error: { readonly code: string; readonly message: string; readonly pos: [number, number] },
  source: Source,
): Diagnostic {
  const place = placeAt(source, error.pos[0]);
  const [headline = 'the YAML cannot be read'] = error.message.split('\n');
  return {
    severity: 'error',
    code: 'YAML_SYNTAX',
    text: `broken YAML: ${headline}`,
    place,
    fix: fixFor(error.code),
  };
}

function fixFor(code: string): string {
  switch (code) {
    case 'TAB_AS_INDENT':
      return 'indent with spaces';
    case 'BAD_INDENT':
      return 'indent the line like its neighbours';
    case 'MISSING_CHAR':
    case 'MULTILINE_IMPLICIT_KEY':
      return 'check quotes, colons and indentation here and in the line above';
    default:
      return 'correct the YAML at this place';
  }
}

function createFile(document: Document, source: Source): YamlFile {
  const start = placeAt(source, document.contents?.range?.[0] ?? 0);
  const root = convert({ document, source }, document.contents, {
    path: [],
    key: start,
    above: [],
  });
  return fileOf(source.file, root);
}

function emptyFile(file: string): YamlFile {
  const place = { file, line: 1, column: 1 };
  return fileOf(file, { ...scalar(null, { path: [], key: place, above: [] }) });
}

function fileOf(file: string, root: YamlNode): YamlFile {
  return { file, root, value: root.value, place: (path) => nearest(root, path).place };
}

function nearest(root: YamlNode, path: YamlPath): YamlNode {
  let node = root;
  for (const step of path) {
    const next = typeof step === 'number' ? node.items[step] : node.entries.get(step);
    if (next === undefined) return node;
    node = next;
  }
  return node;
}

interface Position {
  readonly path: YamlPath;
  readonly key: Place;
  /** Nodes that contain this one, to notice an alias to one of them. */
  readonly above: readonly Node[];
}

interface Conversion {
  readonly document: Document;
  readonly source: Source;
}

function convert(from: Conversion, node: Node | null, position: Position): YamlNode {
  const { source, document } = from;
  source.budget.nodes -= 1;
  if (source.budget.nodes < 0) {
    throw userError('YAML_TOO_LARGE', 'the document has too many values', { place: position.key });
  }
  if (isAlias(node)) {
    const target = node.resolve(document);
    const fault = target === undefined ? 'names no anchor' : 'contains itself';
    if (target === undefined || position.above.includes(target)) {
      throw userError('YAML_SYNTAX', `broken YAML: the alias *${node.source} ${fault}`, {
        place: position.key,
        fix: 'write the value out',
      });
    }
    return convert(from, target, position);
  }
  if (isMap<Node, Node | null>(node)) return convertMap(from, node, position);
  if (isSeq<Node | null>(node)) {
    const above = [...position.above, node];
    const items = node.items.map((item, index) => {
      const key = item?.range ? placeAt(source, item.range[0]) : position.key;
      return convert(from, item, { path: [...position.path, index], key, above });
    });
    const value = items.map((item) => item.value);
    return {
      kind: 'list',
      value,
      path: position.path,
      place: position.key,
      keyPlace: position.key,
      entries: new Map(),
      items,
    };
  }
  if (isScalar(node)) return convertScalar(from, node, position);
  return scalar(null, position);
}

function convertMap(
  from: Conversion,
  map: YAMLMap<Node, Node | null>,
  position: Position,
): YamlNode {
  const entries = new Map<string, YamlNode>();
  const merged = new Map<string, YamlNode>();
  const above = [...position.above, map];
  for (const pair of map.items) {
    const name = keyText(pair);
    const key = placeAt(from.source, pair.key.range?.[0] ?? 0);
    const child = convert(from, pair.value, { path: [...position.path, name], key, above });
    if (name !== '<<') {
      if (entries.has(name)) from.source.faults.push(duplicate(name, key));
      entries.set(name, child);
    } else
      for (const part of [child, ...child.items])
        part.entries.forEach((item, at) => merged.set(at, merged.get(at) ?? item));
  }
  for (const [name, child] of merged) if (!entries.has(name)) entries.set(name, child);
  const value = Object.fromEntries([...entries].map(([name, child]) => [name, child.value]));
  return {
    kind: 'map',
    value,
    path: position.path,
    place: position.key,
    keyPlace: position.key,
    entries,
    items: [],
  };
}

function duplicate(key: string, place: Place): Diagnostic {
  return {
    severity: 'error',
    code: 'YAML_DUPLICATE_KEY',
    text: `the key ${JSON.stringify(key)} occurs twice in one map`,
    place,
    fix: 'keep one of the two',
  };
}

/** A key keeps its written form, as in Juju: `on:` is the key "on", `0:` the key "0". */
function keyText(pair: Pair<Node, Node | null>): string {
  const { key } = pair;
  if (!isScalar(key)) return String(key);
  return key.source ?? String(key.value);
}

function convertScalar(from: Conversion, node: Scalar, position: Position): YamlNode {
  const plain = node.type === 'PLAIN' ? node.source : undefined;
  const isEmpty = node.value === null && (node.source ?? '') === '';
  const place = isEmpty || !node.range ? position.key : placeAt(from.source, node.range[0]);
  const value = typeof node.value === 'bigint' ? Number(node.value) : node.value;
  return { ...scalar(value, position), place, ...(plain === undefined ? {} : { plain }) };
}

function scalar(value: unknown, { path, key }: Position): YamlNode {
  return { kind: 'scalar', value, path, place: key, keyPlace: key, entries: new Map(), items: [] };
}

function placeAt({ file, lines, text }: Source, offset: number): Place {
  const { line, col } = lines.linePos(offset);
  const number = Math.max(line, 1);
  const source = text[number - 1];
  return {
    file,
    line: number,
    column: Math.max(col, 1),
    ...(source === undefined ? {} : { source: source.replace(/\r$/, '') }),
  };
}
