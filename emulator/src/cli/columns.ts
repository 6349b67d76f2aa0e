import { paint } from './writer.ts';
import type { Colour } from './writer.ts';

/** A cell of a table, with a colour or without. */
export type Cell = string | { readonly text: string; readonly colour: Colour | undefined };

/** How to draw a table. */
export interface ColumnOptions {
  /** Indexes of columns whose texts end flush. */
  readonly right?: readonly number[];
  /** @default false */
  readonly colour?: boolean;
}

/** Sets rows in columns two blanks apart, as Juju's tables are; lines end without blanks. */
export function formatColumns(
  rows: readonly (readonly Cell[])[],
  options: ColumnOptions = {},
): string {
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach((cell, at) => {
      widths[at] = Math.max(widths[at] ?? 0, textOf(cell).length);
    });
  }
  return rows
    .map((row) =>
      row
        .map((cell, at) => {
          const blanks = ' '.repeat((widths[at] ?? 0) - textOf(cell).length);
          const shown = show(cell, options.colour ?? false);
          return options.right?.includes(at) ? `${blanks}${shown}` : `${shown}${blanks}`;
        })
        .join('  ')
        .trimEnd(),
    )
    .map((line) => `${line}\n`)
    .join('');
}

function textOf(cell: Cell): string {
  return typeof cell === 'string' ? cell : cell.text;
}

function show(cell: Cell, colourful: boolean): string {
  if (typeof cell === 'string' || cell.colour === undefined || !colourful) return textOf(cell);
  return cell.text === '' ? '' : paint(cell.text, cell.colour);
}
