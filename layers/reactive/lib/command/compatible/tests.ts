import { createMachineHost } from '../../host/machine-host.ts';
import type { Hashes } from '../../executables/session-text.ts';
import { changeUnit } from '../change-unit.ts';
import { openView } from '../desk.ts';
import { hookName } from '../hook-name.ts';
import { MANY, refusal } from '../sub-command.ts';
import type { Call, Scene, SubCommand } from '../sub-command.ts';
import { printData } from '../text/formats.ts';
import { nearestName } from '../text/nearest.ts';
import { HANDLER_TESTS } from './handler-tests.ts';
import type { Ground, HandlerTest } from './handler-tests.ts';
import { parseSpec } from './spec.ts';
import type { HandlerSpec } from './spec.ts';

/**
 * Sub-commands of charms.reactive that say whether a handler in a shell script wants to run: the exit
 * code alone, and for `test` the functions that do. Source: contract reactive.md sections 2.6 and 5,
 * rows R122 and R123.
 */
export const TESTS: readonly SubCommand[] = [
  ...HANDLER_TESTS.map((test): SubCommand => ({
    ...test,
    takes: test.name === 'only_once' ? [1, 1] : [0, MANY],
    run: async ({ scene, args }: Call) => {
      const bench = await openBench(scene);
      // Who asks is not known, so what it asks for stands for it.
      const passes = await test.passes(bench.ground, args, '');
      if (passes) await bench.noteFiles('');
      return passes ? 0 : 1;
    },
  })),
  {
    name: 'test',
    usage: 'SPEC...',
    summary: 'functions whose tests all pass; SPEC: function, id, tests',
    takes: [0, MANY],
    run: async ({ scene, args, format }: Call) => {
      const specs = args.map(readSpec);
      const { ground, noteFiles } = await openBench(scene);
      const passing: string[] = [];
      for (const { name, id, tests } of specs) {
        const results = [];
        const groundOfHandler = widen(ground, tests);
        for (const { test, args: words } of tests)
          results.push(await test.passes(groundOfHandler, words, id));
        if (!results.every(Boolean)) continue;
        passing.push(name);
        await noteFiles(id);
      }
      scene.print(printData(passing.join(','), format ?? 'raw'));
      return 0;
    },
  },
];

/** A handler watches the flags of all its tests: a change of one wakes it. Source: section 2.1. */
function widen(ground: Ground, tests: Spec['tests']): Ground {
  const { phase } = ground;
  const watched = tests.flatMap(({ test, args }) => (test.watchesFlags === true ? args : []));
  if (phase === undefined || !watched.some((flag) => phase.changed.has(flag))) return ground;
  return { ...ground, phase: { ...phase, changed: new Set(watched) } };
}

interface Spec extends Omit<HandlerSpec, 'tests'> {
  readonly tests: readonly { readonly test: HandlerTest; readonly args: readonly string[] }[];
}

function readSpec(text: string): Spec {
  const spec = parseSpec(text);
  if (spec === undefined) throw refusal(`${text} is no handler: a function, its id, then tests`);
  const tests = spec.tests.map(({ name, args }) => ({ test: findTest(name), args }));
  return { ...spec, tests };
}

function findTest(name: string): HandlerTest {
  const test = HANDLER_TESTS.find((each) => each.name === name);
  if (test !== undefined) return test;
  const nearest = nearestName(
    name,
    HANDLER_TESTS.map((each) => each.name),
  );
  throw refusal(
    `there is no test ${name}`,
    nearest === undefined ? undefined : `did you mean ${nearest}?`,
  );
}

/** Where tests are made. */
interface Bench {
  readonly ground: Ground;
  /** Notes the files that a handler has been found due for; they count as seen from then on. */
  readonly noteFiles: (id: string) => Promise<void>;
}

async function openBench(scene: Scene): Promise<Bench> {
  const { charm, flags, invoked, files, session } = await openView(scene);
  const host = createMachineHost(scene.charmDirectory, scene.environment);
  const seen = new Map<string, Hashes>();
  return {
    ground: {
      charm,
      isSet: (flag) => flags.isSet(flag),
      hook: hookName(scene),
      ...(session ? { phase: { name: session.phase, changed: session.changed } } : {}),
      isInvoked: (id) => invoked.has(id),
      hasFileChanged: async (paths, id) => {
        const hashes: Record<string, string | null> = { ...seen.get(id) };
        for (const path of paths) hashes[path] = (await host.fingerprint(path)) ?? null;
        seen.set(id, hashes);
        const before = new Map(Object.entries(files.get(keyOf(scene, id)) ?? {}));
        return paths.some((path) => (before.get(path) ?? null) !== hashes[path]);
      },
    },
    noteFiles: async (id) => {
      const hashes = seen.get(id);
      if (hashes === undefined) return;
      const key = keyOf(scene, id);
      await changeUnit(scene, 'charms.reactive test', () => [
        { op: 'files', id: key, hashes: { ...files.get(key), ...hashes } },
      ]);
    },
  };
}

/** What is remembered belongs to the program that asks, also where no handler is named. */
function keyOf({ environment }: Scene, id: string): string {
  return id === '' ? `${environment['REACTIVE_HANDLER'] ?? ''}:when_file_changed` : id;
}
