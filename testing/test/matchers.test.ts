import { freshUnit, relationState, runHook } from '@reactive-charms/testing';
import '@reactive-charms/testing/jest';
import { charmOf } from './support/charms.ts';

const RELATED = freshUnit('wordpress/0', {
  isLeader: true,
  relations: { 'db:1': relationState('mysql', { units: { 'mysql/0': {} } }) },
});

const charm = charmOf((layer) => {
  layer.always().handle('work', async ({ flags, status, endpoints }) => {
    flags.set('blog.ready');
    await status.show({ status: 'maintenance', message: 'Starting' });
    await status.show({ status: 'active', message: 'Ready on port 80' });
    endpoints['db']?.relations.forEach((relation) => {
      relation.publish({ database: 'blog', user: 'me' });
      relation.publishForApplication({ version: '8' });
    });
  });
});

const broken = charmOf((layer) => {
  layer.always().handle('work', () => {
    throw new Error('no room');
  });
});

/** What jest says where an expectation does not hold. */
function failureOf(expectation: () => void): string {
  try {
    expectation();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  throw new Error('the expectation holds');
}

describe('toHaveFlag', () => {
  it('holds where the flag is set, in an outcome or in a state', async () => {
    const after = await runHook(charm, 'install', RELATED);
    expect(after).toHaveFlag('blog.ready');
    expect(after.state).toHaveFlag('blog.ready');
    expect(after).not.toHaveFlag('blog.stopped');
  });

  it('says which flags there are', async () => {
    const after = await runHook(charm, 'install', RELATED);
    const told = failureOf(() => expect(after).toHaveFlag('blog.redy'));
    expect(told).toMatch(/^expected flag "blog.redy" to be set\nflags that are set: blog.ready, /);
    expect(failureOf(() => expect(after).not.toHaveFlag('blog.ready'))).toContain('not to be set');
  });

  it('says that the run failed', async () => {
    const after = await runHook(broken, 'install', RELATED);
    expect(failureOf(() => expect(after).toHaveFlag('blog.ready'))).toContain(
      'the run failed: no room',
    );
  });
});

describe('toHaveStatus', () => {
  it('holds for the status, with its message or what that looks like', async () => {
    const after = await runHook(charm, 'install', RELATED);
    expect(after).toHaveStatus('active');
    expect(after).toHaveStatus('active', 'Ready on port 80');
    expect(after).toHaveStatus('active', /port \d+/);
    expect(after).not.toHaveStatus('active', 'Ready');
    expect(after).not.toHaveStatus('blocked');
  });

  it('says which status there is, and those before', async () => {
    const after = await runHook(charm, 'install', RELATED);
    expect(failureOf(() => expect(after).toHaveStatus('blocked', /key/))).toBe(
      [
        'expected the status to be blocked with message /key/',
        'status of wordpress/0: active with message "Ready on port 80"',
        'statuses in this run: maintenance "Starting", then active "Ready on port 80"',
      ].join('\n'),
    );
    expect(failureOf(() => expect(RELATED).toHaveStatus('active'))).toContain(
      'wordpress/0 has no status yet',
    );
  });
});

describe('toPublish', () => {
  it('holds for the keys that are given; null is a key that is not there', async () => {
    const after = await runHook(charm, 'install', RELATED);
    expect(after).toPublish('db:1', { database: 'blog', password: null });
    expect(after).toPublish('db:1', { user: /^m/ });
    expect(after).not.toPublish('db:1', { database: null });
    expect(after).toPublishForApplication('db:1', { version: '8' });
    expect(after).not.toPublishForApplication('db:1', { database: 'blog' });
  });

  it('says what is published instead', async () => {
    const after = await runHook(charm, 'install', RELATED);
    const told = failureOf(() => expect(after).toPublish('db:1', { database: 'wiki', name: 'a' }));
    expect(told).toBe(
      [
        'expected the unit to publish in relation db:1',
        '  database: "wiki", and there is "blog"',
        '  name: "a", and there is no such key',
        'keys that the unit publishes: database, user',
      ].join('\n'),
    );
  });

  it('says which relations there are', async () => {
    const after = await runHook(charm, 'install', RELATED);
    expect(failureOf(() => expect(after).toPublish('db:9', {}))).toBe(
      'expected the unit to publish in relation db:9, which is not there\nrelations of wordpress/0: db:1',
    );
  });
});

describe('a matcher of something else', () => {
  it('says that an outcome must be awaited, whether negated or not', () => {
    const waiting = Promise.resolve(RELATED);
    const text = 'this is a promise; await it first';
    expect(failureOf(() => expect(waiting).toHaveFlag('a'))).toContain(text);
    expect(failureOf(() => expect(waiting).not.toHaveFlag('a'))).toContain(text);
  });
});
