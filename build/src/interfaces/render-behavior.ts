import type { EndpointRole } from '@reactive-charms/juju';
import type { InterfacePackage } from './load-interface.ts';
import {
  readParagraphs,
  readSection,
  readSentences,
  readTable,
  type TableRow,
} from './render-markdown.ts';
import { SIDE_NAMES } from './schema-files.ts';

/** Sentences with these words tell of the engine, or of a package in one language; a protocol has neither. */
const OWN_WORDS =
  /\b(?:flags?|engine|handlers?|throws?|asynchronous|undefined|of the endpoint)\b|`(?:malformed|blocked|available)`|`endpoint\./i;

/** The rule about what cannot be read, which is of the package alone. */
const PROBLEMS = /`(?:\w+\.)?problems`/;

/** The part of a package's API that a rule is about: `Requires.config`, `readChecks()`. */
const SIDE_MEMBER = /`(Provides|Requires|Peers)\.(\w+)(?:\([\w, ]*\))?`/;
const MEMBER =
  /`(?:(?:Provides|Requires|Peers)\.(\w+)(?:\([\w, ]*\))?|([a-z]+[A-Z]\w*)(?:\([\w, ]*\))?|([a-z]+)\([\w, ]*\))`/g;

const ROLES: Readonly<Record<string, EndpointRole>> = {
  Provides: 'provides',
  Requires: 'requires',
  Peers: 'peers',
};

/**
 * The section "Behavior" of the catalogue's README: what a side publishes, from the table of the
 * databags, and how it takes what several units say, from the rules of "Many units". What is said of
 * flags is left out, because they belong to the engine and not to the protocol.
 */
export function renderBehavior(source: InterfacePackage, readme: string): string {
  const databags = readSection(readme, 'Databags');
  const rules = readRules(readSection(readme, 'Many units'));
  const common = [
    ...readParagraphs(databags).flatMap((text) => protocolPart(text) ?? []),
    ...rules.filter(({ role }) => role === undefined).map(({ text }) => text),
  ];
  const sections = source.sides.map(({ role }) => {
    const rows = readTable(databags).filter((row) => row['side'] === role);
    const items = [...describeRows(rows), ...listRules(rules.filter((rule) => rule.role === role))];
    return [`### ${capital(SIDE_NAMES[role])}`, items.join('\n')];
  });
  return [...common, ...sections.flat()].filter((part) => part !== '').join('\n\n');
}

/** A rule for many units, without what belongs to the package alone. */
interface Rule {
  /** The side that it is about; undefined when it is about both. */
  readonly role: EndpointRole | undefined;
  readonly text: string;
  /** True when it only leads to the rules behind it. */
  readonly isLead: boolean;
}

function readRules(section: string): Rule[] {
  const paragraphs = readParagraphs(section);
  return paragraphs.flatMap((paragraph, index): Rule[] => {
    const text = protocolPart(paragraph.replace(/^[-*] /, ''));
    if (text === undefined) return [];
    const isLead = text.endsWith(':') && /^[-*] /.test(paragraphs[index + 1] ?? '');
    const role = roleOf(isLead ? (paragraphs[index + 1] ?? '') : paragraph);
    return [{ role, text, isLead }];
  });
}

function roleOf(paragraph: string): EndpointRole | undefined {
  const [, side = ''] = SIDE_MEMBER.exec(paragraph) ?? [];
  return ROLES[side];
}

/** Rules as items of a list; those behind a lead are items below it. */
function listRules(rules: readonly Rule[]): string[] {
  const firstLead = rules.findIndex(({ isLead }) => isLead);
  return rules.map(({ text, isLead }, index) => {
    const isBelow = !isLead && firstLead >= 0 && index > firstLead;
    return `${isBelow ? '  ' : ''}- ${text}`;
  });
}

/** A paragraph without what belongs to the package alone; undefined when nothing is left. */
function protocolPart(paragraph: string): string | undefined {
  if (PROBLEMS.test(paragraph)) return undefined;
  const sentences = readSentences(paragraph).filter((sentence) => !OWN_WORDS.test(sentence));
  if (sentences.length === 0) return undefined;
  return sentences.map((sentence) => capital(withWords(sentence))).join(' ');
}

/** The same with words for names of the package's API: `nodeAddresses` as node addresses. */
function withWords(sentence: string): string {
  return sentence.replaceAll(MEMBER, (_, ...members: readonly (string | undefined)[]) => {
    const member = members.find((name) => name !== undefined) ?? '';
    return member.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  });
}

/** Who writes which keys, one item for each writer. */
function describeRows(rows: readonly TableRow[]): string[] {
  const byWriter = new Map<string, string[]>();
  for (const row of rows) {
    const writer = row['written by'] ?? '';
    const key = row['key'] ?? '';
    const keys = byWriter.get(writer) ?? [];
    byWriter.set(writer, key === '' ? keys : [...keys, `${key}: ${row['value'] ?? ''}`]);
  }
  const isSilent = [...byWriter.keys()].every((writer) => writer.startsWith('nobody'));
  return [...byWriter].map(([writer, keys]) => {
    const nested = keys.map((key) => `\n  - ${key}`).join('');
    return `- ${describeWriter(writer, { isSilent, hasKeys: keys.length > 0 })}${nested === '' ? '.' : ':'}${nested}`;
  });
}

/** In the table, nobody writes the keys that Juju fills, and none where there is no key. */
function describeWriter(
  writer: string,
  { isSilent, hasKeys }: { readonly isSilent: boolean; readonly hasKeys: boolean },
): string {
  const [, exception = ''] = writer.split(/; */);
  if (!writer.startsWith('nobody') || (exception === '' && hasKeys)) {
    return `${capital(writer)} publishes`;
  }
  if (exception === '') return 'Nothing is published';
  return isSilent ? `Nothing is published; ${exception}` : capital(exception);
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
