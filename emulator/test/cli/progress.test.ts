import { createProgress } from '../../src/cli/progress.ts';
import type { Progress } from '../../src/cli/progress.ts';
import { Writer } from '../../src/cli/writer.ts';
import type { ModelEvent } from '../../src/events.ts';
import { TIME } from './support.ts';

interface Shown {
  readonly progress: Progress;
  readonly writer: Writer;
  readonly stdout: string[];
  readonly stderr: string[];
}

function create(isTTY: boolean, environment: Record<string, string> = {}): Shown {
  const [stdout, stderr]: [string[], string[]] = [[], []];
  const writer = new Writer({
    stdout: { isTTY, write: (text) => stdout.push(text) },
    stderr: { isTTY, columns: 60, write: (text) => stderr.push(text) },
    environment,
  });
  let clock = 0;
  const progress = createProgress(writer, () => new Date((clock += 1000)));
  return { progress, writer, stdout, stderr };
}

const STARTED: ModelEvent = { kind: 'hook-started', time: TIME, unit: 'mysql/0', hook: 'install' };

function finished(
  change: Partial<Extract<ModelEvent, { kind: 'hook-finished' }>> = {},
): ModelEvent {
  return {
    kind: 'hook-finished',
    time: TIME,
    unit: 'mysql/0',
    hook: 'install',
    milliseconds: 1200,
    toolCalls: {},
    ok: true,
    skipped: false,
    exitCode: 0,
    ...change,
  };
}

describe('progress', () => {
  it('writes one line per finished hook where nothing is redrawn', () => {
    const { progress, stdout, stderr } = create(false);
    for (const event of [
      STARTED,
      finished(),
      finished({ hook: 'db-relation-joined', remoteUnit: 'wordpress/0', milliseconds: 15_000 }),
      finished({ hook: 'start', skipped: true }),
      finished({ ok: false, exitCode: 2 }),
    ]) {
      progress.handle(event);
      progress.tick();
    }
    progress.end();
    expect(stdout).toEqual([]);
    expect(stderr.join('')).toBe(`mysql/0: install (1.2s)
mysql/0: db-relation-joined for wordpress/0 (15s)
mysql/0: hook install failed with exit code 2 (1.2s)
`);
  });

  it('redraws running hooks on a terminal and leaves nothing behind', () => {
    const { progress, stderr } = create(true);
    progress.handle(STARTED);
    progress.tick();
    expect(stderr.join('')).toContain('  mysql/0  install  1.0s\n');
    progress.handle(finished());
    progress.end();
    expect(screen(stderr)).toBe('');
  });

  it('writes failures and notices above the live lines at once', () => {
    const { progress, stderr } = create(true, { NO_COLOR: '1' });
    progress.handle(STARTED);
    progress.handle({ kind: 'notice', time: TIME, text: 'the stand-in serves' });
    progress.handle({ ...STARTED, unit: 'mysql/1' });
    progress.handle(finished({ ok: false, exitCode: 1 }));
    expect(screen(stderr)).toMatch(
      /^the stand-in serves\nmysql\/0: hook install failed with exit code 1 \(1\.2s\)\n1 hook done, running:\n {2}mysql\/1 {2}install/,
    );
  });

  it('colours errors on terminals only, and not with NO_COLOR', () => {
    const red = '\u001b[31m';
    const shows = (shown: Shown): boolean => {
      shown.writer.error('x');
      return shown.stderr.join('').includes(red);
    };
    expect([
      shows(create(true)),
      shows(create(true, { NO_COLOR: '1' })),
      shows(create(true, { TERM: 'dumb' })),
      shows(create(false)),
    ]).toEqual([true, false, false, false]);
  });
});

/** What a terminal shows after these writes: "up N lines, erase below" is all that is used. */
function screen(writes: readonly string[]): string {
  const [first = '', ...rest] = writes.join('').split('\u001b[');
  let lines = first.split('\n');
  for (const part of rest) {
    const [, up, text = ''] = /^(\d+)A$|^0J([^]*)$/.exec(part) ?? [];
    if (up !== undefined) lines = [...lines.slice(0, lines.length - 1 - Number(up)), ''];
    const [head = '', ...tail] = text.split('\n');
    lines = [...lines.slice(0, -1), (lines.at(-1) ?? '') + head, ...tail];
  }
  return lines.join('\n');
}
