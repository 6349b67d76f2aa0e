/** A row of a table; the cells of a column stand below each other. */
export type Row = readonly string[];

/**
 * Lays out rows as people read them: columns as wide as their widest cell, two blanks apart.
 * @param rightAligned numbers of the columns that hold figures.
 */
export function formatColumns(rows: readonly Row[], rightAligned: readonly number[] = []): string {
  const printable = rows.map((row) => row.map(escapeControls));
  const widths = printable.reduce<readonly number[]>(
    (found, row) => row.map((cell, column) => Math.max(found[column] ?? 0, cell.length)),
    [],
  );
  return printable
    .map((row) =>
      row
        .map((cell, column) => {
          const width = widths[column] ?? 0;
          return rightAligned.includes(column) ? cell.padStart(width) : cell.padEnd(width);
        })
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** A cell must neither end its line nor command the terminal. */
function escapeControls(cell: string): string {
  return cell.replaceAll(/\p{Cc}/gu, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return character === '\n' ? '\\n' : `\\x${code.toString(16).padStart(2, '0')}`;
  });
}

/** Shortens a text for a cell of a table. */
export function shorten(text: string, width: number): string {
  return text.length > width ? `${text.slice(0, width - 1)}…` : text;
}

/** Puts two blanks before each line. */
export function indent(lines: readonly string[]): string[] {
  return lines.map((line) => `  ${line}`);
}
