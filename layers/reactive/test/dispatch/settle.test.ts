import { settleLayer } from '../support/settle-layer.ts';

describe('hook phase', () => {
  it('R28 handlers of the hook run before all others, whatever the order of registration', async () => {
    const { ran } = await settleLayer(
      (layer) => {
        layer.whenNot('x').handle('flag-first', () => undefined);
        layer.hook('install').handle('hooked', () => undefined);
        layer.hook('start').handle('other-hook', () => undefined);
      },
      { hook: 'install' },
    );
    expect(ran).toEqual(['hooked', 'flag-first']);
  });

  it('R28 what a hook handler sets is seen in round 0', async () => {
    const { rounds } = await settleLayer(
      (layer, flags) => {
        layer.when('installed').handle('configure', () => undefined);
        layer.hook('install').handle('install', () => flags.set('installed'));
      },
      { hook: 'install' },
    );
    expect(rounds.map(({ name, runs }) => [name, runs.map(({ id }) => id)])).toEqual([
      ['hook', ['blog/install']],
      ['0', ['blog/configure']],
    ]);
  });

  it('R31 R32 R33 hold in the hook phase as in rounds', async () => {
    const { ran, rounds } = await settleLayer(
      (layer, flags) => {
        layer.hook('install').handle('clears-foo', () => {
          flags.set('x');
          flags.clear('foo');
        });
        layer
          .hook('install')
          .when('foo')
          .handle('needs-foo', () => undefined);
        layer
          .hook('install')
          .whenNot('x')
          .handle('needs-no-x', () => undefined);
        layer
          .hook('install')
          .when('bar')
          .handle('needs-bar', () => flags.set('y'));
        layer
          .hook('install')
          .whenNot('y')
          .handle('needs-no-y', () => undefined);
      },
      { hook: 'install', set: ['foo', 'bar'] },
    );
    expect(ran).toEqual(['clears-foo', 'needs-bar', 'needs-no-y']);
    expect(rounds[0]?.dropped).toEqual(['blog/needs-foo', 'blog/needs-no-x']);
  });

  it('R57 runs a handler in each hook that its patterns stand for', async () => {
    const hooks = ['db-relation-joined', 'db-relation-changed', 'website-relation-joined'];
    const runs = await Promise.all(
      hooks.map(async (hook) =>
        settleLayer(
          (layer) =>
            layer.hook('{requires:mysql}-relation-{joined,changed}').handle('db', () => undefined),
          { hook },
        ),
      ),
    );
    expect(runs.map(({ ran }) => ran)).toEqual([['db'], ['db'], []]);
  });

  it('R42 (different on purpose) a hook and flags may stand in one sentence', async () => {
    const { ran } = await settleLayer(
      (layer) => {
        layer
          .hook('install')
          .when('a')
          .handle('held', () => undefined);
        layer
          .hook('install')
          .when('b')
          .handle('not-held', () => undefined);
        layer
          .when('a')
          .hook('install')
          .handle('other-way-round', () => undefined);
      },
      { hook: 'install', set: ['a'] },
    );
    expect(ran).toEqual(['held', 'other-way-round']);
  });

  it('runs no hook handler in commands, which are a hook without a name', async () => {
    const { ran } = await settleLayer(
      (layer) => {
        layer.hook('install').handle('hooked', () => undefined);
        layer.always().handle('always', () => undefined);
      },
      { hook: '' },
    );
    expect(ran).toEqual(['always']);
  });
});

