/** What the program needs of an output: `process.stdout` is one. */
export interface OutputStream {
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
  readonly rows?: number | undefined;
  write(text: string): unknown;
}

/** The streams and the environment that a writer writes by. */
export interface WriterOptions {
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** Colours of Juju's tables. */
export type Colour = 'good' | 'warning' | 'error' | 'info' | 'emphasis';

const CODES: Readonly<Record<Colour, string>> = {
  good: '32',
  warning: '33',
  error: '31',
  info: '36',
  emphasis: '34',
};

/**
 * The only way to the user: results go to standard output; progress, notes and errors to standard
 * error. Live lines are redrawn at the foot of a terminal and vanish before anything else is written.
 */
export class Writer {
  readonly #options: WriterOptions;
  #live: readonly string[] = [];
  #isSilent = false;
  #captured: string[] | undefined;

  /** @param options where to write; colours also depend on NO_COLOR. */
  constructor(options: WriterOptions) {
    this.#options = options;
  }

  /** Whether tables may have colours. */
  get hasColour(): boolean {
    return (
      this.#captured === undefined && isColourful(this.#options.stdout, this.#options.environment)
    );
  }

  /** Whether results go to a terminal. */
  get isTerminal(): boolean {
    return this.#captured === undefined && this.#options.stdout.isTTY === true;
  }

  /** Whether progress can be redrawn. */
  get isLive(): boolean {
    const { stderr, environment } = this.#options;
    return !this.#isSilent && stderr.isTTY === true && environment['TERM'] !== 'dumb';
  }

  /** Characters in a line of progress. */
  get width(): number {
    // Some terminals say 0.
    return this.#options.stderr.columns || 80;
  }

  /** Lines of the terminal that shows progress. */
  get height(): number {
    return this.#options.stderr.rows || 24;
  }

  /** From now on only results and errors are written. */
  silence(): void {
    this.#isSilent = true;
  }

  /** From now on results are kept. @returns what answers them */
  capture(): () => string {
    const captured: string[] = [];
    this.#captured = captured;
    return () => captured.join('');
  }

  /** Writes a result, with one newline at its end. */
  result(text: string): void {
    this.raw(text.endsWith('\n') ? text : `${text}\n`);
  }

  /** Writes a result as it is. */
  raw(text: string): void {
    if (this.#captured === undefined) this.#aroundLive(() => this.#options.stdout.write(text));
    else this.#captured.push(text);
  }

  /** Writes a line of progress or a note. */
  note(text: string): void {
    if (!this.#isSilent) this.#tell(text);
  }

  #tell(text: string): void {
    this.#aroundLive(() => this.#options.stderr.write(text.endsWith('\n') ? text : `${text}\n`));
  }

  /** Writes a note, in red where there are colours. */
  error(text: string): void {
    const { stderr, environment } = this.#options;
    this.#tell(isColourful(stderr, environment) ? paint(text, 'error') : text);
  }

  /** Replaces the live lines; an empty list removes them. Does nothing where nothing is redrawn. */
  live(lines: readonly string[]): void {
    if (!this.isLive || (lines.length === 0 && this.#live.length === 0)) return;
    const up = this.#toFirstLine();
    this.#live = lines.map((line) => line.slice(0, this.width - 1));
    // Written over what stands there, in one piece: nothing flickers.
    const text = this.#live.map((line) => `${line}\u001b[K\n`).join('');
    this.#options.stderr.write(`${up}${text}\u001b[0J`);
  }

  #aroundLive(write: () => void): void {
    this.#erase();
    write();
    this.#draw();
  }

  #erase(): void {
    if (this.#live.length > 0) this.#options.stderr.write(`${this.#toFirstLine()}\u001b[0J`);
  }

  /** A key such as Ctrl-C may have left its name in the last line. */
  #toFirstLine(): string {
    return this.#live.length === 0 ? '' : `\r\u001b[${this.#live.length}A`;
  }

  #draw(): void {
    if (this.#live.length > 0) this.#options.stderr.write(`${this.#live.join('\n')}\n`);
  }
}

function isColourful(
  stream: OutputStream,
  environment: Readonly<Record<string, string | undefined>>,
): boolean {
  return (
    stream.isTTY === true &&
    (environment['NO_COLOR'] ?? '') === '' &&
    environment['TERM'] !== 'dumb'
  );
}

/** Gives a text a colour. */
export function paint(text: string, colour: Colour): string {
  return `\u001b[${CODES[colour]}m${text}\u001b[0m`;
}
