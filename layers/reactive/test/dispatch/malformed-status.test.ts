import type { Databag, UnitName, WorkloadStatus } from '@reactive-charms/juju';
import type { LayerBuilder } from '../../lib/index.ts';
import { freshUnit, relationState, runHook } from '@reactive-charms/testing';
import type { HookOutcome, UnitState } from '@reactive-charms/testing';
import { Provides } from '../support/certificate-interface.ts';
import { relatedCharm } from '../support/related-charm.ts';
import { TWO_SERVERS } from '../support/server-interface.ts';
import type { TwoServers } from '../support/server-interface.ts';

type Define = (layer: LayerBuilder<TwoServers>) => void;
type Units = Readonly<Record<UnitName, Databag>>;

const SILENT: Define = () => undefined;
const BAD: Units = { 'mysql/0': { port: 'x' } };
const GOOD: Units = { 'mysql/0': { port: '80' } };
const SENTENCE =
  'mysql/0 publishes a malformed port in relation db:1: expected a whole number from 1 to 65535';
const BLOCKED = { status: 'blocked', message: SENTENCE } as const;

function relate(units: Units): UnitState['relations'] {
  return { 'db:1': relationState('mysql', { units }) };
}

/** The first hook of a unit that is related to these. */
async function install(define: Define, units: Units): Promise<HookOutcome> {
  const state = freshUnit('blog/0', { relations: relate(units) });
  return runHook(relatedCharm(TWO_SERVERS, define), 'install', state);
}

/** The hook in which they publish something else. */
async function change(define: Define, { state }: HookOutcome, units: Units): Promise<HookOutcome> {
  return runHook(
    relatedCharm(TWO_SERVERS, define),
    'db-relation-changed',
    { ...state, relations: relate(units) },
    { remoteUnit: 'mysql/0' },
  );
}

/** A layer that always says the same. */
function saying(status: WorkloadStatus | undefined): Define {
  return (layer) => layer.status(() => status);
}

describe('the status while data is malformed', () => {
  it('is blocked, with the sentence, also where no layer decides a status', async () => {
    const outcome = await install(SILENT, BAD);
    expect(outcome.state.status).toEqual(BLOCKED);
    expect(outcome.opinions).toEqual([
      { layer: 'endpoint.db.malformed', about: 'unit', ...BLOCKED },
    ]);
  });

  it('tells how many more keys there are', async () => {
    const units = {
      ...BAD,
      'mysql/1': { port: '' },
      'mysql/2': { port: '-1' },
      'mysql/3': { port: 'y' },
    };
    expect((await install(SILENT, units)).state.status?.message).toBe(`${SENTENCE} (and 2 more)`);
  });

  it('tells of each endpoint, and shows one', async () => {
    const cache = relationState('redis', { units: { 'redis/0': { port: 'x' } } });
    const state = freshUnit('blog/0', { relations: { ...relate(BAD), 'cache:2': cache } });
    const { opinions } = await runHook(relatedCharm(TWO_SERVERS), 'install', state);
    expect(opinions.map(({ layer }) => layer)).toEqual([
      'endpoint.db.malformed',
      'endpoint.cache.malformed',
    ]);
  });

  it.each(['active', 'waiting', 'maintenance'] as const)('goes before %s', async (status) => {
    const { state } = await install(saying({ status, message: 'from the charm' }), BAD);
    expect(state.status).toEqual(BLOCKED);
  });

  it('goes before what blocks the charm by its own word, which may be the consequence', async () => {
    const own = { status: 'blocked', message: 'Set the option title' } as const;
    const { state, opinions } = await install(saying(own), BAD);
    expect(state.status).toEqual(BLOCKED);
    expect(opinions.map(({ layer }) => layer)).toEqual(['blog', 'endpoint.db.malformed']);
  });

  it('is not touched by what the charm tolerates', async () => {
    const { state, opinions } = await install((layer) => layer.tolerates('db', 'port'), BAD);
    expect(state.status).toBeUndefined();
    expect(opinions).toEqual([]);
  });

  it('costs nothing while it lasts', async () => {
    const first = await install(SILENT, BAD);
    const charm = relatedCharm(TWO_SERVERS);
    const second = await runHook(charm, 'update-status', first.state);
    expect(second.calls).toEqual(['is-leader']);
    expect(second.opinions).toHaveLength(1);
    expect(second.state.memory?.status).toEqual(BLOCKED);
  });

  it('is one line of moderate length, whatever a remote unit makes up', async () => {
    const key = `request_\u0000\n${'k'.repeat(200_000)}`;
    const units = { 'mysql/0': { [key]: '{' } };
    const charm = relatedCharm({ certs: { role: 'provides', interface: 'x', class: Provides } });
    const relations = { 'certs:1': relationState('mysql', { units }) };
    const { state } = await runHook(charm, 'install', freshUnit('ca/0', { relations }));
    expect(state.status?.message).toMatch(
      /^mysql\/0 publishes a malformed request_\?\?k{70}… in relation certs:1: expected JSON$/,
    );
  });
});