describe('rounds', () => {
  it('R29 a handler whose conditions hold runs once in every hook', async () => {
    for (let hook = 0; hook < 2; hook += 1) {
      const { ran } = await settleLayer(
        (layer) => layer.when('a').handle('again', () => undefined),
        { set: ['a'] },
      );
      expect(ran).toEqual(['again']);
    }
  });

  it('R30 a flag set in round 0 is seen in round 1, after all handlers of round 0', async () => {
    const { ran } = await settleLayer((layer, flags) => {
      layer.whenNot('a').handle('set-a', () => flags.set('a'));
      layer.when('a').handle('needs-a', () => undefined);
      layer.whenNot('b').handle('peer', () => undefined);
    });
    expect(ran).toEqual(['set-a', 'peer', 'needs-a']);
  });

  it.each([
    ['A, B, C', ['clears-foo', 'needs-foo', 'needs-bar'], ['clears-foo', 'needs-bar']],
    ['B, A, C', ['needs-foo', 'clears-foo', 'needs-bar'], ['needs-foo', 'clears-foo', 'needs-bar']],
  ])(
    'R31 A clears foo, B needs foo, C needs bar: in the order %s',
    async (_order, names, expected) => {
      const { ran, rounds } = await settleLayer(
        (layer, flags) => {
          for (const name of names) {
            if (name === 'clears-foo') layer.when('foo').handle(name, () => flags.clear('foo'));
            else layer.when(name.slice('needs-'.length)).handle(name, () => undefined);
          }
        },
        { set: ['foo', 'bar'] },
      );
      expect(ran).toEqual(expected);
      const dropped = names.filter((name) => !expected.includes(name));
      expect(rounds[0]?.dropped).toEqual(dropped.map((name) => `blog/${name}`));
    },
  );

  it('R32 a handler that waits for a flag not to be set runs although an earlier one set it', async () => {
    const { ran } = await settleLayer((layer, flags) => {
      layer.whenNot('a').handle('sets-x', () => flags.set('x'));
      layer.whenNot('x').handle('needs-no-x', () => undefined);
    });
    expect(ran).toEqual(['sets-x', 'needs-no-x']);
  });

  it('R33 but is dropped when a flag was cleared too', async () => {
    const { ran } = await settleLayer(
      (layer, flags) => {
        layer.whenNot('a').handle('sets-x', () => {
          flags.set('x');
          flags.clear('other');
        });
        layer.whenNot('x').handle('needs-no-x', () => undefined);
      },
      { set: ['other'] },
    );
    expect(ran).toEqual(['sets-x']);
  });

  it('R6 R33 (different on purpose) clearing a flag that is not set drops nobody', async () => {
    const { ran } = await settleLayer((layer, flags) => {
      layer.whenNot('a').handle('sets-x', () => {
        flags.set('x');
        flags.clear('never-set');
      });
      layer.whenNot('x').handle('needs-no-x', () => undefined);
    });
    expect(ran).toEqual(['sets-x', 'needs-no-x']);
  });

  it('R34 R35 a handler runs again only if a flag that it watches changed in the round before', async () => {
    const { ran } = await settleLayer((layer, flags) => {
      layer.whenNot('done').handle('watches-done', () => undefined);
      layer.whenNot('a').handle('sets-a', () => flags.set('a'));
      layer
        .when('a')
        .whenNot('b')
        .handle('sets-b', () => flags.set('b'));
      layer.always().handle('watches-nothing', () => undefined);
    });
    expect(ran).toEqual(['watches-done', 'sets-a', 'watches-nothing', 'sets-b']);
  });

  it('R31 who was dropped stays dropped, even if its flag is set again', async () => {
    const { ran, rounds } = await settleLayer(
      (layer, flags) => {
        layer.whenNot('never').handle('clears', () => flags.clear('foo'));
        layer.whenNot('never').handle('sets', () => flags.set('foo'));
        layer.when('foo').handle('needs-foo', () => undefined);
      },
      { set: ['foo'] },
    );
    expect(rounds[0]?.dropped).toEqual(['blog/needs-foo']);
    // It is seen in the next round.
    expect(ran).toEqual(['clears', 'sets', 'needs-foo']);
  });

  it('R33 a clear looks back at everything that changed in the round', async () => {
    const { ran } = await settleLayer(
      (layer, flags) => {
        layer.whenNot('never').handle('sets-x', () => flags.set('x'));
        layer.whenNot('never').handle('clears-other', () => flags.clear('other'));
        layer.whenNot('x').handle('needs-no-x', () => undefined);
      },
      { set: ['other'] },
    );
    expect(ran).toEqual(['sets-x', 'clears-other']);
  });

  it('R34 what hook handlers change is no reason to run again after round 0', async () => {
    const { ran } = await settleLayer(
      (layer, flags) => {
        layer.hook('install').handle('install', () => flags.set('a'));
        layer.when('a').handle('needs-a', () => flags.set('b'));
        layer
          .when('a')
          .when('b')
          .handle('needs-both', () => undefined);
      },
      { hook: 'install' },
    );
    expect(ran).toEqual(['install', 'needs-a', 'needs-both']);
  });

  it('R36 a flag set and cleared in one round counts as changed', async () => {
    let runs = 0;
    const { ran } = await settleLayer((layer, flags) => {
      layer.whenNot('x').handle('needs-no-x', () => {
        runs += 1;
        if (runs > 1) return;
        flags.set('x');
        flags.clear('x');
      });
    });
    expect(ran).toEqual(['needs-no-x', 'needs-no-x']);
  });

  it('R41 a flag cleared by the last handler of a round is seen in the next', async () => {
    const { ran } = await settleLayer(
      (layer, flags) => {
        layer.whenNot('a').handle('needs-no-a', () => undefined);
        layer.when('a').handle('clears-a', () => flags.clear('a'));
      },
      { set: ['a'] },
    );
    expect(ran).toEqual(['clears-a', 'needs-no-a']);
  });

  it('R44 conditions in one sentence must all hold', async () => {
    const { ran } = await settleLayer(
      (layer) => {
        layer
          .when('a')
          .when('b')
          .handle('both', () => undefined);
        layer
          .when('a')
          .when('c')
          .handle('one-missing', () => undefined);
        layer
          .when('a')
          .whenAny('b', 'c')
          .whenNone('d', 'e')
          .whenNotAll('a', 'd')
          .handle('all-kinds', () => undefined);
      },
      { set: ['a', 'b'] },
    );
    expect(ran).toEqual(['both', 'all-kinds']);
  });

  it('lets triggers act before the next handler is looked at', async () => {
    const { ran } = await settleLayer(
      (layer, flags) => {
        layer.trigger({ when: 'stopped', clear: 'running' });
        layer.whenNot('stopped').handle('stop', () => flags.set('stopped'));
        layer.when('running').handle('needs-running', () => undefined);
      },
      { set: ['running'] },
    );
    expect(ran).toEqual(['stop']);
  });

  it('waits for each handler before the next', async () => {
    const events: string[] = [];
    await settleLayer((layer) => {
      for (const name of ['first', 'second']) {
        layer.always().handle(name, async () => {
          events.push(`${name} begins`);
          await new Promise((resolve) => setTimeout(resolve, 5));
          events.push(`${name} ends`);
        });
      }
    });
    expect(events).toEqual(['first begins', 'first ends', 'second begins', 'second ends']);
  });

  it('tells how long each handler took', async () => {
    const moments = [0, 12.34, 20, 20.06];
    const { rounds } = await settleLayer(
      (layer) => {
        layer.always().handle('slow', () => undefined);
        layer.always().handle('quick', () => undefined);
      },
      { clock: () => moments.shift() ?? 0 },
    );
    expect(rounds[0]?.runs.map(({ milliseconds }) => milliseconds)).toEqual([12.3, 0.1]);
  });
});
