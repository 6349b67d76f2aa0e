import type { Databag, UnitName } from '@reactive-charms/juju';
import { sealCharm } from '../../lib/charm/seal-charm.ts';
import { runHook as runEngine } from '../../lib/dispatch/run-hook.ts';
import { Endpoint } from '../../lib/index.ts';
import type { CharmDefinition, EndpointClass, LayerBuilder, Malformed } from '../../lib/index.ts';
import { freshUnit, relationState, runAction, runHook } from '@reactive-charms/testing';
import type { HookOptions, HookOutcome, UnitState } from '@reactive-charms/testing';
import { openHook } from '@reactive-charms/testing';
import { relatedCharm } from '../support/related-charm.ts';
import { Requires, TWO_SERVERS } from '../support/server-interface.ts';
import type { TwoServers } from '../support/server-interface.ts';

const FLAG = 'endpoint.db.malformed';
const REASON = 'expected a whole number from 1 to 65535';

type Units = Readonly<Record<UnitName, Databag>>;

function charmWith(define: (layer: LayerBuilder<TwoServers>) => void = () => undefined) {
  return relatedCharm<TwoServers>(TWO_SERVERS, define);
}

/** A charm whose endpoint db is of another class. */
function charmOfClass(found: EndpointClass): CharmDefinition {
  return relatedCharm({ db: { role: 'requires', interface: 'server', class: found } });
}

/** What a unit finds that is related to these. */
function related(units: Units, before: UnitState = freshUnit('blog/0')): UnitState {
  return { ...before, relations: { 'db:1': relationState('mysql', { units }) } };
}

async function changed(
  { state }: HookOutcome,
  units: Units,
  more: HookOptions & { readonly charm?: CharmDefinition } = {},
): Promise<HookOutcome> {
  const { charm = charmWith(), ...options } = more;
  return runHook(charm, 'db-relation-changed', related(units, state), {
    remoteUnit: 'mysql/0',
    ...options,
  });
}

async function installed(units: Units, charm = charmWith()): Promise<HookOutcome> {
  return runHook(charm, 'install', related(units));
}

function valueIn({ state }: HookOutcome): unknown {
  return state.memory?.flags[FLAG];
}

describe('endpoint.<name>.malformed', () => {
  it('is set, with a sentence about each key, while a unit publishes what cannot be read', async () => {
    const first = await installed({
      'mysql/0': { port: 'x', host: 'a' },
      'mysql/1': { port: '0' },
    });
    expect(first.flags).toContain(FLAG);
    expect(valueIn(first)).toEqual([
      `mysql/0 publishes a malformed port in relation db:1: ${REASON}`,
      `mysql/1 publishes a malformed port in relation db:1: ${REASON}`,
    ]);
    const second = await changed(first, { 'mysql/0': { port: '80' }, 'mysql/1': { port: '0' } });
    expect(valueIn(second)).toEqual([
      `mysql/1 publishes a malformed port in relation db:1: ${REASON}`,
    ]);
    const third = await changed(second, { 'mysql/0': { port: '80' } }, { interrupted: true });
    expect(third.flags).not.toContain(FLAG);
  });

  it('speaks of one endpoint alone', async () => {
    const { flags } = await installed({ 'mysql/0': { port: 'x' } });
    expect(flags.filter((flag) => flag.endsWith('.malformed'))).toEqual([FLAG]);
  });

  it('goes with the unit that published it', async () => {
    const first = await installed({ 'mysql/0': { port: 'x' } });
    const options = { remoteUnit: 'mysql/0' } as const;
    const left = related({}, first.state);
    expect((await runHook(charmWith(), 'db-relation-departed', left, options)).flags).not.toContain(
      FLAG,
    );
    const broken = { relationId: 'db:1' } as const;
    const gone = related({}, first.state);
    expect((await runHook(charmWith(), 'db-relation-broken', gone, broken)).flags).not.toContain(
      FLAG,
    );
  });

  it('is known before the conditions of the interface are asked, and in every handler', async () => {
    const seen: unknown[] = [];
    const charm = charmWith((layer) => {
      layer.beforeHook('first', ({ flags }) => void seen.push(flags.valueOf(FLAG)));
      layer
        .when('endpoint.db.malformed')
        .handle('react', ({ flags }) => void seen.push(flags.valueOf(FLAG)));
    });
    const asked = jest.spyOn(Requires.prototype, 'ports', 'get').mockImplementation(() => {
      seen.push('ports');
      return [];
    });
    await installed({ 'mysql/0': { port: 'x' } }, charm);
    asked.mockRestore();
    const told = [`mysql/0 publishes a malformed port in relation db:1: ${REASON}`];
    expect(seen).toEqual(['ports', 'ports', told, told]);
  });

  it('is told of as done by the engine', async () => {
    const { state } = await installed({ 'mysql/0': { port: 'x' } });
    expect(state.memory?.origins[FLAG]).toMatchObject({ by: 'the engine', hook: 'install' });
  });

  it('fires triggers', async () => {
    const charm = charmWith((layer) => {
      layer.trigger({ when: 'endpoint.db.malformed', set: 'alarm' });
      layer.trigger({ whenNot: 'endpoint.db.malformed', clear: 'alarm' });
    });
    const first = await installed({ 'mysql/0': { port: 'x' } }, charm);
    expect(first.flags).toContain('alarm');
    expect((await changed(first, { 'mysql/0': {} }, { charm })).flags).not.toContain('alarm');
  });

  it('is looked at in actions too, where they read everything', async () => {
    const { state } = await installed({ 'mysql/0': { port: 'x' } });
    const actions = { look: { description: '', params: {}, required: [] } };
    const charm = relatedCharm(TWO_SERVERS, (layer) => {
      layer.onAction('look').handle('look', () => undefined);
    });
    const outcome = await runAction(
      { ...charm, actions },
      'look',
      related({ 'mysql/0': { port: '80' } }, state),
      { interrupted: true },
    );
    expect(outcome.flags).not.toContain(FLAG);
  });

  it('may be found out later than at once', async () => {
    class Slow extends Endpoint {
      override get problems(): Promise<readonly Malformed[]> {
        return Promise.resolve([{ unit: 'mysql/0', relationId: 'db:1', key: 'a', reason: 'late' }]);
      }
    }
    expect(valueIn(await installed({}, charmOfClass(Slow)))).toEqual([
      'mysql/0 publishes a malformed a in relation db:1: late',
    ]);
  });

  it('is never set for a plain endpoint, and cleared where an upgrade has made one plain', async () => {
    const first = await installed({ 'mysql/0': { port: 'x' } });
    const upgraded = await runHook(charmOfClass(Endpoint), 'upgrade-charm', first.state);
    expect(upgraded.flags).not.toContain(FLAG);
  });

  it('fails the hook by the name of the endpoint where an interface throws', async () => {
    class Broken extends Endpoint {
      override get problems(): never {
        throw new Error('no such schema');
      }
    }
    const places: string[] = [];
    const open = openHook(charmOfClass(Broken), 'install', related({}));
    const onFailure = (place: string): void => void places.push(place);
    await expect(runEngine({ ...open.run, onFailure })).rejects.toThrow('no such schema');
    expect(places).toEqual(['the interface of endpoint db']);
  });
});

