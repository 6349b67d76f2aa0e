import { createSecrets } from '../../lib/dispatch/secrets.ts';
import type { Secrets } from '../../lib/index.ts';
import {
  createMemoryHookTools,
  freshUnit,
  relationState,
  secretState,
} from '@reactive-charms/testing';
import type { MemoryHookTools, UnitState } from '@reactive-charms/testing';

const URI = 'secret:9m4e2mr0ui3e8a215n4g';
const LONG_URI = 'secret://6d1e4ee2-6d35-4f5a-8b4b-0a3f2b1c9d00/9m4e2mr0ui3e8a215n4g';

/** A leader whose unit reads the first of two revisions of a secret. */
const UNIT = freshUnit('wordpress/0', {
  isLeader: true,
  secrets: {
    [URI]: secretState(
      { token: 'old' },
      { revisions: { 1: { token: 'old' }, 2: { token: 'new' } }, tracked: 1, label: 'password' },
    ),
  },
});

const DB = relationState('mysql', { units: { 'mysql/0': {} } });

function secretsOf(unit: UnitState = UNIT, jujuVersion = '3.6.0'): [Secrets, MemoryHookTools] {
  const tools = createMemoryHookTools(unit, { jujuVersion });
  return [createSecrets(tools), tools];
}

describe('reading', () => {
  it('C102 goes on with the same revision, looks at the newest, or follows it', async () => {
    const [secrets] = secretsOf();
    expect(await secrets.get(URI)).toEqual({ token: 'old' });
    expect(await secrets.get(URI, 'peek')).toEqual({ token: 'new' });
    expect(await secrets.get(URI)).toEqual({ token: 'old' });
    expect(await secrets.get(URI, 'refresh')).toEqual({ token: 'new' });
    expect(await secrets.get(URI)).toEqual({ token: 'new' });
  });

  it('asks Juju once for each secret and way of reading it', async () => {
    const [secrets, tools] = secretsOf();
    await Promise.all([secrets.get(URI), secrets.get(LONG_URI), secrets.get(URI)]);
    expect(tools.calls).toEqual(['secret-get']);
    await secrets.get({ label: 'password' });
    await secrets.get({ label: 'password' });
    expect(tools.calls).toHaveLength(2);
    await secrets.get(URI, 'peek');
    await secrets.get(URI, 'peek');
    expect(tools.calls).toHaveLength(3);
  });

  it('C102 knows that a refreshed secret may have been read by another name', async () => {
    const [secrets] = secretsOf();
    expect(await secrets.get(URI)).toEqual({ token: 'old' });
    await secrets.get({ label: 'password' }, 'refresh');
    expect(await secrets.get(URI)).toEqual({ token: 'new' });
  });

  it('hands out contents that nobody else can change', async () => {
    const [secrets] = secretsOf();
    const first = await secrets.get(URI);
    Object.assign(first, { token: 'spoilt' });
    expect(await secrets.get(URI)).toEqual({ token: 'old' });
  });

  it('says which secret Juju does not find, and asks again the next time', async () => {
    const [secrets, tools] = secretsOf(freshUnit('wordpress/0'));
    for (let attempt = 0; attempt < 2; attempt += 1) {
      await expect(secrets.get(URI)).rejects.toThrow('secret "9m4e2mr0ui3e8a215n4g" not found');
    }
    expect(tools.calls).toEqual(['secret-get', 'secret-get']);
  });
});

describe('writing', () => {
  it('C96 C99 a new secret has a URI and can be read at once', async () => {
    const [secrets, tools] = secretsOf(freshUnit('wordpress/0', { isLeader: true }));
    const uri = await secrets.add({ token: 'a' }, { label: 'fresh', rotate: 'daily' });
    expect(await secrets.get(uri)).toEqual({ token: 'a' });
    expect(await secrets.get({ label: 'fresh' })).toEqual({ token: 'a' });
    expect(tools.state().secrets?.[uri]).toMatchObject({
      owner: 'application',
      settings: { rotate: 'daily' },
    });
    expect(tools.stateAfterFailure().secrets).toBeUndefined();
  });

  it('C99 a changed secret shows its new content to those who peek or refresh', async () => {
    const [secrets] = secretsOf();
    expect(await secrets.get(URI, 'peek')).toEqual({ token: 'new' });
    await secrets.set(URI, { token: 'newer' });
    expect(await secrets.get(URI)).toEqual({ token: 'old' });
    expect(await secrets.get(URI, 'peek')).toEqual({ token: 'newer' });
  });

  it('grants, revokes and removes', async () => {
    const [secrets, tools] = secretsOf({ ...UNIT, relations: { 'db:7': DB } });
    await secrets.grant(URI, 'db:7', 'mysql/0');
    const toUnit = { relation: 'db:7', unit: 'mysql/0' };
    expect(tools.state().secrets?.[URI]?.grants).toEqual([toUnit]);
    await secrets.revoke(URI, 'db:7', 'mysql/0');
    expect(tools.state().secrets?.[URI]?.grants).toEqual([]);
    await secrets.grant(URI, 'db:7');
    expect(tools.state().secrets?.[URI]?.grants).toEqual([{ relation: 'db:7' }]);
    await secrets.remove(URI, 1);
    expect(tools.state().secrets?.[URI]?.revisions).toEqual({ 2: { token: 'new' } });
    await secrets.remove(URI);
    expect(tools.state().secrets).toEqual({});
  });
});

describe('Juju before 3.0', () => {
  const uses: [string, (secrets: Secrets) => Promise<unknown>][] = [
    ['get', (secrets) => secrets.get(URI)],
    ['add', (secrets) => secrets.add({ token: 'hunter2' })],
    ['set', (secrets) => secrets.set(URI, { token: 'hunter2' })],
    ['grant', (secrets) => secrets.grant(URI, 'db:7')],
    ['revoke', (secrets) => secrets.revoke(URI, 'db:7')],
    ['remove', (secrets) => secrets.remove(URI)],
  ];

  it.each(uses)('has no secrets, and %s says so without what it was given', async (name, use) => {
    const [secrets] = secretsOf(UNIT, '2.9.50');
    const error: unknown = await use(secrets).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ diagnostics: [{ code: 'SECRETS_MISSING' }] });
    expect(String(error)).toContain(`this Juju has no hook tool secret-${name}`);
    expect(String(error)).not.toContain('hunter2');
  });

  it('an error of another kind stays what it is', async () => {
    const [secrets] = secretsOf(freshUnit('wordpress/1'));
    await expect(secrets.add({ token: 'hunter2' })).rejects.toThrow(
      'secret-add failed with exit code 1: ERROR this unit is not the leader',
    );
  });
});
