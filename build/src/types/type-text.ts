/** One property of a type that is written out. */
export interface Property {
  readonly name: string;
  readonly type: string;
  readonly description?: string;
  readonly isOptional?: boolean;
}

/** The type without properties. */
export const EMPTY = 'Readonly<Record<never, never>>';

const LINE_WIDTH = 100;

/** An object type, a line for each property. @param indent that of the line it begins in. */
export function objectType(properties: readonly Property[], indent: string): string {
  if (properties.length === 0) return EMPTY;
  const lines = properties.flatMap(({ name, type, description = '', isOptional = false }) => [
    ...comment(description, `${indent}  `),
    `${indent}  readonly ${propertyName(name)}${isOptional ? '?' : ''}: ${type};`,
  ]);
  return `{\n${lines.join('\n')}\n${indent}}`;
}

/** A union behind a colon: on the same line, or a line for each member where it gets long. */
export function unionType(members: readonly string[], indent: string): string {
  if (members.length === 0) return ' never';
  const line = ` ${members.join(' | ')}`;
  if (line.length <= LINE_WIDTH - 20) return line;
  return members.map((member) => `\n${indent}  | ${member}`).join('');
}

/** A text as a literal. */
export function quoted(text: string): string {
  return `'${text.replaceAll(/['\\]/g, '\\$&')}'`;
}

/** The beginning of a description, where editors show it. */
function comment(description: string, indent: string): string[] {
  const [paragraph = ''] = description.trim().split(/\n\s*\n/, 1);
  const text = paragraph.replaceAll(/\s+/g, ' ').replaceAll('*/', '* /');
  if (text === '') return [];
  const room = LINE_WIDTH - indent.length - '/**  */'.length;
  if (text.length <= room) return [`${indent}/** ${text} */`];
  const cut = text.slice(0, room - 3);
  return [`${indent}/** ${cut.slice(0, cut.lastIndexOf(' '))} ... */`];
}

function propertyName(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : quoted(name);
}
