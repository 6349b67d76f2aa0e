import { userError } from '@reactive-charms/juju';
import { hasErrorCode } from './error-code.ts';

/** Whether a write failed because there is no room, on the disk or in what the user may use of it. */
function isDiskFull(error: unknown): boolean {
  return ['ENOSPC', 'EDQUOT', 'EFBIG'].some((code) => hasErrorCode(error, code));
}

/** The error that tells a person that a file of the model could not be written. */
export function writeFailure(path: string, error: unknown): Error {
  if (isDiskFull(error)) return diskFull('no space is left to save the model', path);
  const why = error instanceof Error ? error.message : String(error);
  return userError('MODEL_UNWRITABLE', `the model cannot be saved: ${why}`, {
    place: { file: path },
    fix: 'see to it that the folder of the model can be written to',
  });
}

/**
 * Does some work on the machines or charms of a model.
 * @throws DiagnosticsError in place of the system's error when the disk is full.
 */
export async function tellDiskFull<Result>(
  directory: string,
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    throw isDiskFull(error) ? diskFull('no space is left on the disk', directory) : error;
  }
}

function diskFull(what: string, file: string): Error {
  return userError('DISK_FULL', what, {
    place: { file },
    fix: 'make room, then give the command again; what was done before is saved',
  });
}
