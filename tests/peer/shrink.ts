import { isComposable } from './generate.ts';
import type { HandlerSpec, InterfaceSpec, Program } from './program.ts';
import { play } from './world.ts';

/** Tries after which a program counts as small enough. */
const PATIENCE = 600;

/**
 * Makes a program smaller as long as something about it stays true.
 * @param stillFails asks both engines; called with programs that can happen and be composed.
 */
export async function shrinkProgram(
  program: Program,
  stillFails: (smaller: Program) => Promise<boolean>,
): Promise<Program> {
  let best = program;
  let tries = 0;
  let hasShrunk = true;
  while (hasShrunk && tries < PATIENCE) {
    hasShrunk = false;
    for (const make of smallerPrograms(best)) {
      const smaller = make(best);
      if (smaller === undefined || play(smaller) === undefined || !isComposable(smaller)) continue;
      tries += 1;
      if (tries > PATIENCE) break;
      if (await stillFails(smaller)) {
        best = smaller;
        hasShrunk = true;
        break;
      }
    }
  }
  return best;
}

type Shrink = (program: Program) => Program | undefined;

/** Ways to make a program smaller, the boldest first. */
function smallerPrograms({
  events,
  handlers,
  interfaces,
  triggers,
  endpoints,
  options,
}: Program): Shrink[] {
  return [
    ...chunks(events.length).map(([from, to]): Shrink => (program) => ({
      ...program,
      events: without(program.events, from, to),
    })),
    ...chunks(handlers.length).map(([from, to]): Shrink => (program) => ({
      ...program,
      handlers: without(program.handlers, from, to),
    })),
    ...triggers.map((_, index): Shrink => (program) => ({
      ...program,
      triggers: without(program.triggers, index, index + 1),
    })),
    ...endpoints.map((_, index): Shrink => (program) => ({
      ...program,
      endpoints: without(program.endpoints, index, index + 1),
    })),
    ...Object.keys(options).map((name): Shrink => (program) => ({
      ...program,
      options: Object.fromEntries(
        Object.entries(program.options).filter(([other]) => other !== name),
      ),
    })),
    ...interfaces.flatMap((side, index) =>
      smallerInterfaces(side).map((smaller): Shrink => (program) => ({
        ...program,
        interfaces: program.interfaces.flatMap((each, at) => (at === index ? smaller : each)),
      })),
    ),
    ...handlers.flatMap((handler, index) =>
      smallerHandlers(handler).map((smaller): Shrink => (program) => ({
        ...program,
        handlers: program.handlers.map((each, at) => (at === index ? smaller : each)),
      })),
    ),
    ...events.flatMap(({ fails: _fails, files: _files, ...plain }, index): Shrink[] =>
      _fails === undefined && _files === undefined
        ? []
        : [
            (program) => ({
              ...program,
              events: program.events.map((each, at) => (at === index ? plain : each)),
            }),
          ],
    ),
  ];
}

/** An interface without handlers is left out. */
function smallerInterfaces(side: InterfaceSpec): InterfaceSpec[][] {
  return side.handlers.flatMap((handler, index) => [
    side.handlers.length === 1
      ? []
      : [{ ...side, handlers: without(side.handlers, index, index + 1) }],
    ...smallerHandlers(handler).map((smaller) => [
      { ...side, handlers: side.handlers.map((each, at) => (at === index ? smaller : each)) },
    ]),
  ]);
}

function smallerHandlers(handler: HandlerSpec): HandlerSpec[] {
  const { acts, conditions, once: _once, ...rest } = handler;
  return [
    ...acts.map((_, index) => ({ ...handler, acts: without(acts, index, index + 1) })),
    // A handler without any condition is another thing, and in the reference none at all.
    ...(conditions.length > 1
      ? conditions.map((_, index) => ({
          ...handler,
          conditions: without(conditions, index, index + 1),
        }))
      : []),
    ...conditions.flatMap((condition, index) =>
      condition.flags.length > 1
        ? condition.flags.map((flag) => ({
            ...handler,
            conditions: conditions.map((each, at) =>
              at === index
                ? { ...each, flags: each.flags.filter((other) => other !== flag) }
                : each,
            ),
          }))
        : [],
    ),
    ...(_once ? [{ ...rest, acts, conditions }] : []),
  ];
}

/** Parts of a list, from halves to single items, the last first. */
function chunks(length: number): (readonly [number, number])[] {
  const found: (readonly [number, number])[] = [];
  for (let size = Math.ceil(length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let from = length - size; from >= 0; from -= size) found.push([from, from + size]);
  }
  return found;
}

function without<T>(list: readonly T[], from: number, to: number): T[] {
  return [...list.slice(0, from), ...list.slice(to)];
}