describe('a flag of malformed data that others have changed', () => {
  const SPOILT = { 'mysql/0': { port: 'x' } };

  /** What the next hook makes of it. */
  async function after(define: (layer: LayerBuilder<TwoServers>) => void, units: Units) {
    const tampered = await installed(units, charmWith(define));
    return runHook(charmWith(), 'update-status', tampered.state);
  }

  it('is right again in the next hook where somebody has set it', async () => {
    const set = await after((layer) => {
      layer.always().handle('set', ({ flags }) => flags.set(FLAG));
    }, {});
    expect(set.flags).not.toContain(FLAG);
    const changedValue = await after((layer) => {
      layer.always().handle('set', ({ flags }) => flags.set(FLAG, 'nothing'));
    }, SPOILT);
    expect(valueIn(changedValue)).toHaveLength(1);
    expect(changedValue.state.memory?.origins[FLAG]).toMatchObject({ by: 'the engine' });
  });

  it('stays cleared until the endpoint changes where somebody has cleared it', async () => {
    const cleared = await after((layer) => {
      layer.always().handle('clear', ({ flags }) => flags.clear('endpoint.db.malformed'));
    }, SPOILT);
    expect(cleared.flags).not.toContain(FLAG);
    expect((await changed(cleared, SPOILT)).flags).toContain(FLAG);
  });
});

describe('layer.tolerates', () => {
  const UNITS = { 'mysql/0': { port: 'x', host: 'a' }, 'mysql/1': { port: 'y' } };

  it('leaves keys out of the flag', async () => {
    const tolerant = charmWith((layer) => layer.tolerates('db', 'host', 'port'));
    expect((await installed(UNITS, tolerant)).flags).not.toContain(FLAG);
    const strict = charmWith((layer) => layer.tolerates('db', 'host'));
    expect(valueIn(await installed(UNITS, strict))).toHaveLength(2);
  });

  it('leaves out all keys of an endpoint where it names none, and no others', async () => {
    const tolerant = charmWith((layer) => layer.tolerates('db'));
    expect((await installed(UNITS, tolerant)).flags).not.toContain(FLAG);
    const other = charmWith((layer) => layer.tolerates('cache'));
    expect((await installed(UNITS, other)).flags).toContain(FLAG);
  });

  it('takes effect with the upgrade that brings it', async () => {
    const first = await installed(UNITS);
    const tolerant = charmWith((layer) => layer.tolerates('db'));
    const { flags } = await runHook(tolerant, 'upgrade-charm', first.state);
    expect(flags).not.toContain(FLAG);
  });

  it('is a fault at composition where the charm has no such endpoint', () => {
    const charm = relatedCharm(TWO_SERVERS, (layer) => {
      const name: string = 'dbx';
      layer.tolerates(name);
    });
    expect(() => sealCharm(charm)).toThrow(
      'layer blog tolerates malformed data of endpoint dbx, but metadata.yaml has no such endpoint [ENDPOINT_UNKNOWN]',
    );
  });
});

describe('at composition', () => {
  it('the flag may be waited for where an interface package reads the endpoint, and only there', () => {
    const good = charmWith((layer) => {
      layer.when('endpoint.db.malformed').handle('react', () => undefined);
      layer.whenNot('endpoint.cache.malformed').handle('work', () => undefined);
    });
    expect(sealCharm(good).findings).toEqual([]);
    const plain = charmWith((layer) => {
      layer.when('endpoint.web.malformed').handle('react', () => undefined);
    });
    expect(() => sealCharm(plain)).toThrow(
      "handler 'blog/react' watches endpoint.web.malformed, but no interface package reads endpoint web",
    );
  });
});
