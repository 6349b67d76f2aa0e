import { withApplication } from '../transitions/transition.ts';
import { runFailure, usageFailure } from './failure.ts';
import { quote } from './flags.ts';
import { applyChanges, leads, ownApplication, sameTexts, valueIn, withCache } from './hook-run.ts';
import { parseKeyValues } from './key-values.ts';
import { expectNoMore } from './tool.ts';
import type { Tool } from './tool.ts';

/** `is-leader`: whether the unit leads its application (C72). A "no" holds for the whole run. */
export const isLeader: Tool = {
  name: 'is-leader',
  synopsis: '',
  purpose: 'print application leadership status',
  output: 'smart',
  run: ({ run, args }) => {
    expectNoMore(args);
    const value = leads(run);
    return { value, run: value ? run : withCache(run, { notLeader: true }) };
  },
};

/** `leader-get [KEY|-]`: settings of the leader; read once per run until `leader-set`. */
export const leaderGet: Tool = {
  name: 'leader-get',
  synopsis: '[<key>]',
  purpose: 'print application leadership settings',
  output: 'smart',
  run: ({ run, args: [key = '-', ...rest] }) => {
    if (key.includes('=')) throw usageFailure(`invalid key ${quote(key)}`);
    expectNoMore(rest);
    const settings = run.cache.leaderSettings ?? ownApplication(run).leaderSettings;
    const next = withCache(run, { leaderSettings: settings });
    return { run: next, value: key === '-' || key === '' ? settings : valueIn(settings, key) };
  },
};

/** `leader-set k=v …`: changes the leader's settings at once. */
export const leaderSet: Tool = {
  name: 'leader-set',
  synopsis: '<key>=<value> [...]',
  purpose: 'write application leadership settings',
  output: 'none',
  run: ({ run, args }) => {
    const changes = parseKeyValues(args);
    if (!leads(run)) {
      throw runFailure('cannot write leadership settings: cannot write settings: not the leader');
    }
    const { leaderSettings: _stale, ...cache } = run.cache;
    const name = ownApplication(run).name;
    return {
      run: { ...run, cache },
      transition: (model) => {
        const application = model.applications[name];
        if (!application) return model;
        const leaderSettings = applyChanges(application.leaderSettings, changes);
        if (sameTexts(leaderSettings, application.leaderSettings)) return model;
        const leaderSettingsVersion = application.leaderSettingsVersion + 1;
        return withApplication(model, { ...application, leaderSettings, leaderSettingsVersion });
      },
    };
  },
};
