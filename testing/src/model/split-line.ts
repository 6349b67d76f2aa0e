import { userError } from '@reactive-charms/juju';

/**
 * Splits a line into words as a shell does, with quotes and backslashes; nothing is expanded.
 * @throws DiagnosticsError for what only a shell can do, such as a pipe or a variable.
 */
export function splitLine(line: string): string[] {
  const words: string[] = [];
  let word: string | undefined;
  for (const [part] of line.matchAll(PARTS)) {
    if (/^\s+$/.test(part)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else {
      word = (word ?? '') + meaningOf(part, line);
    }
  }
  return word === undefined ? words : [...words, word];
}

const PARTS = /\s+|'[^']*'|"(?:[^"\\]|\\.)*"|\\.|[^\s'"\\]+|['"\\]/gs;

function meaningOf(part: string, line: string): string {
  if (part.length > 1 && part.startsWith("'")) return part.slice(1, -1);
  if (part.startsWith('\\') && part.length > 1) return part.slice(1);
  const isQuoted = part.length > 1 && part.startsWith('"');
  const text = isQuoted ? part.slice(1, -1) : part;
  if ((isQuoted ? /[$`]/ : /[$`|&;<>()'"\\]/).test(text)) throw needsShell(line);
  return isQuoted ? text.replace(/\\(["\\])/g, '$1') : text;
}

function needsShell(line: string): Error {
  return userError('EXEC_NEEDS_SHELL', `in-process there is no shell to run: ${line}`, {
    fix: "give one hook tool a line, or open the model with 'processes'",
  });
}
