import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createExecRunner } from '../src/hook-tools-exec.ts';
import { createHookTools } from '../src/hook-tools.ts';
import type { ToolRunner } from '../src/tool-call.ts';

let folder: string;
let run: ToolRunner;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tools-'));
  run = createExecRunner({ PATH: `${folder}:/usr/bin:/bin`, MARK: folder });
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

async function addTool(name: string, script: string): Promise<void> {
  await writeFile(join(folder, name), `#!/bin/sh\n${script}\n`);
  await chmod(join(folder, name), 0o755);
}

describe('createExecRunner', () => {
  it('gives arguments and standard input, and takes both outputs and the exit code', async () => {
    await addTool('relation-get', 'printf "%s|" "$@"; cat; echo careful >&2; exit 3');
    const call = { tool: 'relation-get', args: ['a b', '$HOME', '*', ''], stdin: 'input' };
    expect(await run(call)).toEqual({
      code: 3,
      stdout: 'a b|$HOME|*||input',
      stderr: 'careful\n',
    });
  });

  it('finds tools on the PATH of the hook, not on ours', async () => {
    await addTool('is-leader', 'echo true');
    expect(await run({ tool: 'is-leader', args: [] })).toMatchObject({ stdout: 'true\n' });
    const elsewhere = createExecRunner({ PATH: '/usr/bin:/bin' });
    expect(await elsewhere({ tool: 'is-leader', args: [] })).toEqual({
      code: 127,
      stdout: '',
      stderr: 'is-leader is not on PATH',
    });
  });

  it('gives the tools nothing of our environment', async () => {
    await addTool('config-get', 'env | cut -d= -f1 | sort | tr "\\n" " "');
    const { stdout } = await run({ tool: 'config-get', args: [] });
    expect(stdout.replace(/(?:OLDPWD|PWD|SHLVL|_) /g, '')).toBe('MARK PATH ');
  });

  it('takes a closed standard input for no error', async () => {
    await addTool('relation-set', 'exec <&-; exit 0');
    const stdin = 'x'.repeat(1_000_000);
    expect(await run({ tool: 'relation-set', args: [], stdin })).toMatchObject({ code: 0 });
  });

  it('C36 passes large inputs and outputs as a whole', async () => {
    await addTool('relation-set', 'cat');
    const stdin = 'é'.repeat(500_000);
    expect((await run({ tool: 'relation-set', args: [], stdin })).stdout).toBe(stdin);
  });

  it('tells by what a tool was killed', async () => {
    await addTool('juju-log', 'kill -9 $$');
    expect(await run({ tool: 'juju-log', args: [] })).toEqual({
      code: 1,
      stdout: '',
      stderr: 'killed by SIGKILL',
    });
  });

  it('names a tool that cannot be started, and not its arguments', async () => {
    await addTool('leader-set', 'exit 0');
    for (const secret of ['hunter2\0', `hunter2${'x'.repeat(200_000)}`]) {
      const error: unknown = await run({ tool: 'leader-set', args: [secret] }).catch(
        (caught: unknown) => caught,
      );
      expect(String(error)).toMatch(/hook tool leader-set could not be started: \w+$/);
      expect(String(error)).not.toContain('hunter2');
    }
    await chmod(join(folder, 'leader-set'), 0o644);
    await expect(run({ tool: 'leader-set', args: [] })).rejects.toThrow('EACCES');
  });

  it('runs few tools at a time, however many are asked for, and every one of them', async () => {
    await addTool(
      'relation-get',
      'touch "$MARK/$1.on"; ls "$MARK" | grep -c "[.]on"; rm "$MARK/$1.on"',
    );
    const results = await Promise.all(
      Array.from({ length: 40 }, async (_, n) => run({ tool: 'relation-get', args: [String(n)] })),
    );
    const sideBySide = results.map(({ stdout }) => Number(stdout));
    expect(sideBySide).toHaveLength(40);
    expect(Math.max(...sideBySide)).toBeLessThanOrEqual(8);
    expect(await readdir(folder)).toEqual(['relation-get']);
  });

  it('goes on after a tool that could not be started', async () => {
    await addTool('is-leader', 'echo true');
    const failures = Array.from({ length: 20 }, async () =>
      run({ tool: 'is-leader', args: ['\0'] }).catch(() => 'failed'),
    );
    expect(new Set(await Promise.all(failures))).toEqual(new Set(['failed']));
    expect(await run({ tool: 'is-leader', args: [] })).toMatchObject({ code: 0 });
  });
});

describe('hook tools over executables', () => {
  it('read what a tool prints, whatever it says besides', async () => {
    await addTool('config-get', 'echo "WARNING slow" >&2; echo \'{"port": 80, "title": null}\'');
    expect(await createHookTools(run).configGet()).toEqual({ port: 80 });
  });

  it('publish through standard input', async () => {
    await addTool('relation-set', 'echo "$*" > "$MARK/args"; cat > "$MARK/input"');
    await createHookTools(run).relationSet('db:1', { password: 'hunter2' });
    expect(await readFile(join(folder, 'args'), 'utf8')).toBe('-r db:1 --file -\n');
    expect(await readFile(join(folder, 'input'), 'utf8')).toBe('{"password":"hunter2"}');
  });
});
