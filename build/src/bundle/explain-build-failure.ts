import { relative, resolve } from 'node:path';
import { DiagnosticsError, type Diagnostic } from '@reactive-charms/juju';
import type { BuildFailure, Message } from 'esbuild';

/**
 * Makes a function that turns a failure of esbuild into the user's mistakes that it stands for.
 * @param cwd places are shown relative to this folder.
 */
export function explainBuildFailure(cwd: string): (error: unknown) => never {
  return (error) => {
    if (!isBuildFailure(error)) throw error;
    throw new DiagnosticsError(error.errors.map((message) => toDiagnostic(message, cwd)));
  };
}

function isBuildFailure(error: unknown): error is BuildFailure {
  return error instanceof Error && 'errors' in error && Array.isArray(error.errors);
}

function toDiagnostic({ text, location, notes }: Message, cwd: string): Diagnostic {
  const hint = notes[0]?.text;
  const missing = /^No matching export in "(.+)" for import "layer/.exec(text)?.[1];
  if (missing !== undefined) {
    return {
      severity: 'error',
      code: 'LAYER_NO_EXPORT',
      text: 'the module does not export a layer',
      place: { file: relativeTo(cwd, missing) },
      fix: 'write "export const layer: Layer = defineLayer(\'...\', ...)"',
    };
  }
  return {
    severity: 'error',
    code: 'BUNDLE_FAILED',
    text: text.replace(/\.$/, ''),
    ...(location === null
      ? {}
      : {
          place: {
            file: relativeTo(cwd, location.file),
            line: location.line,
            column: location.column + 1,
            source: location.lineText,
          },
        }),
    ...(hint === undefined ? {} : { fix: hint }),
  };
}

function relativeTo(cwd: string, file: string): string {
  return relative(cwd, resolve(cwd, file));
}
