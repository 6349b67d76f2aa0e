import type { FlagStore } from '../../lib/flags/flag-store.ts';
import type { ExecutableRunner } from '../../lib/dispatch/settle.ts';
import { settleLayer } from '../support/settle-layer.ts';

const nothing = (): void => undefined;

/** Programs that want to run while `wants` says so, and write down what happens. */
function programs(
  events: string[],
  wants: (path: string, flags: FlagStore, round: string) => boolean,
  act: (path: string, flags: FlagStore) => void = nothing,
): (flags: FlagStore) => ExecutableRunner {
  return (flags) => ({
    test: async (path, { name, changed }) => {
      const answer = wants(path, flags, name);
      events.push(
        `${path} asked in ${name} after [${[...changed].join()}]: ${answer ? 'yes' : 'no'}`,
      );
      return answer ? `output of ${path}` : undefined;
    },
    invoke: async (path, output) => {
      events.push(`${path} runs with ${output}`);
      act(path, flags);
    },
  });
}

describe('handlers that are programs', () => {
  it('R72 R74 are asked in the hook phase and in round 0, and get back what they printed', async () => {
    const events: string[] = [];
    const { ran, rounds } = await settleLayer(nothing, {
      programs: ['mail', 'idle'],
      createExecutables: programs(events, (path) => path === 'mail'),
    });
    expect(events).toEqual([
      'mail asked in hook after []: yes',
      'idle asked in hook after []: no',
      'mail runs with output of mail',
      'mail asked in 0 after []: yes',
      'idle asked in 0 after []: no',
      'mail runs with output of mail',
    ]);
    expect(ran).toEqual(['executable/mail', 'executable/mail']);
    expect(rounds.map(({ name }) => name)).toEqual(['hook', '0']);
  });

  it('are asked in later rounds only if a flag has changed in the round before', async () => {
    const events: string[] = [];
    await settleLayer(
      (layer, flags) => {
        layer.whenNot('a').handle('sets-a', () => flags.set('a'));
        layer.when('a').handle('needs-a', nothing);
      },
      { programs: ['mail'], createExecutables: programs(events, () => false) },
    );
    expect(events).toEqual([
      'mail asked in hook after []: no',
      'mail asked in 0 after []: no',
      'mail asked in 1 after [a]: no',
    ]);
  });

  it('change flags as other handlers do, and run after them', async () => {
    const events: string[] = [];
    const { ran, rounds } = await settleLayer(
      (layer) => {
        layer.when('mailed').handle('needs-mailed', nothing);
        layer.whenNot('x').handle('peer', nothing);
      },
      {
        programs: ['mail'],
        createExecutables: programs(
          events,
          (_path, flags, round) => round === '0' && !flags.isSet('mailed'),
          (_path, flags) => flags.set('mailed'),
        ),
      },
    );
    expect(ran).toEqual(['peer', 'executable/mail', 'needs-mailed']);
    expect(rounds[0]?.runs[1]).toEqual({
      id: 'executable/mail',
      transitions: [{ flag: 'mailed', to: 'set' }],
      milliseconds: 0,
    });
  });

  it('R31 are asked again at their turn if a flag was cleared since, and dropped if they say no', async () => {
    const events: string[] = [];
    const { ran, rounds } = await settleLayer(
      (layer, flags) => layer.when('wanted').handle('clears', () => flags.clear('wanted')),
      {
        set: ['wanted'],
        programs: ['mail'],
        createExecutables: programs(
          events,
          (_path, flags, round) => round !== 'hook' && flags.isSet('wanted'),
        ),
      },
    );
    expect(ran).toEqual(['clears']);
    expect(rounds[0]?.dropped).toEqual(['executable/mail']);
    expect(events).toEqual([
      'mail asked in hook after []: no',
      'mail asked in 0 after []: yes',
      'mail asked in 0 after []: no',
      'mail asked in 1 after [wanted]: no',
    ]);
  });

  it('R32 are not asked again because a flag was set', async () => {
    const events: string[] = [];
    const { ran } = await settleLayer(
      (layer, flags) => layer.whenNot('x').handle('sets-x', () => flags.set('x')),
      {
        programs: ['mail'],
        createExecutables: programs(
          events,
          (_path, flags, round) => round === '0' && !flags.isSet('x'),
        ),
      },
    );
    expect(ran).toEqual(['sets-x', 'executable/mail']);
  });

  it('wake others also by what they change when they are asked', async () => {
    const { ran, rounds } = await settleLayer(
      (layer) => layer.when('seen').handle('needs-seen', nothing),
      {
        programs: ['nosy'],
        createExecutables: programs([], (_path, flags, round) => {
          if (round === '0') flags.set('seen');
          return false;
        }),
      },
    );
    expect(ran).toEqual(['needs-seen']);
    expect(rounds.map(({ name, runs }) => [name, runs.map(({ id }) => id)])).toEqual([
      ['0', ['executable/nosy']],
      ['1', ['blog/needs-seen']],
    ]);
  });

  it('are asked in an action only when it has changed a flag', async () => {
    const events: string[] = [];
    const phase = { kind: 'action', action: 'backup' } as const;
    const options = { phase, programs: ['mail'], createExecutables: programs(events, () => false) };
    await settleLayer((layer) => layer.onAction('backup').handle('idle', nothing), options);
    expect(events).toEqual([]);
    await settleLayer((layer, flags) => {
      layer.onAction('backup').handle('busy', () => flags.set('x'));
    }, options);
    expect(events).toEqual(['mail asked in 1 after [x]: no']);
  });

  it('do not run where there is nothing to run them', async () => {
    const { ran } = await settleLayer(nothing, { programs: ['mail'] });
    expect(ran).toEqual([]);
  });
});
