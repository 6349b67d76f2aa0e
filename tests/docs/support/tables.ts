/** The rows of the table below a heading of a Markdown page, as the texts of their cells. */
export function readTable(page: string, heading: string): string[][] {
  const lines = page.split('\n');
  const start = lines.findIndex((line) => /^#+ /.test(line) && line.endsWith(heading));
  if (start < 0) throw new Error(`there is no heading "${heading}"`);
  const below = lines.slice(start + 1);
  const end = below.findIndex((line) => /^#+ /.test(line));
  const section = end < 0 ? below : below.slice(0, end);
  const [, , ...rows] = section.filter((line) => line.startsWith('|'));
  return rows.map((row) =>
    row
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

/** The code texts in a cell: what stands between backticks. */
export function codeIn(cell: string | undefined): string[] {
  return [...(cell ?? '').matchAll(/`([^`]+)`/g)].flatMap(([, text]) => text ?? []);
}
