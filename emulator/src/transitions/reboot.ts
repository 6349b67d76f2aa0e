import type { UnitName } from '@reactive-charms/juju';
import type { Hook } from '../model.ts';
import { findMachine, findUnit, withMachine, withUnit, withUniter } from './transition.ts';
import type { Transition } from './transition.ts';

/**
 * Asks for a machine to be restarted; its agents do it before anything else that runs there.
 * @throws DiagnosticsError when there is no such machine.
 */
export function requestReboot(id: string): Transition {
  return (model) => withMachine(model, { ...findMachine(model, id), rebootRequested: true });
}

/** Notes what a hook asked for with `juju-reboot`: its machine restarts once the hook is over (C117). */
export function rebootAfterHook(name: UnitName): Transition {
  return (model) => {
    const unit = findUnit(model, name);
    const rebooting = withUnit(model, {
      ...unit,
      agent: { status: 'rebooting', message: '', since: model.time },
    });
    return requestReboot(unit.machine)(rebooting);
  };
}

/** Queues a hook again that was killed before its end (C116, C117). */
export function hookKilled(name: UnitName, hook: Hook): Transition {
  return (model) => {
    const unit = model.units[name];
    if (!unit) return model;
    const { failed: _again, ...uniter } = unit.uniter;
    return withUniter(model, { ...unit, uniter }, { queued: hook });
  };
}

/**
 * Restarts a machine, and the containers on it: units there that have started run start again, before
 * anything else (C117).
 * @throws DiagnosticsError when there is no such machine.
 */
export function rebootMachine(id: string): Transition {
  return (model) => {
    findMachine(model, id);
    return Object.values(model.machines)
      .filter((machine) => machine.id === id || machine.id.startsWith(`${id}/`))
      .reduce((next, { rebootRequested: _done, ...machine }) => {
        return withMachine(next, { ...machine, boots: machine.boots + 1 });
      }, model);
  };
}
