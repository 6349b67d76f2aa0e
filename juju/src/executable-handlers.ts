import { extname } from 'node:path';

/** A file in the `reactive` folder of a charm. */
export interface ReactiveFile {
  readonly path: string;
  /** Whether its mode lets it run. */
  readonly isExecutable: boolean;
  readonly content: Uint8Array;
}

/** Only so much of a file is looked at. */
const BEGINNING = 1024;

/**
 * Tells whether a file is a handler in another language: it is executable, and it is a program.
 * Source: contract reactive.md section 2.5.
 */
export function isExecutableHandler(file: ReactiveFile): boolean {
  return file.isExecutable && isProgram(file);
}

/** Tells whether a file is a program, whatever its mode: a script by name and first line, or binary. */
export function isProgram({ path, content }: Omit<ReactiveFile, 'isExecutable'>): boolean {
  if (!['', '.sh'].includes(extname(path))) return false;
  const beginning = content.subarray(0, BEGINNING);
  const isScript = beginning[0] === 0x23 && beginning[1] === 0x21;
  return isScript || !isText(beginning, content.length > BEGINNING);
}

/** @param isCut the bytes may end within a character. */
function isText(bytes: Uint8Array, isCut: boolean): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: isCut });
    return true;
  } catch {
    return false;
  }
}
