import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  addStorage,
  attachResource,
  deployApplication,
  enqueueActions,
  removeStorage,
} from '../../src/transitions/index.ts';
import { WAYS, eventually, isAlive } from '../machine/support/ways.ts';
import { openScriptModel } from './support.ts';
import type { ScriptModel, ScriptModelOptions } from './support.ts';

// Real processes on a busy host take their time.
jest.setTimeout(60_000);

describe.each(WAYS)('charms as processes, %s', (way, possible) => {
  const claim = possible ? it : it.skip;
  let model: ScriptModel;

  const deploy = async (options: Omit<ScriptModelOptions, 'way'>): Promise<ScriptModel> => {
    model = await openScriptModel({ way, ...options });
    model.session.update(deployApplication({ name: 'one', charm: model.charm }));
    return model;
  };
  afterEach(() => model?.remove());

  claim('C58 counts a hook as done for which the charm has no program', async () => {
    const { session } = await deploy({
      files: { 'hooks/install': { text: '#!/bin/sh\necho "$JUJU_DISPATCH_PATH"\n', mode: 0o755 } },
    });
    await session.settle();
    expect(session.model.units['one/0']?.uniter.started).toBe(true);
    expect(model.output()).toEqual(['hooks/install']);
    expect(model.agentLog()).toEqual(
      expect.arrayContaining([
        'ran "install" hook (via explicit, bespoke hook script)',
        'skipped "start" hook (missing)',
      ]),
    );
  });

  claim('C59 runs an executable dispatch alone, whatever hooks there are', async () => {
    const { session } = await deploy({
      script: '[ "$JUJU_HOOK_NAME" = start ] && echo "dispatch $JUJU_DISPATCH_PATH"; exit 0',
      files: { 'hooks/start': { text: '#!/bin/sh\necho hooks/start\n', mode: 0o755 } },
    });
    await session.settle();
    expect(model.output()).toEqual(['dispatch hooks/start']);
    expect(model.agentLog()).toContain('ran "start" hook (via hook dispatching script: dispatch)');
  });

  claim('fails a hook whose program may not be executed', async () => {
    const { session } = await deploy({ files: { dispatch: { text: '#!/bin/sh\n', mode: 0o644 } } });
    await session.settle();
    expect(session.model.units['one/0']?.agent.message).toBe('hook failed: "install"');
    expect(model.agentLog()).toContain(
      'hook "install" (via hook dispatching script: dispatch) failed: exit status 126',
    );
  });

  claim('kills a hook at its n-th tool call with its children, and runs it again', async () => {
    const { session } = await deploy({
      script: `
        [ "$JUJU_HOOK_NAME" = start ] || exit 0
        sleep 60 & echo $! >>"$ROOT/var/log/children"
        is-leader; is-leader
        touch "$ROOT/var/log/after-$(wc -l <"$ROOT/var/log/children")"`,
      faults: [{ kind: 'kill', hook: 'start', atCall: 2 }],
    });
    await session.settle();
    await session.settle();
    expect(model.hooks().filter((line) => line.includes('start'))).toEqual([
      'one/0 start 137',
      'one/0 start 0',
    ]);
    expect(await model.read('one/0', '/var/log/after-1')).toBeUndefined();
    expect(await model.read('one/0', '/var/log/after-2')).toBe('');
    const [child = ''] = (await model.read('one/0', '/var/log/children'))?.split('\n') ?? [];
    expect(await eventually(() => !isAlive(Number(child)))).toBe(true);
  });

  claim('C117 kills what calls juju-reboot --now, restarts the machine, and goes on', async () => {
    const { session } = await deploy({
      script: `
        [ "$JUJU_HOOK_NAME" = config-changed ] || exit 0
        [ -e "$ROOT/var/log/child" ] && exit 0
        touch "$ROOT/run/left" "$ROOT/tmp/left"
        setsid sleep 60 & echo $! >"$ROOT/var/log/child"
        juju-reboot --now
        touch "$ROOT/var/log/after"`,
    });
    await session.settle();
    expect(session.model.machines['0']?.boots).toBe(1);
    expect(model.hooks().filter((line) => line.includes('config-changed'))).toEqual([
      'one/0 config-changed 0',
      'one/0 config-changed 0',
    ]);
    for (const path of ['/var/log/after', '/run/left', '/tmp/left']) {
      expect({ path, text: await model.read('one/0', path) }).toEqual({ path, text: undefined });
    }
    const child = Number(await model.read('one/0', '/var/log/child'));
    expect(await eventually(() => !isAlive(child))).toBe(true);
  });

  claim('C90 has storage at its place before the hook that announces it', async () => {
    await deploy({
      metadata: `storage:
  data: { type: filesystem, minimum-size: 1M }
  disk: { type: block, minimum-size: 2M }
`,
      script: `
        case "$JUJU_HOOK_NAME" in
          data-storage-attached) [ -d "$JUJU_STORAGE_LOCATION" ] && echo a folder;;
          disk-storage-attached) [ -s "$JUJU_STORAGE_LOCATION" ] && stat -c '%F' "$JUJU_STORAGE_LOCATION";;
        esac`,
    });
    await model.session.settle();
    expect([...model.output()].sort()).toEqual(['a folder', 'regular file']);
  });

  claim.each([
    ['', (): ScriptModel['session'] => model.session],
    [' by a command of its own', (): Promise<ScriptModel['session']> => model.reopen()],
  ])(
    'removes storage from the machine when it is detached%s, before the charm runs again',
    async (_, next) => {
      const { session } = await deploy({
        metadata: 'storage:\n  data: { type: filesystem, multiple: { range: 0+ } }\n',
        script: ':',
      });
      session.update(addStorage('one/0', 'data', {}));
      await session.settle();
      const [instance] = Object.values(session.model.storage);
      if (!instance) throw new Error('no storage was made');
      const { id, location } = instance;
      const list = `ls -d "${await session.hostPath('one/0', location)}" "${location}" 2>/dev/null`;
      const second = await next();
      expect((await second.runCommands('one/0', list)).stdout).not.toBe('');
      second.update(removeStorage(id));
      await second.settle();
      const third = await next();
      expect((await third.runCommands('one/0', list)).stdout).toBe('');
    },
  );

  claim('runs an action as a process, and takes its output for results', async () => {
    const { session } = await deploy({
      files: { 'actions.yaml': 'backup:\n  params:\n    path: { type: string, default: /srv }\n' },
      script: `
        [ -n "$JUJU_ACTION_NAME" ] || exit 0
        echo "$JUJU_ACTION_NAME $JUJU_DISPATCH_PATH [$JUJU_HOOK_NAME]"
        action-set path="$(action-get path)" && echo careful >&2`,
    });
    await session.settle();
    session.update(enqueueActions({ units: ['one/0'], action: 'backup' }));
    await session.settle();
    expect(Object.values(session.model.tasks)[0]).toMatchObject({
      status: 'completed',
      results: {
        path: '/srv',
        stdout: 'backup actions/backup []\n',
        stderr: 'careful\n',
        'return-code': 0,
      },
    });
  });

  claim('C89 puts a resource on the machine when it is asked for', async () => {
    const { session } = await deploy({
      metadata: 'resources:\n  notes: { type: file, filename: notes.txt }\n',
      script: `
        [ "$JUJU_HOOK_NAME" = start ] || exit 0
        path="$(resource-get notes)" && cat "$path"`,
    });
    await mkdir(join(session.directory, 'resources'));
    await writeFile(join(session.directory, 'resources/one-notes-1'), 'remember\n');
    session.update(
      attachResource('one', {
        name: 'notes',
        revision: 1,
        path: 'resources/one-notes-1',
        filename: 'notes.txt',
        sha256: '0',
        size: 9,
        since: '2026-11-23T10:00:00.000Z',
      }),
    );
    await session.settle();
    expect(model.output()).toEqual(['remember']);
  });

  claim('runs a script without the hook tools where no context is asked for', async () => {
    const { session } = await deploy({ script: ':' });
    await session.settle();
    const script = 'echo "${JUJU_CONTEXT_ID:-none}"; is-leader';
    const { code, stdout } = await session.runCommands('one/0', script, { noContext: true });
    expect({ code, stdout }).toEqual({ code: 127, stdout: 'none\n' });
  });

  const fullDisk = {
    script: `
      [ "$JUJU_HOOK_NAME" = start ] || exit 0
      echo 1 >"$ROOT/etc/new" || echo no room in /etc
      echo 1 >new || echo no room in the charm directory
      mkdir "$ROOT/var/new" || echo no room for a folder
      cat "$ROOT/etc/hostname" >/dev/null && is-leader`,
    faults: [{ kind: 'disk-full', hook: 'start' }],
  } as const;

  if (way === 'namespace') {
    claim('lets the disk be full while a hook runs, and not after it', async () => {
      const { session } = await deploy(fullDisk);
      await session.settle();
      expect(model.output().filter((line) => !line.includes('No space left on device'))).toEqual([
        'no room in /etc',
        'no room in the charm directory',
        'no room for a folder',
        'True',
      ]);
      expect((await session.runCommands('one/0', 'touch /etc/new')).code).toBe(0);
    });
  } else {
    claim('refuses to fill a disk that it does not have', async () => {
      const { session } = await deploy(fullDisk);
      await expect(session.settle()).rejects.toThrow('cannot be made full here');
    });
  }
});
