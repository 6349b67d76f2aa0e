import { Readable } from 'node:stream';
import { readProgressError, reasonOf } from './answers.ts';
import { EngineError } from './engine.ts';

/**
 * Reads the engine's progress lines to their end.
 * @param progress the stream that the engine answered with.
 * @throws EngineError when a line says so, the stream breaks off, or nothing comes for too long.
 */
export async function readProgress(
  progress: unknown,
  options: { readonly action: string; readonly idleSeconds: number },
): Promise<void> {
  const { action, idleSeconds } = options;
  if (!(progress instanceof Readable)) throw new EngineError(action, 'it gave no progress', 0);
  const reason = await findFault(progress, idleSeconds);
  if (reason !== undefined) throw new EngineError(action, reason, 0);
}

async function findFault(progress: Readable, idleSeconds: number): Promise<string | undefined> {
  const silence = (): void => {
    progress.destroy(new Error(`nothing came for ${idleSeconds} seconds`));
  };
  let timer = setTimeout(silence, idleSeconds * 1000);
  let text = '';
  let fault: string | undefined;
  try {
    progress.setEncoding('utf8');
    for await (const chunk of progress) {
      clearTimeout(timer);
      timer = setTimeout(silence, idleSeconds * 1000);
      const lines = `${text}${String(chunk)}`.split('\n');
      text = lines.pop() ?? '';
      for (const line of lines) fault ??= faultOf(line);
    }
    return fault ?? faultOf(text);
  } catch (error) {
    return reasonOf(error);
  } finally {
    clearTimeout(timer);
  }
}

function faultOf(line: string): string | undefined {
  return line.trim() === '' ? undefined : readProgressError(line);
}
