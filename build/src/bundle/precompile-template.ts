import Handlebars from 'handlebars';
import { userError } from '@reactive-charms/juju';

/**
 * Compiles a Handlebars template to the JavaScript source of its specification. Values are put in as
 * they are, because the templates make configuration files and not HTML, and a missing value is an
 * error when the template is used.
 * @throws DiagnosticsError with the line of a mistake in the template.
 */
export function precompileTemplate(text: string, file: string): string {
  try {
    // The types of Handlebars say that this is an object; it is that object's source.
    const source: unknown = Handlebars.precompile(text, { noEscape: true, strict: true });
    return typeof source === 'string' ? source : JSON.stringify(source);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const line = lineOf(error, message);
    const source = line === undefined ? undefined : text.split('\n')[line - 1];
    throw userError('TEMPLATE_BROKEN', `the template cannot be compiled: ${reasonIn(message)}`, {
      place: {
        file,
        ...(line === undefined ? {} : { line }),
        ...(source === undefined ? {} : { source }),
      },
      fix: 'correct the {{...}} at this place',
    });
  }
}

/** Handlebars gives the line as a property or in the text, by the kind of the mistake. */
function lineOf(error: unknown, message: string): number | undefined {
  if (typeof error === 'object' && error !== null && 'lineNumber' in error) {
    if (typeof error.lineNumber === 'number') return error.lineNumber;
  }
  const line = /on line (\d+)|- (\d+):\d+$/.exec(message);
  const digits = line?.[1] ?? line?.[2];
  return digits === undefined ? undefined : Number(digits);
}

/** The part of the message that says what is wrong: its last line, without the drawing. */
function reasonIn(message: string): string {
  const lines = message.split('\n').filter((line) => line.trim() !== '');
  const reason = (lines.at(-1) ?? message).replace(/ - \d+:\d+$/, '');
  // The parser names a score of tokens that it would have taken; the one that it got says enough.
  const got = /^Expecting .*got '(\w+)'$/.exec(reason)?.[1];
  if (got === undefined) return reason;
  if (got === 'EOF') return 'it ends too early; is a block not closed?';
  return got === 'INVALID' ? 'a character that cannot stand there' : `unexpected ${got}`;
}
