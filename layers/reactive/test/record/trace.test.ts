import { engineRounds } from '../../lib/record/origins.ts';
import { tellChanges } from '../../lib/record/tell-changes.ts';
import { settleLayer } from '../support/settle-layer.ts';

describe('what the log tells of flags', () => {
  it('R79 is one line for each handler that changed some, triggers included', async () => {
    const { rounds } = await settleLayer(
      (layer) => {
        layer.hook('install').handle('install', ({ flags }) => {
          flags.set('installed');
          flags.set('fresh');
        });
        layer.when('installed').handle('serve', ({ flags }) => flags.clear('fresh'));
        layer.when('installed').handle('look', () => undefined);
        layer.trigger({ whenNot: 'fresh', set: 'stale' });
      },
      { hook: 'install' },
    );
    expect(rounds.flatMap(tellChanges)).toEqual([
      'handler blog/install has changed flags (round hook): +installed +fresh',
      'handler blog/serve has changed flags (round 0): -fresh +stale',
    ]);
  });

  it('R79 is nothing for a flag that is as it was', () => {
    const run = { id: 'blog/a', transitions: [], milliseconds: 1 };
    expect(tellChanges({ name: '0', runs: [run], dropped: [] })).toEqual([]);
  });
});

describe('telling what handlers do', () => {
  it.each([0, 5])('R80 asks no program once more for %d changes of flags', async (changes) => {
    const asked: string[] = [];
    const { rounds } = await settleLayer(
      (layer) =>
        layer.always().handle('change', ({ flags }) => {
          for (let index = 0; index < changes; index += 1) flags.set(`flag-${index}`);
        }),
      {
        programs: ['reactive/report'],
        createExecutables: () => ({
          test: async (path, { name }) => {
            asked.push(`${path} ${name}`);
            return undefined;
          },
          invoke: async () => undefined,
        }),
      },
    );
    const lines = rounds.flatMap(tellChanges);
    expect(lines).toHaveLength(changes === 0 ? 0 : 1);
    const inRounds = changes === 0 ? ['hook', '0'] : ['hook', '0', '1'];
    expect(asked).toEqual(inRounds.map((name) => `reactive/report ${name}`));
  });
});

describe('what the record tells of the engine', () => {
  it('is a round of its own, without the flags that every hook sets anew', () => {
    expect(
      engineRounds([
        { flag: 'config.set.port', to: 'set' },
        { flag: 'config.changed', to: 'set' },
        { flag: 'endpoint.db.joined', to: 'cleared' },
      ]),
    ).toEqual([
      {
        name: 'engine',
        runs: [
          {
            id: 'the engine',
            transitions: [
              { flag: 'config.changed', to: 'set' },
              { flag: 'endpoint.db.joined', to: 'cleared' },
            ],
            milliseconds: 0,
          },
        ],
        dropped: [],
      },
    ]);
    expect(engineRounds([{ flag: 'config.default.port', to: 'set' }])).toEqual([]);
  });
});
