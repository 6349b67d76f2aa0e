import type { UnitName } from '@reactive-charms/juju';
import { performStep } from '../../src/agent.ts';
import type { AgentHost } from '../../src/agent.ts';
import { compareText, unitEntries } from '../../src/relation-view.ts';
import { nextStep } from '../../src/scheduler.ts';
import type { Step } from '../../src/scheduler.ts';
import { createTurns } from '../../src/settle/turns.ts';
import { agentIdle } from '../../src/transitions/hooks.ts';
import { synchroniseScopes } from '../../src/transitions/scopes.ts';

/** Settles as simply as it can be said: before each step every unit is looked at, in order. */
export async function settleNaively(host: AgentHost, timers: boolean): Promise<void> {
  const { store } = host;
  const served = new Map<UnitName, number>();
  let count = 0;
  const turns = createTurns(() => Object.keys(store.model.units).length);
  const serve = (unit: UnitName): void => {
    count += 1;
    served.set(unit, count);
  };
  const find = (): readonly [UnitName, Step] | undefined => {
    const looked = new Set<UnitName>();
    for (;;) {
      const [unit] = unitEntries(store.model.units)
        .map(([name]) => name)
        .filter((name) => !looked.has(name))
        .sort((a, b) => (served.get(a) ?? 0) - (served.get(b) ?? 0) || compareText(a, b));
      if (unit === undefined) return undefined;
      looked.add(unit);
      const before = store.model;
      store.update((model) => synchroniseScopes(model, unit));
      const step = nextStep(store.model, unit, { timers, now: store.now() });
      if (step) return [unit, step];
      if (turns.end(unit)) serve(unit);
      // What a look has changed may concern those that were looked at before.
      if (store.model !== before) looked.clear();
      looked.add(unit);
      store.update(agentIdle(unit));
    }
  };
  for (let due = find(); due; due = find()) {
    const [unit, step] = due;
    await performStep(host, unit, step);
    if (turns.isOver(unit)) serve(unit);
  }
}
