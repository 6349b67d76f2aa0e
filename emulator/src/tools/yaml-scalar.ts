/** Where a text stands in a document. */
export interface ScalarPlace {
  readonly column: number;
  readonly indent: number;
  /** Keys never fold and never become blocks. */
  readonly key: boolean;
}

/** Longest line before a plain or single-quoted text folds at the next space. */
const BEST_WIDTH = 80;

/**
 * Writes a text as Go's yaml.v2 does: plain if it reads back as the same text, double-quoted if it
 * would read back as another type, single-quoted for indicators, a literal block for several lines.
 * Source: contract juju.md section 2.1 (measured).
 */
export function formatScalarText(text: string, place: ScalarPlace): string {
  if (hasSpecialCharacters(text)) return doubleQuote(text);
  if (text.includes('\n')) {
    return place.key || text.endsWith(' ') ? doubleQuote(text) : literalBlock(text, place.indent);
  }
  if (resolvesToOtherType(text)) return doubleQuote(text);
  if (isPlain(text)) return fold(text, place);
  return `'${fold(text.replaceAll("'", "''"), { ...place, column: place.column + 1 })}'`;
}

function hasSpecialCharacters(text: string): boolean {
  return /[^\P{Cc}\n]|\ufeff|\p{Cs}/u.test(text);
}

function doubleQuote(text: string): string {
  return JSON.stringify(text).replace(/\\u00([0-9a-f]{2})/g, (_all, hex: string) =>
    hex === '00' ? '\\0' : `\\x${hex.toUpperCase()}`,
  );
}

function literalBlock(text: string, indent: number): string {
  const hint = /^[ \n]/.test(text) ? '2' : '';
  const chomp = !text.endsWith('\n') ? '-' : text.endsWith('\n\n') || text === '\n' ? '+' : '';
  const pad = ' '.repeat(indent);
  const lines = (text.endsWith('\n') ? text.slice(0, -1) : text).split('\n');
  return [`|${hint}${chomp}`, ...lines.map((line) => (line === '' ? '' : pad + line))].join('\n');
}

const OTHER_TYPES: readonly RegExp[] = [
  /^(?:|~|null|Null|NULL)$/,
  /^(?:y|Y|yes|Yes|YES|n|N|no|No|NO|on|On|ON|off|Off|OFF)$/,
  /^(?:true|True|TRUE|false|False|FALSE)$/,
  /^[-+]?(?:0[xX][0-9a-fA-F_]+|0[bB][01_]+|0[oO][0-7_]+)$/,
  /^[-+]?[0-9][0-9_]*$/,
  /^[-+]?[0-9_]*\.?[0-9][0-9_]*(?:[eE][-+]?[0-9]+)?$/,
  /^[-+]?[0-9][0-9_]*\.$/,
  /^[-+]?\.(?:inf|Inf|INF)$/,
  /^\.(?:nan|NaN|NAN)$/,
  /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$/,
  /^\d{4}-\d{1,2}-\d{1,2}$/,
  /^\d{4}-\d{1,2}-\d{1,2} \d{1,2}:\d{1,2}:\d{1,2}(?:\.\d+)?$/,
  /^\d{4}-\d{1,2}-\d{1,2}[Tt]\d{1,2}:\d{1,2}:\d{1,2}(?:\.\d+)?(?:Z|[-+]\d{2}:\d{2})$/,
];

function resolvesToOtherType(text: string): boolean {
  // The hint character decides whether yaml.v2 looks for a number at all; an underscore does not.
  return !text.startsWith('_') && OTHER_TYPES.some((pattern) => pattern.test(text));
}

function isPlain(text: string): boolean {
  if (/^(?:---|\.\.\.)/.test(text)) return false;
  if (/^[#,[\]{}&*!|>'"%@`]/.test(text)) return false;
  if (/^[-?:](?:\s|$)/.test(text)) return false;
  if (/^ | $/.test(text)) return false;
  return !/:(?:\s|$)|\s#/.test(text);
}

function fold(text: string, { column, indent, key }: ScalarPlace): string {
  if (key) return text;
  let [result, at] = ['', column];
  for (let index = 0; index < text.length; index += 1) {
    const character = text.charAt(index);
    const single = text.charAt(index - 1) !== ' ' && text.charAt(index + 1) !== ' ';
    if (character === ' ' && at > BEST_WIDTH && single && index > 0 && index < text.length - 1) {
      result += `\n${' '.repeat(indent)}`;
      at = indent;
    } else {
      result += character;
      at += 1;
    }
  }
  return result;
}
