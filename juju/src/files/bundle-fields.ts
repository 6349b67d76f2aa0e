import { Field, writtenText } from './field.ts';

/** Notes keys that Juju does not know. Source: contract row J75. */
export function refuseUnknownKeys(field: Field, known: readonly string[]): void {
  for (const node of field.node.entries.values()) {
    const child = new Field(node, field.findings);
    if (known.includes(child.key)) continue;
    const keys = known.filter((key) => key !== 'bundle').join(', ');
    child.keyFault('BUNDLE_KEY', `"${child.label}" is no key of a bundle`, `use one of: ${keys}`);
  }
}

/** Reads a base such as `ubuntu@22.04`. Source: contract row J79. */
export function readBase(field: Field | undefined): string | undefined {
  if (field === undefined || field.isNull) return undefined;
  const text = field.string();
  if (text === undefined || /^[a-z]+@[0-9a-z.]+(?:\/[a-z]+){0,2}$/.test(text)) return text;
  return field.mismatch('a base such as "ubuntu@22.04"');
}

/** Reads a map of texts; scalars of other types count as they are written, as in Juju. */
export function readTexts(field: Field | undefined): Record<string, string> {
  if (field === undefined || field.isNull) return {};
  const texts = field.entries().flatMap((child) => {
    if (child.node.kind === 'scalar') return [[child.key, writtenText(child.node)] as const];
    child.mismatch('a text');
    return [];
  });
  return Object.fromEntries(texts);
}
