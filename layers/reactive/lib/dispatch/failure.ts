import { DiagnosticsError, HookToolError } from '@reactive-charms/juju';
import type { Diagnostic } from '@reactive-charms/juju';
import { diagnostic, headlineOf } from '../errors.ts';
import type { ErrorCode } from '../errors.ts';
import { messageOf } from '../memory/files.ts';

/** A run that did not reach its end. */
export interface Failure {
  readonly error: unknown;
  /** What failed, for example `handler blog/install`; undefined when the engine itself did. */
  readonly place?: string | undefined;
}

/**
 * Tells of a failure in full, for the log: the findings of a known error with what to do, and the
 * stack trace of a bug.
 * @param run what failed, for example `hook install` or `action backup`.
 */
export function tellFailure(run: string, failure: Failure): string {
  const where = failure.place === undefined ? '' : ` in ${failure.place}`;
  const code = findingsOf(failure.error) ? '' : ` [${codeOfBug(failure)}]`;
  return `${run} failed${where}${code}: ${describeError(failure.error)}`;
}

/** Tells of a failure in one line: `CODE: what happened`. */
export function summarizeFailure(failure: Failure): string {
  const [first] = findingsOf(failure.error) ?? [];
  return headlineOf(first ?? { code: codeOfBug(failure), text: messageOf(failure.error) });
}

function codeOfBug({ place }: Failure): ErrorCode {
  return place === undefined ? 'ENGINE_FAULT' : 'HANDLER_FAILED';
}

/** The findings of a known error, or a bug with its stack trace. */
export function describeError(error: unknown): string {
  const findings = findingsOf(error);
  if (findings) return new DiagnosticsError(findings).message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/** Findings of whatever was thrown; undefined when it is a bug, which the catalogue cannot explain. */
function findingsOf(error: unknown): readonly Diagnostic[] | undefined {
  if (error instanceof DiagnosticsError) return error.diagnostics;
  if (error instanceof HookToolError) {
    const { message, isMissingTool } = error;
    const fix = isMissingTool ? 'use a Juju that has the tool, or do without it' : undefined;
    return [diagnostic('HOOK_TOOL_FAILED', message, fix)];
  }
  return undefined;
}
