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
    const longest = Math.max(0, ...[...running.values()].map(({ unit }) => unit.length));
    const lines = [...running.values()].map(({ unit, hook, started }) => {
      const duration = formatDuration(now().getTime() - started);
      return `  ${unit.padEnd(longest)}  ${hook}  ${duration}`;
    });
    writer.live(lines.length === 0 ? [] : [`${count(finished)} done, running:`, ...lines]);
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
          writer.error(
            `${event.unit}: hook ${hook} failed with exit code ${event.exitCode} (${duration})`,
          );
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

function describeHook(hook: string, remoteUnit: string | undefined): string {
  return remoteUnit === undefined ? hook : `${hook} for ${remoteUnit}`;
}

function count(hooks: number): string {
  return hooks === 1 ? '1 hook' : `${hooks} hooks`;
}
