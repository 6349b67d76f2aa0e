import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { COMMANDS } from '../../src/cli/command-table.ts';
import { findCandidates } from '../../src/cli/completion/candidates.ts';
import { deployApplication } from '../../src/transitions/applications.ts';
import { sequence } from '../../src/transitions/transition.ts';
import { FakeModels, MYSQL, WORDPRESS, emptyModel, run } from './support.ts';

const model = sequence(
  deployApplication({ name: 'mysql', charm: MYSQL, units: 2 }),
  deployApplication({ name: 'wordpress', charm: WORDPRESS }),
)(emptyModel());

function complete(line: string): string[] {
  return findCandidates({ commands: COMMANDS, model }, line.split(' '));
}

describe('completion', () => {
  it.each([
    ['show-un', ['show-unit']],
    ['', expect.arrayContaining(['deploy', 'status', 'relate'])],
    ['help show-un', ['show-unit']],
    ['status --rel', ['--relations']],
    ['status --format ', ['tabular', 'json', 'yaml', 'oneline']],
    ['status --format=j', ['--format=json']],
    ['debug-log --level D', ['DEBUG']],
    ['debug-log --level C', ['CRITICAL']],
    ['add-machine -', expect.arrayContaining(['-n', '--base'])],
    ['exec --unit mysql/', ['mysql/0', 'mysql/1', 'mysql/leader']],
    ['show-unit mysql/0 m', ['mysql/1']],
    ['config ', ['mysql', 'wordpress']],
    ['config mysql p', ['port', 'port=']],
    ['config mysql port=', []],
    ['config --file options.yaml w', ['wordpress']],
    ['config constructor ', []],
    ['show-unit --constructor=', []],
    ['integrate wordpress:', ['wordpress:db']],
    ['debug-hooks mysql/0 server-relation-b', ['server-relation-broken']],
    ['debug-hooks mysql/0 start sta', []],
    ['scp m', ['mysql/0:', 'mysql/1:']],
    ['completion ', ['bash', 'zsh', 'fish']],
    ['deploy ', []],
    ['no-such-command ', []],
  ])('of "%s"', (line, candidates) => {
    expect(complete(line)).toEqual(candidates);
  });

  it('reads the model only, and is silent where there is none', async () => {
    const models = new FakeModels(model);
    expect((await run(models, ['__complete', 'words', 'config', 'w'])).stdout).toBe('wordpress\n');
    expect(await run(new FakeModels(), ['__complete', 'words', 'config', ''])).toEqual({
      code: 0,
      stdout: '',
      stderr: '',
    });
    expect(models.opened).toEqual([]);
  });

  it('refuses a shell that it does not know', async () => {
    const { code, stderr } = await run(new FakeModels(), ['completion', 'tcsh']);
    expect(code).toBe(2);
    expect(stderr).toContain('"tcsh" is none of bash, zsh, fish');
  });

  it('gives bash what follows the last ":" or "=", which bash takes for ends of words', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'completion-'));
    try {
      const { stdout: script } = await run(new FakeModels(), ['completion', 'bash']);
      // Answers as the program would, and notes what it was asked.
      const program = join(folder, 'juju-local');
      await writeFile(
        program,
        '#!/bin/sh\nprintf "%s," "$@" >&3\nprintf "%s\\n" wordpress:db wordpress:cache\n',
        { mode: 0o755 },
      );
      const test = `${script}
COMP_LINE="${program} integrate wordpress:"; COMP_POINT=\${#COMP_LINE}
exec 3>"${folder}/asked"; _juju_local; printf '%s\\n' "\${COMPREPLY[@]}"; cat "${folder}/asked"`;
      const { stdout } = await promisify(execFile)('bash', [
        '-c',
        test.replace('2> /dev/null)', ')'),
      ]);
      expect(stdout).toBe('db\ncache\n__complete,words,integrate,wordpress:,');
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});
