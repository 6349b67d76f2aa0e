import { defineLayer } from '../../lib/handlers/layer.ts';
import { createFileWatch } from '../../lib/handlers/file-watch.ts';
import type { FilePath } from '../../lib/handlers/conditions.ts';
import type { Handler } from '../../lib/handlers/handler.ts';
import type { Memory } from '../../lib/memory/memory.ts';
import { createMemoryHost } from '@reactive-charms/testing';
import type { MemoryHost } from '@reactive-charms/testing';

function watching(name: string, ...paths: FilePath[]): Handler {
  const { handlers } = defineLayer('blog', (layer) =>
    layer.whenFileChanged(...paths).handle(name, () => undefined),
  );
  const [handler] = handlers;
  if (handler === undefined) throw new Error('the layer has no handler');
  return handler;
}

function machineWith(files: Record<string, string>): MemoryHost {
  return createMemoryHost(
    Object.fromEntries(
      Object.entries(files).map(([path, content]) => [path, { content, mode: 0o644 }]),
    ),
  );
}

async function write(host: MemoryHost, path: string, content: string): Promise<void> {
  await host.declareFile({ path, content, mode: 0o644 });
}

/** Runs the handler if it is due, as a hook that succeeds does. */
async function runHook(
  host: MemoryHost,
  handler: Handler,
  before: Memory['files'] = {},
): Promise<{ readonly isDue: boolean; readonly after: Memory['files'] }> {
  const watch = createFileWatch(host, before, [handler]);
  const isDue = await watch.changed(handler);
  if (isDue) watch.ran(handler);
  return { isDue, after: watch.after() };
}

describe('a file', () => {
  it('that is seen for the first time counts as changed, and then no more', async () => {
    const host = machineWith({ '/a': 'one' });
    const handler = watching('a', '/a');
    const first = await runHook(host, handler);
    const second = await runHook(host, handler, first.after);
    expect([first.isDue, second.isDue]).toEqual([true, false]);
  });

  it('that has another content counts as changed, whatever its mode', async () => {
    const host = machineWith({ '/a': 'one' });
    const handler = watching('a', '/a');
    const first = await runHook(host, handler);
    await host.declareFile({ path: '/a', content: 'one', mode: 0o600 });
    expect((await runHook(host, handler, first.after)).isDue).toBe(false);
    await write(host, '/a', 'two');
    expect((await runHook(host, handler, first.after)).isDue).toBe(true);
  });

  it('R53 that was never there does not count as changed, until it appears', async () => {
    const host = machineWith({});
    const handler = watching('a', '/a');
    const first = await runHook(host, handler);
    expect(first).toEqual({ isDue: false, after: {} });
    await write(host, '/a', 'one');
    expect((await runHook(host, handler, first.after)).isDue).toBe(true);
  });

  it('R53 that is gone counts as changed, once', async () => {
    const host = machineWith({ '/a': 'one' });
    const handler = watching('a', '/a');
    const first = await runHook(host, handler);
    await host.remove('/a');
    const second = await runHook(host, handler, first.after);
    const third = await runHook(host, handler, second.after);
    expect([second.isDue, third.isDue]).toEqual([true, false]);
    expect(second.after).toEqual({ 'blog/a': { '/a': null } });
  });

  it('R52 may be named by a function, which is asked each time', async () => {
    const host = machineWith({ '/a': 'one', '/b': 'two' });
    let path = '/a';
    const handler = watching('a', () => path);
    const first = await runHook(host, handler);
    expect((await runHook(host, handler, first.after)).isDue).toBe(false);
    path = '/b';
    expect((await runHook(host, handler, first.after)).isDue).toBe(true);
  });

  it('that cannot be read is an error that names it and the handler', async () => {
    const host = { fingerprint: async () => Promise.reject(new Error('EISDIR')) };
    const handler = watching('a', '/a');
    await expect(createFileWatch(host, {}, [handler]).changed(handler)).rejects.toThrow(
      "handler 'blog/a' watches /a, which cannot be read: EISDIR [FILE_UNREADABLE]",
    );
  });
});

describe('several files', () => {
  it('R51 one that has changed is enough, and all of them are remembered', async () => {
    const host = machineWith({ '/a': '1', '/b': '1', '/c': '1' });
    const handler = watching('a', '/a', '/b', '/c');
    const first = await runHook(host, handler);
    await write(host, '/a', '2');
    await write(host, '/c', '2');
    const second = await runHook(host, handler, first.after);
    const third = await runHook(host, handler, second.after);
    expect([first.isDue, second.isDue, third.isDue]).toEqual([true, true, false]);
  });

  it('in two conditions must have changed in both', async () => {
    const host = machineWith({ '/a': '1', '/b': '1' });
    const { handlers } = defineLayer('blog', (layer) =>
      layer
        .whenFileChanged('/a')
        .whenFileChanged('/b')
        .handle('both', () => undefined),
    );
    const [handler = watching('none', '/none')] = handlers;
    const first = await runHook(host, handler);
    await write(host, '/a', '2');
    expect((await runHook(host, handler, first.after)).isDue).toBe(false);
    await write(host, '/b', '2');
    expect((await runHook(host, handler, first.after)).isDue).toBe(true);
  });
});

describe('several handlers', () => {
  it('R48 (different on purpose) may watch one file: each has its own memory of it', async () => {
    const host = machineWith({ '/a': 'one' });
    const [one, two] = [watching('one', '/a'), watching('two', '/a')];
    const watch = createFileWatch(host, {}, [one, two]);
    expect(await watch.changed(one)).toBe(true);
    watch.ran(one);
    expect([await watch.changed(one), await watch.changed(two)]).toEqual([false, true]);
    expect(Object.keys(watch.after())).toEqual(['blog/one']);
  });

  it('R50 (different on purpose) looking at a file uses nothing up', async () => {
    const host = machineWith({ '/a': 'one' });
    const handler = watching('a', '/a');
    const watch = createFileWatch(host, {}, [handler]);
    for (let time = 0; time < 3; time += 1) expect(await watch.changed(handler)).toBe(true);
    expect(watch.after()).toEqual({});
  });

  it('what a handler was found due with is what it has run with', async () => {
    const host = machineWith({ '/a': 'one' });
    const handler = watching('a', '/a');
    const watch = createFileWatch(host, {}, [handler]);
    await watch.changed(handler);
    await write(host, '/a', 'two');
    watch.ran(handler);
    expect(await watch.changed(handler)).toBe(true);
  });

  it('what handlers left that the charm no longer has is forgotten', async () => {
    const host = machineWith({});
    const handler = watching('a', '/a');
    const before = { 'blog/a': { '/a': 'x' }, 'blog/gone': { '/a': 'x' } };
    expect(createFileWatch(host, before, [handler]).after()).toEqual({ 'blog/a': { '/a': 'x' } });
  });
});