describe('the status when data is malformed no more', () => {
  it('is what the layers decide', async () => {
    const own = { status: 'waiting', message: 'for db' } as const;
    const after = await change(saying(own), await install(saying(own), BAD), GOOD);
    expect(after.state.status).toEqual(own);
    expect(after.state.memory?.statusBeneath).toBeUndefined();
  });

  it('is what the charm said last where nobody has an opinion now', async () => {
    const shown = { status: 'maintenance', message: 'Filling the cache' } as const;
    const showing: Define = (layer) =>
      layer.hook('install').handle('show', async ({ status }) => status.show(shown));
    const first = await install(showing, GOOD);
    expect(first.state.status).toEqual(shown);
    const second = await change(showing, first, BAD);
    expect(second.state.status).toEqual(BLOCKED);
    const third = await change(showing, second, GOOD);
    expect(third.state.status).toEqual(shown);
    expect(third.state.memory).toMatchObject({ status: shown });
  });

  it('is what the charm said before a hook in doubt, too', async () => {
    const shown = { status: 'maintenance', message: 'Filling the cache' } as const;
    const showing: Define = (layer) =>
      layer.hook('install').handle('show', async ({ status }) => status.show(shown));
    const charm = relatedCharm(TWO_SERVERS, showing);
    const first = await install(showing, GOOD);
    const started = await runHook(charm, 'start', first.state);
    const settled = await runHook(charm, 'update-status', started.state);
    expect([...started.calls, ...settled.calls]).not.toContain('status-set');
    const blocked = await change(showing, settled, BAD);
    expect((await change(showing, blocked, GOOD)).state.status).toEqual(shown);
  });

  it('is what the charm has shown in the meantime', async () => {
    const shown = { status: 'waiting', message: 'For a restart' } as const;
    const showing: Define = (layer) =>
      layer.hook('update-status').handle('show', async ({ status }) => status.show(shown));
    const first = await install(showing, BAD);
    const charm = relatedCharm(TWO_SERVERS, showing);
    const second = await runHook(charm, 'update-status', first.state);
    expect(second.statusHistory).toEqual([shown, BLOCKED]);
    expect((await change(showing, second, GOOD)).state.status).toEqual(shown);
  });

  it('is active where the charm has never said anything', async () => {
    const after = await change(SILENT, await install(SILENT, BAD), GOOD);
    expect(after.state.status).toEqual({ status: 'active', message: '' });
    const charm = relatedCharm(TWO_SERVERS);
    const later = await runHook(charm, 'update-status', after.state);
    expect(later.calls).toEqual(['is-leader']);
  });

  it('is set right after a hook that was killed, too', async () => {
    const first = await install(SILENT, BAD);
    const state = { ...first.state, relations: relate(GOOD), interrupted: true };
    const after = await runHook(relatedCharm(TWO_SERVERS), 'update-status', state);
    expect(after.state.status).toEqual({ status: 'active', message: '' });
  });

  it('is what the charm said last after a hook that was killed with the bad news sent', async () => {
    const shown = { status: 'maintenance', message: 'Filling the cache' } as const;
    const showing: Define = (layer) =>
      layer.hook('install').handle('show', async ({ status }) => status.show(shown));
    const first = await install(showing, GOOD);
    const killed = await change(showing, first, BAD);
    expect(killed.state.status).toEqual(BLOCKED);
    // What the hook remembered is lost, what it told Juju is not; the other side has mended its data.
    const state = { ...first.state, status: BLOCKED, interrupted: true };
    const after = await change(showing, { ...first, state }, GOOD);
    expect(after.state.status).toEqual(shown);
    expect(after.state.memory).toMatchObject({ status: shown });
  });

  it('is what blocked the charm by its own word before', async () => {
    const own = { status: 'blocked', message: 'Set the option title' } as const;
    const first = await install(saying(own), BAD);
    const second = await change(saying(undefined), first, BAD);
    expect(second.state.status).toEqual(BLOCKED);
    expect((await change(saying(undefined), second, GOOD)).state.status).toEqual(own);
  });
});
