import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A charm directory with handlers that are programs. */
export class ProgramCharm {
  readonly directory: string;

  private constructor(directory: string) {
    this.directory = directory;
  }

  static async create(): Promise<ProgramCharm> {
    return new ProgramCharm(await mkdtemp(join(tmpdir(), 'programs-')));
  }

  /** Puts a program there. */
  async add(path: string, content: string | Buffer, mode = 0o755): Promise<string> {
    const file = join(this.directory, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, content);
    await chmod(file, mode);
    return path;
  }

  /**
   * Puts a shell script there that notes how it was called, in the file `calls`.
   * @param onTest what it does when it is asked; it does not want to run unless this says so.
   */
  async addScript(path: string, onTest: string, onInvoke = ''): Promise<string> {
    return this.add(
      path,
      `#!/bin/sh
printf '%s' "$*" | tr '\\n' '~' >> calls
echo >> calls
ask() { printf '%s\\n' "$1" >> "$REACTIVE_SESSION.journal"; }
case $1 in
  --test) ${onTest || 'exit 1'} ;;
  --invoke) ${onInvoke || ':'} ;;
esac
`,
    );
  }

  /** How the scripts were called so far, each with a tilde for the end of a line. */
  async calls(): Promise<string[]> {
    const text = await readFile(join(this.directory, 'calls'), 'utf8').catch(() => '');
    return text.split('\n').filter((line) => line !== '');
  }

  async remove(): Promise<void> {
    await rm(this.directory, { recursive: true });
  }
}
