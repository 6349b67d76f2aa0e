/** How to run a program on the machine. */
export interface RunOptions {
  readonly stdin?: string;
  /** Variables added to the hook's environment. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Seconds after which the program is killed and the run fails; 120 by default. */
  readonly timeoutSeconds?: number;
}

/** What a program did. A program that could not be started has code 127, one out of time 124. */
export interface RunResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** What a declared file shall be. */
export interface FileDeclaration {
  readonly path: string;
  readonly content: string;
  /** Permission bits, for example 0o600. */
  readonly mode: number;
  /** Permission bits of folders that have to be made; 0o755 by default. */
  readonly directoryMode?: number;
}

/** What a declared symbolic link shall be. */
export interface LinkDeclaration {
  readonly path: string;
  /** Where it points. */
  readonly target: string;
}

/** The machine that the unit stands on. */
export interface Host {
  /** The text of a file, or undefined when there is none. */
  readFile(path: string): Promise<string | undefined>;
  /** The SHA-256 of a file's content in hexadecimal digits, or undefined when there is none. */
  fingerprint(path: string): Promise<string | undefined>;
  /**
   * Makes a file be as declared: atomic replacement, and nothing at all when content and mode agree.
   * @returns true when something had to be written.
   */
  declareFile(file: FileDeclaration): Promise<boolean>;
  /**
   * Makes a symbolic link be as declared, replacing a link or file in its place.
   * @returns true when something had to be made.
   */
  declareLink(link: LinkDeclaration): Promise<boolean>;
  /** Where a symbolic link points, or undefined when there is no link. */
  readLink(path: string): Promise<string | undefined>;
  /** Removes a file, a link, or a whole folder; one that is not there is no error. */
  remove(path: string): Promise<void>;
  /** Runs a program with arguments, without a shell. */
  run(program: string, args: readonly string[], options?: RunOptions): Promise<RunResult>;
  /** Name of the machine, as `hostname` prints it. */
  hostname(): string;
  /** Folder of the running charm, where its files/ and templates/ lie. */
  readonly charmDirectory: string;
}
