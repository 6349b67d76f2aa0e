import type { ModelEvent } from '../events.ts';
import { formatDuration } from './time.ts';
import type { Writer } from './writer.ts';

/** A view of the events of a model while a command runs. */
export interface Progress {
  /** Takes an event. */
  handle(event: ModelEvent): void;
  /** Redraws running hooks; called on a timer. */
  tick(): void;
  /** Removes what is live. */
  end(): void;
}

interface RunningHook {
  readonly unit: string;
  readonly hook: string;
  readonly started: number;
}

/**
 * Shows hooks as they run: on a terminal a small list that is redrawn, elsewhere one line for each
 * finished hook. Failures and notices are written at once in both.
 */
export function createProgress(writer: Writer, now: () => Date): Progress {
  const running = new Map<string, RunningHook>();
  let finished = 0;
  const redraw = (): void => {
    if (!writer.isLive) return;
    const all = [...running.values()];
    writer.live(all.length === 0 ? [] : liveLines(all, { finished, now: now().getTime(), writer }));
  };
  return {
    handle(event) {
      if (event.kind === 'hook-started') {
        const hook = describeHook(event.hook, event.remoteUnit);
        running.set(event.unit, { unit: event.unit, hook, started: now().getTime() });
        redraw();
      } else if (event.kind === 'hook-finished') {
        running.delete(event.unit);
        finished += 1;
        const hook = describeHook(event.hook, event.remoteUnit);
        const duration = formatDuration(event.milliseconds);
        if (!event.ok) {
          const what = isAction(event.hook) ? hook : `hook ${hook}`;
          const why = event.exitCode === 0 ? '' : ` with exit code ${event.exitCode}`;
          writer.error(`${event.unit}: ${what} failed${why} (${duration})`);
        } else if (!writer.isLive && !event.skipped) {
          writer.note(`${event.unit}: ${hook} (${duration})`);
        }
        redraw();
      } else if (event.kind === 'notice') {
        writer.note(event.text);
      } else if (event.kind === 'unit-removed' && !writer.isLive) {
        writer.note(`${event.unit}: removed`);
      }
    },
    tick: redraw,
    end() {
      writer.live([]);
    },
  };
}

/** Room for the question at the foot of a terminal, and for a line of what went before. */
const OTHER_LINES = 4;
const MOST_LINES = 10;

/** A head and a line for each hook, those that run longest first; beyond what fits, their number. */
function liveLines(
  hooks: readonly RunningHook[],
  {
    finished,
    now,
    writer,
  }: { readonly finished: number; readonly now: number; readonly writer: Writer },
): string[] {
  const room = Math.max(1, Math.min(MOST_LINES, writer.height - OTHER_LINES));
  const shown = hooks.length > room ? hooks.slice(0, room - 1) : hooks;
  const longest = Math.max(0, ...shown.map(({ unit }) => unit.length));
  const lines = shown.map(({ unit, hook, started }) => {
    const [start, end] = [`  ${unit.padEnd(longest)}  `, `  ${formatDuration(now - started)}`];
    return `${start}${shorten(hook, writer.width - 1 - start.length - end.length)}${end}`;
  });
  const rest = hooks.length - shown.length;
  return [
    `${count(finished)} done, running:`,
    ...lines,
    ...(rest === 0 ? [] : [`  and ${rest} more`]),
  ];
}

/** A text in so many characters; where it does not fit, its end is left out. */
function shorten(text: string, room: number): string {
  if (text.length <= room) return text;
  return room < 2 ? '' : `${text.slice(0, room - 1)}…`;
}

/** Events of actions name them `action NAME`. */
function isAction(hook: string): boolean {
  return hook.startsWith('action ');
}

function describeHook(hook: string, remoteUnit: string | undefined): string {
  return remoteUnit === undefined ? hook : `${hook} for ${remoteUnit}`;
}

function count(hooks: number): string {
  return hooks === 1 ? '1 hook' : `${hooks} hooks`;
}
