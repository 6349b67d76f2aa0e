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

function create(
  isTTY: boolean,
  environment: Record<string, string> = {},
  { columns = 60, rows = 24 } = {},
): Shown {
  const [stdout, stderr]: [string[], string[]] = [[], []];
  const writer = new Writer({
    stdout: { isTTY, write: (text) => stdout.push(text) },
    stderr: { isTTY, columns, rows, write: (text) => stderr.push(text) },
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

  it('calls an action an action, and tells of one that fails by its own word', () => {
    const { progress, stderr } = create(false);
    progress.handle(finished({ hook: 'action backup', ok: false, exitCode: 4 }));
    progress.handle(finished({ hook: 'action backup', ok: false }));
    expect(stderr.join('')).toBe(
      'mysql/0: action backup failed with exit code 4 (1.2s)\n' +
        'mysql/0: action backup failed (1.2s)\n',
    );
  });

  it('redraws running hooks on a terminal and leaves nothing behind', () => {
    const { progress, stderr } = create(true);
    progress.handle(STARTED);
    progress.tick();
    expect(screen(stderr)).toBe('0 hooks done, running:\n  mysql/0  install  2.0s\n');
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

  it('shows many units as a count, and fits narrow terminals', () => {
    const { progress, stderr } = create(true, {}, { columns: 32, rows: 8 });
    for (let at = 0; at < 50; at += 1) {
      const hook = 'certificates-relation-changed';
      progress.handle({ ...STARTED, unit: `mysql/${at}`, hook, remoteUnit: 'ca/0' });
    }
    const lines = screen(stderr).trimEnd().split('\n');
    expect(lines).toHaveLength(5);
    expect(lines[1]).toMatch(/^ {2}mysql\/0 {2}certifi.*… {2}\S+s$/);
    expect(lines[4]).toBe('  and 47 more');
    expect(lines.every((line) => line.length < 32)).toBe(true);
  });

  it('writes over what a key left in the live lines', () => {
    const { progress, stderr } = create(true);
    progress.handle(STARTED);
    stderr.push('^C');
    progress.end();
    expect(screen(stderr)).toBe('');
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

/** What a terminal shows after these writes. */
function screen(writes: readonly string[]): string {
  const lines = [''];
  let [row, column] = [0, 0];
  const text = writes.join('').replaceAll('\u001b', '␛');
  for (const part of text.match(/␛\[\d*[AJK]|\r|\n|[^\r\n␛]+/g) ?? []) {
    const here = lines[row] ?? '';
    if (part === '\r') column = 0;
    else if (part === '\n') [row, column] = [row + 1, 0];
    else if (part.endsWith('A') && part.startsWith('␛')) row -= Number(part.slice(2, -1));
    else if (part === '␛[K') lines[row] = here.slice(0, column);
    else if (part === '␛[0J') lines.splice(row, Infinity, here.slice(0, column));
    else {
      lines[row] = here.slice(0, column).padEnd(column) + part + here.slice(column + part.length);
      column += part.length;
    }
    while (lines.length <= row) lines.push('');
  }
  return lines.join('\n');
}
