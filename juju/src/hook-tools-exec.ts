import { spawn } from 'node:child_process';
import type { ToolRunner } from './hook-tools.ts';

/**
 * Runs the hook tools as executables on PATH, as Juju offers them to every charm.
 * @param environment variables that the tools get; they need PATH and the JUJU_* variables.
 */
export function createExecRunner(environment: NodeJS.ProcessEnv): ToolRunner {
  return ({ tool, args, stdin }) =>
    new Promise((resolve, reject) => {
      const child = spawn(tool, args, { env: environment, stdio: 'pipe' });
      const stdout: Buffer[] = [];
      const stderr: Buffer[] = [];
      child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
      child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
      child.on('error', (error) => {
        reject(
          new Error(`hook tool ${tool} could not be started: ${error.message}`, { cause: error }),
        );
      });
      child.on('close', (code) => {
        resolve({
          code: code ?? 1,
          stdout: Buffer.concat(stdout).toString('utf8'),
          stderr: Buffer.concat(stderr).toString('utf8'),
        });
      });
      // A tool that exits without reading breaks the pipe; its exit code tells the story.
      child.stdin.on('error', () => undefined);
      child.stdin.end(stdin ?? '');
    });
}
