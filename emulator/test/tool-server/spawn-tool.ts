import { spawn } from 'node:child_process';
import { join } from 'node:path';

/** What a hook tool did. */
export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a hook tool of the folder `tools` below a folder, and there. */
export function spawnTool(
  folder: string,
  [tool = '', ...args]: readonly string[],
  { env, stdin = '' }: { readonly env: NodeJS.ProcessEnv; readonly stdin?: string },
): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = spawn(join(folder, 'tools', tool), args, { env, cwd: folder });
    const outputs = { stdout: '', stderr: '' };
    child.stdout.setEncoding('utf8').on('data', (text: string) => (outputs.stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (outputs.stderr += text));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, ...outputs }));
    child.stdin.on('error', () => undefined);
    child.stdin.end(stdin);
  });
}
