/** One row of a table, by the heads of its columns. */
export type TableRow = Readonly<Record<string, string>>;

/** The paragraphs and lists below the title of a page, up to its first heading of the second level. */
export function readIntroduction(page: string): string {
  const [first = ''] = page.replaceAll('\r\n', '\n').split(/^## /m, 1);
  return first.replace(/^# .*$/m, '').trim();
}

/** The text below a heading of the second level; empty when there is none. */
export function readSection(page: string, heading: string): string {
  const [, ...below] = `\n${page.replaceAll('\r\n', '\n')}`.split(`\n## ${heading}\n`);
  return below.join('').split(/^## /m, 1).join('').trim();
}

/** The rows of the first table of a text. */
export function readTable(text: string): TableRow[] {
  const lines = text.split('\n').filter((line) => line.startsWith('|'));
  const [head = [], , ...rows] = lines.map(cellsOf);
  return rows.map((row) =>
    Object.fromEntries(head.map((name, column) => [name, row[column] ?? ''])),
  );
}

/** The paragraphs and the items of lists, each on a line of its own; tables and code are left out. */
export function readParagraphs(text: string): string[] {
  const prose = text.replaceAll(/^(`{3,})[^]*?^\1$/gm, '').replaceAll(/^\|.*$/gm, '');
  return prose
    .split(/\n\s*\n|\n(?=[-*] )/)
    .map((block) => block.replaceAll(/\s*\n\s*/g, ' ').trim())
    .filter((block) => block !== '');
}

/** The sentences of a paragraph. */
export function readSentences(paragraph: string): string[] {
  return paragraph.split(/(?<=[.!?])\s+(?=[A-Z`])/);
}

/** The same text without links into the repository that it comes from. */
export function withoutOwnLinks(text: string): string {
  return text.replaceAll(/\[([^\]]+)\]\((?![a-z]+:)[^)]*\)/g, '$1');
}

function cellsOf(line: string): string[] {
  return line
    .split(/(?<!\\)\|/)
    .slice(1, -1)
    .map((cell) => cell.trim().replaceAll('\\|', '|'));
}
