import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CHECKOUT } from './checkout-copy.ts';

/** A fenced block of a page, with the comments right above it that tell what to do with it. */
export interface Fence {
  readonly language: string;
  readonly text: string;
  /** First line of the text in the page, from 1. */
  readonly line: number;
  /** From `<!-- name: value -->`. */
  readonly notes: ReadonlyMap<string, string>;
}

/** A command of a console block, and what it is said to print. */
export interface Example {
  readonly command: string;
  readonly output: readonly string[];
  readonly line: number;
}

/** Pages whose examples are run: those that readers start from. */
export function listGuides(): string[] {
  return listPages().filter((page) => page === 'README.md' || page.startsWith('docs/'));
}

/** All Markdown files of the repository. */
export function listPages(): string[] {
  const output = execFileSync(
    'git',
    ['ls-files', '--cached', '--others', '--exclude-standard', '*.md'],
    { cwd: CHECKOUT, encoding: 'utf8' },
  );
  return output.split('\n').filter((page) => page !== '' && existsSync(join(CHECKOUT, page)));
}

/** The text of a page. */
export function readPage(page: string): string {
  return readFileSync(join(CHECKOUT, page), 'utf8');
}

/** The fenced blocks of a page, in order. */
export function readFences(page: string): Fence[] {
  const fences: Fence[] = [];
  let notes = new Map<string, string>();
  let open: { mark: string; language: string; line: number; text: string[] } | undefined;
  for (const [index, line] of readPage(page).split('\n').entries()) {
    const [, mark, language = ''] = /^ *(`{3,})(\S*)/.exec(line) ?? [];
    if (open === undefined && mark !== undefined) {
      open = { mark, language, line: index + 2, text: [] };
    } else if (open !== undefined && mark === open.mark) {
      fences.push({ ...open, text: open.text.join('\n'), notes });
      open = undefined;
      notes = new Map();
    } else if (open !== undefined) {
      open.text.push(line);
    } else if (line.trim() !== '') {
      notes = new Map([...(line.startsWith('<!--') ? notes : []), ...readNote(line)]);
    }
  }
  return fences;
}

function readNote(line: string): [string, string][] {
  const [, name, value] = /^<!-- ([a-z ]+): (.*) -->$/.exec(line) ?? [];
  return name === undefined || value === undefined ? [] : [[name, value]];
}

/** The examples of a console block: lines `$ command` (and `> more of it`), each with its output. */
export function readExamples(fence: Fence): Example[] {
  const examples: { command: string; output: string[]; line: number }[] = [];
  for (const [index, line] of fence.text.split('\n').entries()) {
    const last = examples.at(-1);
    if (line.startsWith('$ ')) {
      examples.push({ command: line.slice(2), output: [], line: fence.line + index });
    } else if (last !== undefined && last.output.length === 0 && line.startsWith('> ')) {
      last.command += `\n${line.slice(2)}`;
    } else {
      last?.output.push(line);
    }
  }
  return examples;
}
