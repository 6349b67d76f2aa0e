import type { UnitName } from '@reactive-charms/juju';
import type { Hook, Model, Unit } from '../../src/model.ts';
import { currentConfig, unitEntries } from '../../src/relation-view.ts';
import type { CharmBehaviour } from '../support/simulation.ts';
import { createRelationWatch } from './watch-relations.ts';
import type { RelationWatch } from './watch-relations.ts';

/** Claims that something holds. @throws Error with the claim when it does not */
export type Claim = (holds: boolean, claim: string) => void;

/** Follows the hooks of every unit and checks what Juju promises of them. */
export interface Watch {
  /** Checks a hook that starts. */
  readonly starts: CharmBehaviour;
  /** Notes a hook that was killed, which is to be the next one of its unit. */
  killed(unit: UnitName, hook: Hook): void;
  /** Notes a hook that counts as done. */
  done(unit: UnitName, hook: Hook): void;
  /** Checks that every unit knows all that there is to know. */
  checkSettled(): void;
}

interface UnitHistory {
  /** The hook that was killed and has not run again yet. */
  killed?: Hook;
  readonly done: Set<string>;
  /** The last hook that counts as done, without hooks of storage and secrets. */
  last?: string;
  /** What config-changed was last done for, and what it was last started for. */
  config?: string;
  configStarted?: string;
  boots?: number;
  readonly attached: Set<string>;
  readonly secrets: Map<string, number>;
}

/** Makes a watch over a model. */
export function createWatch(model: () => Model): Watch {
  const histories = new Map<UnitName, UnitHistory>();
  const relations = createRelationWatch(model);
  const historyOf = (name: UnitName): UnitHistory => {
    const known = histories.get(name);
    if (known) return known;
    const fresh = { done: new Set<string>(), attached: new Set<string>(), secrets: new Map() };
    histories.set(name, fresh);
    return fresh;
  };
  return {
    starts: (hook, tools) => {
      const unit = model().units[tools.unit];
      if (!unit) throw new Error(`${tools.unit}: ${hook.name} runs on a unit that is gone`);
      const claim: Claim = (holds, text) => {
        if (!holds) throw new Error(`${tools.unit} ${describe(hook)}: ${text}`);
      };
      checkOrder({ model: model(), unit, hook, history: historyOf(tools.unit), claim });
      relations.starts(hook, tools, claim);
    },
    killed: (name, hook) => {
      historyOf(name).killed = hook;
    },
    done: (name, hook) => {
      noteDone(model(), { name, hook, history: historyOf(name) });
      relations.done(name, hook);
    },
    checkSettled: () => checkSettled(model(), relations),
  };
}

interface Started {
  readonly model: Model;
  readonly unit: Unit;
  readonly hook: Hook;
  readonly history: UnitHistory;
  readonly claim: Claim;
}

function checkOrder(started: Started): void {
  const { model, unit, hook, history, claim } = started;
  const { done } = history;
  const { failed } = unit.uniter;
  claim(!model.machines[unit.machine]?.partitioned, 'a machine that is cut off runs nothing');
  claim(failed === undefined || failed.name === hook.name, 'a unit in error runs nothing else');
  checkKilled(started);
  claim(!done.has('remove'), 'nothing follows remove');
  claim(!done.has('stop') || hook.name === 'remove', 'only remove follows stop');
  if (hook.kind === 'storage') {
    const attached = history.attached.has(hook.storage);
    claim(attached === (hook.event === 'detaching'), 'storage is attached once, then detached');
    return;
  }
  claim(done.has('install') || hook.name === 'install', 'install comes first');
  claim(
    history.last !== 'upgrade-charm' || hook.name === 'config-changed',
    'config-changed follows upgrade-charm at once',
  );
  if (hook.kind === 'lifecycle') CHECKS[hook.name]?.(started);
  if (hook.kind === 'secret') checkSecret(started);
}

/** What was killed runs again before all else (C116), unless there is no sense in it any more. */
function checkKilled({ model, unit, hook, history, claim }: Started): void {
  const { killed } = history;
  if (!killed) return;
  delete history.killed;
  if (describe(killed) === describe(hook) || killed.name === 'install') return;
  const leads = model.applications[unit.application]?.leader === unit.name;
  const senseless =
    (killed.name === 'leader-elected' && !leads) ||
    (killed.kind === 'relation' && !unit.uniter.relations[killed.relation]) ||
    (killed.kind === 'storage' && !model.storage[killed.storage]) ||
    (killed.kind === 'secret' && (!model.secrets[killed.secret] || !leads));
  claim(senseless, `${describe(killed)} was killed and runs again first`);
}

