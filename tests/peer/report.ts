import type { Mismatch } from './compare.ts';
import type { Event, Program } from './program.ts';
import { renderCharm } from './reference-charm.ts';
import type { HookTrace } from './trace.ts';

/** What is known about a program on which the engines differ. */
export interface Finding {
  readonly program: Program;
  readonly mismatch: Mismatch;
  /** What the two traces are called; ours and theirs, if nothing is said. */
  readonly sides?: readonly [string, string];
  readonly ours: readonly HookTrace[];
  readonly theirs: readonly HookTrace[];
}

/** Tells in words on what the engines differ: the charm, the life of the unit, both traces. */
export function describeFinding({ program, mismatch, ours, theirs, sides }: Finding): string {
  const [our, their] = sides ?? ['Ours', 'Theirs'];
  const { index, hook, what } = mismatch;
  return [
    `program ${program.name}: ${what} differ in hook ${hook} (try ${index + 1})`,
    `again: npm run test:peer -- --program ${program.name}`,
    '',
    ...Object.entries(renderCharm(program)).flatMap(([path, text]) =>
      path.endsWith('.py') ? [`${path}:`, text, ''] : [],
    ),
    'Options and endpoints:',
    `  ${JSON.stringify(program.options)}`,
    `  ${JSON.stringify(program.endpoints)}`,
    'Hooks:',
    ...program.events.map((event, at) => `  ${at + 1}. ${describeEvent(event)}`),
    '',
    ...describeTrace(our, ours, index),
    ...describeTrace(their, theirs, index),
    `${our}:`,
    `  ${JSON.stringify(mismatch.ours)}`,
    `${their}:`,
    `  ${JSON.stringify(mismatch.theirs)}`,
  ].join('\n');
}

function describeEvent({ kind, ...details }: Event): string {
  return `${kind} ${JSON.stringify(details)}`;
}

function describeTrace(whose: string, trace: readonly HookTrace[], last: number): string[] {
  return [
    `${whose}, hook by hook:`,
    ...trace
      .slice(0, last + 1)
      .flatMap(({ hook, exit, ran, flags, bags, error }) => [
        `  ${hook}: exit ${exit}`,
        ...ran.slice(0, LONGEST).map((run) => `    ${describeRun(run)}`),
        ...(ran.length > LONGEST ? [`    and ${ran.length - LONGEST} more`] : []),
        `    flags after: ${JSON.stringify(flags)}`,
        `    databags after: ${JSON.stringify(bags)}`,
        ...(error ? [`    ${error.trim().replaceAll('\n', '\n    ')}`] : []),
      ]),
    '',
  ];
}

/** Runs of handlers that are shown of a hook. */
const LONGEST = 20;

function describeRun({ handler, flags, notes }: HookTrace['ran'][number]): string {
  const seen = notes.length === 0 ? '' : `, notes ${JSON.stringify(notes)}`;
  return `${handler} found ${flags.join(' ') || 'no flags'}${seen}`;
}
