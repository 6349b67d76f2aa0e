import { applicationOf, isUnitName } from '@reactive-charms/juju';
import type { EndpointRole, GoalState, UnitName } from '@reactive-charms/juju';
import { defineLayer } from '@reactive-charms/reactive';
import type {
  CharmDefinition,
  Endpoint,
  EndpointClass,
  JsonValue,
} from '@reactive-charms/reactive';
import { freshUnit, runHook } from '@reactive-charms/testing';
import { entriesOf } from '../entries.ts';
import { APPLICATION, UNIT } from '../program.ts';
import { environmentOf, stateOf } from '../reference.ts';
import { asJujuKnows, hookOptions } from '../run-ours.ts';
import type { LifeStep } from './life.ts';
import type { PythonCharm, PythonEndpoint, Task } from './python-charm.ts';

/** What a charm has seen in one hook. */
export interface Sight {
  readonly hook: string;
  readonly flags: readonly string[];
  /** What its endpoint answered. */
  readonly answer: JsonValue;
}

/** Plays a life on the Python charm, which does a task in every hook. */
export async function livePython(
  python: PythonCharm,
  steps: readonly LifeStep[],
  { does, endpoint }: Task & { readonly endpoint: PythonEndpoint },
): Promise<Sight[]> {
  const task = JSON.stringify({ does, relation: `${endpoint}:0`, values: {} });
  const trace = await python.live(
    steps.map((step) => ({
      state: {
        ...stateOf(step),
        config: { task },
        goalState: printGoals(goalsOf(step, endpoint)),
      },
      environment: environmentOf(step),
      files: {},
      shared: {},
    })),
  );
  return trace.map(({ hook, ran, flags }) => ({
    hook,
    flags: Object.keys(flags),
    answer: ran[0]?.notes[0] ?? null,
  }));
}

/** Our end: a class of an interface package, and what is asked of it in every hook. */
export interface OurEnd<T extends Endpoint> {
  readonly endpoint: string;
  readonly role: EndpointRole;
  readonly endpointClass: EndpointClass<T>;
  readonly ask: (endpoint: T) => JsonValue;
}

/** Plays a life on our engine. @throws Error when a hook fails. */
export async function liveOurs<T extends Endpoint>(
  steps: readonly LifeStep[],
  end: OurEnd<T>,
): Promise<Sight[]> {
  const answers: JsonValue[] = [];
  const charm = composeCharm(end, (answer) => answers.push(answer));
  const sights: Sight[] = [];
  let unit = freshUnit(UNIT);
  for (const step of steps) {
    const state = { ...asJujuKnows(step, unit), goalState: goalsOf(step, end.endpoint) };
    const {
      flags,
      error,
      state: after,
    } = await runHook(charm, step.hook, state, hookOptions(step));
    if (error) throw error;
    sights.push({ hook: step.hook, flags, answer: answers.at(-1) ?? null });
    unit = after;
  }
  return sights;
}

function composeCharm<T extends Endpoint>(
  { endpoint: name, role, endpointClass, ask }: OurEnd<T>,
  answered: (answer: JsonValue) => void,
): CharmDefinition {
  return {
    name: APPLICATION,
    metadata: {
      name: APPLICATION,
      summary: '',
      description: '',
      subordinate: false,
      endpoints: {
        [name]: { name, role, interface: 'peer', scope: 'global', optional: false },
      },
      storage: {},
      resources: {},
      containers: [],
    },
    options: {},
    actions: {},
    endpoints: { [name]: endpointClass },
    layers: [
      defineLayer('peer', (layer) => {
        layer.always().handle('ask', ({ endpoints }) => {
          const found = endpoints[name];
          if (found instanceof endpointClass) answered(ask(found));
        });
      }),
    ],
  };
}

/** What `goal-state` says: the applications that are planned, with their units. */
function goalsOf({ planned, world }: LifeStep, endpoint: string): GoalState {
  const units = entriesOf(world.relations).flatMap(([, side]) =>
    Object.keys(side.units).filter(isUnitName),
  );
  const joined = units.filter((unit) => planned.includes(applicationOf(unit)));
  const related = {
    applications: Object.fromEntries(planned.map((name) => [name, { status: 'joined' }])),
    units: statusOf(joined),
  };
  return {
    units: statusOf([UNIT]),
    relations: planned.length === 0 ? {} : { [endpoint]: related },
  };
}

function statusOf(units: readonly UnitName[]): GoalState['units'] {
  return Object.fromEntries(units.map((unit) => [unit, { status: 'active' }]));
}

/** The same as the hook tool prints it: applications and units in one. */
function printGoals({ units, relations }: GoalState): object {
  const merged = Object.entries(relations).map(([endpoint, of]) => [
    endpoint,
    { ...of.applications, ...of.units },
  ]);
  return { units, relations: Object.fromEntries(merged) };
}
