/**
 * Splits a text into words as a shell does: at blanks that are not quoted.
 * @returns undefined when a quote is not closed.
 */
export function splitWords(text: string): string[] | undefined {
  const words: string[] = [];
  let rest = text.trimStart();
  while (rest !== '') {
    const found = WORD.exec(rest)?.[0] ?? '';
    if (found === '') return undefined;
    words.push(unquote(found));
    rest = rest.slice(found.length).trimStart();
  }
  return words;
}

/** Quoted and plain parts, up to the next blank. */
const WORD = /^(?:'[^']*'|"(?:[^"\\]|\\.)*"|\\.|[^\s'"\\])*(?=\s|$)/s;

const PART = /'([^']*)'|"((?:[^"\\]|\\.)*)"|\\(.)|([^'"\\]+)/gs;

function unquote(word: string): string {
  return [...word.matchAll(PART)]
    .map(([, single, double, escaped, plain]) => {
      const inDoubleQuotes = double?.replaceAll(/\\([\\"$`])/g, '$1');
      return single ?? inDoubleQuotes ?? escaped ?? plain ?? '';
    })
    .join('');
}
