import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleFixture } from '../support/process-unit.ts';
import { ProgramUnit } from '../support/program-unit.ts';

let folder: string;
let bundle: string;
let unit: ProgramUnit;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bash-'));
  bundle = await bundleFixture('programs-charm', folder);
}, 30_000);

afterAll(async () => rm(folder, { recursive: true }));

afterEach(async () => unit.remove());

/** A script of handlers, each of which notes that it ran. */
async function unitWith(handlers: string): Promise<void> {
  const script = `#!/bin/bash
set -eu
source charms.reactive.sh
note() { echo "$1" >> ran; }
${handlers}
reactive_handler_main
`;
  unit = await ProgramUnit.create(bundle, script);
}

/** Runs a hook that succeeds. @returns what ran. */
async function hook(name: string): Promise<string[]> {
  const { code, stdout, stderr } = await unit.runHook(name);
  if (code !== 0) throw new Error(`hook ${name} failed with code ${code}:\n${stdout}${stderr}`);
  return unit.ran();
}

describe('handlers in bash', () => {
  it('R75 run when their flags are as their decorators say, and once in a hook', async () => {
    await unitWith(`
@when a
function when_a() { note when; }

@when a
@when_not b
when_a_not_b()
{
  note when-not
}

@when_any b c
when_any() { note any; }

@when_not_all 'a' 'b'
when_not_all() { note not-all; }

@when_none a \\
  b
when_none() { note none; }

@when_all a b
when_all() { note all; }
`);
    expect(await hook('start')).toEqual(['not-all', 'none']);
    expect(await unit.command('set', 'a')).toMatchObject({ code: 0 });
    expect(await hook('update-status')).toEqual(['when', 'when-not', 'not-all']);
    expect(await unit.command('set', 'b')).toMatchObject({ code: 0 });
    expect(await hook('update-status')).toEqual(['when', 'any', 'all']);
  }, 30_000);

  it('R75 run in the rounds after a change, with handlers of the charm in between', async () => {
    await unitWith(`
@when backup.due
@when_not backup.made
make() { note make; charms.reactive set_flag backup.made; }

@when announced
@when_not told
tell() { note tell; charms.reactive set_flag told --value "by mail"; }
`);
    await unit.command('set', 'backup.due');
    expect(await hook('update-status')).toEqual(['make', 'tell']);
    expect(await unit.flags()).toEqual(['announced', 'backup.made', 'told']);
    expect((await unit.command('flags')).stdout).toContain('told = "by mail"');
    expect(await hook('update-status')).toEqual([]);
  }, 30_000);

  it('R75 run in the hooks that they name, before all others', async () => {
    await unitWith(`
@when_not never
always() { note always; }

@hook install '{requires:mysql}-relation-joined'
in_hook() { note hook; }

@hook stop
@only_once
in_stop() { note stop; }
`);
    expect(await hook('install')).toEqual(['hook', 'always']);
    expect(await hook('update-status')).toEqual(['always']);
    expect(await hook('db-relation-joined')).toEqual(['hook', 'always']);
    expect(await hook('stop')).toEqual(['stop', 'always']);
    expect(await hook('stop')).toEqual(['always']);
  }, 30_000);

  it('R75 run only once where they ask for it, and not before they have succeeded', async () => {
    await unitWith(`
@only_once
@when a
once() { note once; [ ! -e fail ]; }
`);
    await unit.command('set', 'a');
    await writeFile(unit.path('charm/fail'), '');
    expect(await unit.runHook('start')).toMatchObject({ code: 1 });
    expect(await unit.ran()).toEqual(['once']);
    await rm(unit.path('charm/fail'));
    expect(await hook('start')).toEqual(['once']);
    expect(await hook('update-status')).toEqual([]);
  }, 30_000);

  it('R75 run when a file has changed', async () => {
    await unitWith(`
@when_file_changed "$PWD/my file" /etc/hostname
copied() { note copied; }
`);
    expect(await hook('start')).toEqual(['copied']);
    expect(await hook('update-status')).toEqual([]);
    await writeFile(unit.path('charm/my file'), 'one');
    expect(await hook('update-status')).toEqual(['copied']);
    expect(await hook('update-status')).toEqual([]);
  }, 30_000);

  it('fail the hook when a test cannot be made, in place of never running', async () => {
    await unitWith(`
@when a
never() { note never; }
charms.reactive() { command charms.reactive "\${@/when/wehn}"; }
`);
    const { code, stdout } = await unit.runHook('start');
    expect(code).toBe(1);
    expect(stdout).toContain('reactive/backup: reactive: there is no test wehn');
  }, 30_000);

  it('stop at the first command that fails, if they ask bash to, and leave no change', async () => {
    await unitWith(`
@when_not a
first() { note first; charms.reactive set_flag a; [ ! -e fail ]; note last; }

@when_not b
second() { note second; }
`);
    await writeFile(unit.path('charm/fail'), '');
    expect(await unit.runHook('start')).toMatchObject({ code: 1 });
    expect(await unit.ran()).toEqual(['first']);
    await rm(unit.path('charm/fail'));
    expect(await hook('start')).toEqual(['first', 'last', 'second']);
    expect(await hook('update-status')).toEqual(['second']);
  }, 30_000);
});