const CHECKS: Readonly<Record<string, (started: Started) => void>> = {
  install: ({ unit, history, claim }) => {
    claim(!history.done.has('install'), 'install runs once');
    const again = unit.uniter.failed !== undefined;
    claim(unit.life === 'alive' || again, 'a dying unit installs no more');
  },
  'config-changed': ({ model, unit, hook, history, claim }) => {
    // A hook that was killed or failed runs again even if what it was about is as it was before.
    const again = (unit.uniter.queued ?? unit.uniter.failed)?.name === hook.name;
    const upgraded = history.last === 'upgrade-charm';
    const changed = history.config !== configOf(model, unit);
    claim(again || upgraded || changed, 'config-changed announces a change');
    history.configStarted = configOf(model, unit);
  },
  start: ({ model, unit, history, claim }) => {
    claim(history.done.has('config-changed'), 'config-changed comes before start');
    const rebooted = history.boots !== model.machines[unit.machine]?.boots;
    claim(!history.done.has('start') || rebooted, 'start runs again only after a reboot');
  },
  'leader-elected': ({ model, unit, claim }) => {
    const { leader } = model.applications[unit.application] ?? {};
    claim(leader === unit.name, 'only a leader is elected');
  },
  stop: (started) => checkTeardown(started),
  remove: (started) => {
    const { done } = started.history;
    checkTeardown(started);
    started.claim(!done.has('start') || done.has('stop'), 'stop precedes remove');
  },
};

function checkTeardown({ unit, history, claim }: Started): void {
  claim(unit.life === 'dying', 'an alive unit does not stop');
  claim(history.attached.size === 0, 'storage is detached before stop');
}

function checkSecret({ model, unit, hook, history, claim }: Started): void {
  if (hook.kind !== 'secret') return;
  const secret = model.secrets[hook.secret];
  claim(secret !== undefined, 'the secret is there');
  if (!secret) return;
  if (hook.name === 'secret-changed') {
    claim(history.secrets.get(hook.secret) !== hook.revision, 'a revision is announced once');
    return;
  }
  const { owner } = secret;
  const owns =
    owner.kind === 'unit'
      ? owner.name === unit.name
      : model.applications[owner.name]?.leader === unit.name;
  claim(owns, 'only the owner, or the leader of its application, is asked');
}

function noteDone(
  model: Model,
  { name, hook, history }: { name: UnitName; hook: Hook; history: UnitHistory },
): void {
  history.done.add(hook.name);
  if (hook.kind === 'storage') {
    if (hook.event === 'attached' && model.storage[hook.storage]) {
      history.attached.add(hook.storage);
    } else history.attached.delete(hook.storage);
    return;
  }
  if (hook.kind === 'secret') {
    if (hook.revision !== undefined) history.secrets.set(hook.secret, hook.revision);
    return;
  }
  history.last = hook.name;
  const unit = model.units[name];
  if (!unit) return;
  const boots = model.machines[unit.machine]?.boots;
  if (hook.name === 'start' && boots !== undefined) history.boots = boots;
  if (hook.name === 'config-changed' && history.configStarted !== undefined) {
    history.config = history.configStarted;
  }
}

function configOf(model: Model, unit: Unit): string {
  return JSON.stringify(currentConfig(model, unit));
}

function describe(hook: Hook): string {
  const remote = hook.kind === 'relation' ? (hook.remoteUnit ?? hook.remoteApplication) : '';
  return `${hook.name} ${remote}`.trim();
}

function checkSettled(model: Model, relations: RelationWatch): void {
  for (const [name, unit] of unitEntries(model.units)) {
    expect({ name, life: unit.life, started: unit.uniter.started }).toEqual({
      name,
      life: 'alive',
      started: true,
    });
    expect(unit.uniter.failed ?? unit.uniter.queued).toBeUndefined();
    expect(model.machines[unit.machine]).toBeDefined();
    if (unit.principal !== undefined) expect(model.units[unit.principal]).toBeDefined();
    for (const number of Object.keys(unit.uniter.relations)) {
      expect({ name, number, life: model.relations[number]?.life }).toEqual({
        name,
        number,
        life: 'alive',
      });
    }
  }
  for (const { name, leader } of Object.values(model.applications)) {
    const units = Object.values(model.units).filter((unit) => unit.application === name);
    expect(leader !== undefined && model.units[leader] !== undefined).toBe(units.length > 0);
  }
  for (const { id, status } of Object.values(model.tasks)) {
    expect({ id, over: ['completed', 'failed', 'cancelled'].includes(status) }).toEqual({
      id,
      over: true,
    });
  }
  for (const { owner, id } of Object.values(model.storage)) {
    expect(model.units[owner]?.uniter.storage).toContain(id);
  }
  relations.checkSettled();
}
