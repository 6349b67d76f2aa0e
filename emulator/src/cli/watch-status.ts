import { UsageError } from './command.ts';
import type { Invocation } from './command.ts';
import { formatClock } from './time.ts';
import { untilInterrupted } from './interruption.ts';
import { modelDirectory, readModel } from './run-session.ts';
import { renderStatus } from './status/render-status.ts';

/**
 * Shows the status again and again, until q or Ctrl-C. Agents run meanwhile: what waits for the clock
 * happens. On a terminal the status is drawn in place; elsewhere one follows the other.
 * @param every in milliseconds
 */
export async function watchStatus(invocation: Invocation, every: number): Promise<number> {
  const { surroundings } = invocation;
  if (every < 100) throw new UsageError('--watch needs at least 100ms', invocation.command);
  const { writer, terminal } = surroundings;
  await readModel(surroundings);
  const { runAgents } = await import('../run-agents.ts');
  const screen =
    terminal !== undefined && writer.isLive ? openScreen(invocation, every) : undefined;
  try {
    await untilInterrupted(surroundings.interruption, async (interrupted) => {
      const end = new AbortController();
      const stop = (): void => end.abort();
      interrupted.addEventListener('abort', stop, { once: true });
      const release =
        screen === undefined
          ? undefined
          : terminal?.onKey((key) => {
              if (key === 'q' || key === 'Q' || key === '\u0003') stop();
            });
      const directory = modelDirectory(surroundings);
      const agents = runAgents({ directory, until: end.signal, onEvent: () => undefined });
      try {
        await Promise.race([agents, repeat(invocation, { every, until: end.signal, screen })]);
      } finally {
        stop();
        release?.();
        await agents;
      }
    });
    return 0;
  } finally {
    screen?.close();
  }
}

interface Repetition {
  readonly every: number;
  readonly until: AbortSignal;
  readonly screen: Screen | undefined;
}

async function repeat(invocation: Invocation, { every, until, screen }: Repetition): Promise<void> {
  const { surroundings } = invocation;
  const ended = new Promise<void>((resolve) => {
    until.addEventListener('abort', () => resolve(), { once: true });
  });
  while (!until.aborted) {
    const { text } = renderStatus(invocation, await readModel(surroundings));
    if (screen === undefined) surroundings.writer.result(`${text}\n`);
    else screen.show(text);
    await Promise.race([surroundings.sleep(every), ended]);
  }
}

interface Screen {
  show(text: string): void;
  close(): void;
}

/** A screen of its own, without cursor and without line breaks; the terminal's is back at the end. */
function openScreen({ surroundings }: Invocation, every: number): Screen {
  const { writer, now } = surroundings;
  const escape = '\u001b[';
  writer.raw(`${escape}?1049h${escape}?25l${escape}?7l${escape}H${escape}2J`);
  return {
    show: (text) => {
      const head = `Every ${every / 1000}s, ${formatClock(now())}; q ends`;
      const lines = [head, '', ...text.trimEnd().split('\n')];
      const room = writer.height - 1;
      const shown =
        lines.length <= room
          ? lines
          : [...lines.slice(0, room - 1), `and ${lines.length - room + 1} lines more`];
      // Written over what stands there, in one piece: nothing flickers.
      const frame = shown.map((line) => `${line}${escape}0m${escape}K\r\n`).join('');
      writer.raw(`${escape}H${frame}${escape}J`);
    },
    close: () => writer.raw(`${escape}?7h${escape}?25h${escape}?1049l`),
  };
}
