/** A figure with the limit that it is judged by. */
export interface Goal {
  readonly name: string;
  readonly figure: number;
  readonly limit: number;
  /** What the figure counts; ratios and rates have none. */
  readonly unit?: string;
  /** Whether the limit is the least that is wanted, and not the most. @default false */
  readonly isLeast?: boolean;
}

/** Tells whether a goal is met; one that could not be measured is not. */
export function isMet({ figure, limit, isLeast = false }: Goal): boolean {
  return isLeast ? figure >= limit : figure <= limit;
}

/** A goal as a line of text. */
export function printGoal(goal: Goal): string {
  const { name, figure, limit, unit, isLeast = false } = goal;
  const bound = `at ${isLeast ? 'least' : 'most'} ${limit.toFixed(2)}${unit === undefined ? '' : ` ${unit}`}`;
  const verdict = isMet(goal) ? 'met' : 'NOT MET';
  return `  ${name.padEnd(40)} ${figure.toFixed(2).padStart(6)}   ${bound}   ${verdict}`;
}

/** Rows with their columns one below the other; a row of one cell is a line of its own. */
export function printTable(rows: readonly (readonly string[])[]): string[] {
  const widths: number[] = [];
  for (const row of rows.filter(({ length }) => length > 1)) {
    row.forEach((cell, column) => {
      widths[column] = Math.max(widths[column] ?? 0, cell.length);
    });
  }
  return rows.map((row) =>
    `  ${row
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('  ')}`.trimEnd(),
  );
}
