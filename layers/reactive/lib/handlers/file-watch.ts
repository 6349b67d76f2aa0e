import { fault } from '../errors.ts';
import type { Host } from '../host/host.ts';
import { messageOf } from '../memory/files.ts';
import type { Memory } from '../memory/memory.ts';
import type { FileCondition } from './conditions.ts';
import { pathOf } from './conditions.ts';
import type { Handler } from './handler.ts';

/** Path → hash of the file's content; null where there is no file. */
type Fingerprints = Readonly<Record<string, string | null>>;

/**
 * Tells handlers whether files have changed since they last ran. Each handler has a memory of its
 * own, so that several may watch one file, and looking does not count as having run.
 * Source: contract reactive.md section 2.2, rows R48 to R53, without the defects marked there.
 */
export interface FileWatch {
  /**
   * Tells whether all conditions over files of a handler hold now.
   * @throws DiagnosticsError when a file cannot be read.
   */
  changed(handler: Handler): Promise<boolean>;
  /** Notes that the handler has run, with the files as they were when it was found due. */
  ran(handler: Handler): void;
  /** What to remember when the hook succeeds. */
  after(): Memory['files'];
}

/**
 * Makes the watch of one run.
 * @param host where the files lie.
 * @param remembered what the last run left.
 * @param handlers the charm's handlers that watch files; what others left is forgotten.
 */
export function createFileWatch(
  host: Pick<Host, 'fingerprint'>,
  remembered: Memory['files'],
  handlers: Iterable<Handler>,
): FileWatch {
  const before = new Map(Object.entries(remembered));
  const known = new Map<string, Fingerprints>();
  for (const { id } of handlers) {
    const fingerprints = before.get(id);
    if (fingerprints !== undefined) known.set(id, fingerprints);
  }
  const seen = new Map<string, Fingerprints>();
  return {
    changed: async (handler) => {
      const conditions = handler.conditions.filter((condition) => condition.kind === 'fileChanged');
      const now = await readAll(host, handler.id, conditions);
      seen.set(handler.id, Object.fromEntries(now.flat()));
      const ranWith = new Map(Object.entries(known.get(handler.id) ?? {}));
      return now.every((files) =>
        files.some(([path, hash]) => (ranWith.get(path) ?? null) !== hash),
      );
    },
    ran: ({ id }) => {
      const fingerprints = seen.get(id);
      if (fingerprints !== undefined) known.set(id, fingerprints);
    },
    after: () => Object.fromEntries(known),
  };
}

/** The fingerprints of the files of each condition. */
async function readAll(
  host: Pick<Host, 'fingerprint'>,
  id: string,
  conditions: readonly FileCondition[],
): Promise<(readonly (readonly [string, string | null])[])[]> {
  return Promise.all(
    conditions.map(async ({ paths }) =>
      Promise.all(
        paths.map(async (each) => {
          const path = pathOf(each);
          return [path, (await readFingerprint(host, id, path)) ?? null] as const;
        }),
      ),
    ),
  );
}

async function readFingerprint(
  host: Pick<Host, 'fingerprint'>,
  id: string,
  path: string,
): Promise<string | undefined> {
  try {
    return await host.fingerprint(path);
  } catch (error) {
    const text = `handler '${id}' watches ${path}, which cannot be read: ${messageOf(error)}`;
    throw fault('FILE_UNREADABLE', text);
  }
}
