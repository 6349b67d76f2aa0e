import { sealCharm } from '@reactive-charms/testing';
import { generateCharm } from './generate-charm.ts';
import { generateLife } from './generate-life.ts';
import { composeProgram } from './our-charm.ts';
import type { Recorder } from './our-charm.ts';
import type { Charm, Program } from './program.ts';
import { Random } from './random.ts';

/** Makes a program: the same for the same name. */
export function generateProgram(name: string): Program {
  const random = new Random(name);
  const charm = withoutFaults(generateCharm(random));
  return { name, ...charm, events: generateLife(charm, random) };
}

/**
 * A charm without what our engine refuses: handlers that can never run, and triggers that go round for
 * ever (R18). `sealCharm` has tests of its own.
 */
function withoutFaults(charm: Charm): Charm {
  const bare = { ...charm, handlers: [], triggers: [] };
  const sound = {
    ...bare,
    interfaces: charm.interfaces.map((side) => ({
      ...side,
      handlers: side.handlers.filter((handler) =>
        isComposable({ ...bare, interfaces: [{ ...side, handlers: [handler] }] }),
      ),
    })),
    handlers: charm.handlers.filter((handler) =>
      isComposable({ ...charm, triggers: [], handlers: [handler] }),
    ),
  };
  let triggers: Charm['triggers'] = [];
  for (const trigger of charm.triggers) {
    const more = [...triggers, trigger];
    if (isComposable({ ...sound, triggers: more })) triggers = more;
  }
  return { ...sound, triggers };
}

/** Where nothing runs, nothing is heard. */
const DEAF: Recorder = { ran: () => undefined, told: () => undefined, note: () => undefined };

/** Tells whether our engine takes a charm. */
export function isComposable(charm: Charm): boolean {
  try {
    sealCharm(composeProgram(charm, DEAF));
    return true;
  } catch {
    return false;
  }
}
