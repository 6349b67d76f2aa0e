import { COMMANDS } from '../../src/cli/command-table.ts';
import { UsageError } from '../../src/cli/command.ts';
import { examplesOf } from '../../src/cli/examples.ts';
import { parseCommand } from '../../src/cli/parse-command.ts';

function parse(line: string): [string, readonly string[], object] {
  const { command, args, options } = parseCommand(COMMANDS, line === '' ? [] : line.split(' '));
  return [command.name, args, { ...options }];
}

describe('parseCommand', () => {
  it.each<[string, string, string[], object]>([
    ['', 'help', [], {}],
    ['--help', 'help', [], {}],
    ['--version', 'version', [], {}],
    ['help deploy', 'help', ['deploy'], {}],
    ['deploy --help', 'help', ['deploy'], {}],
    [
      'deploy ./b.yaml --overlay a.yaml --overlay b.yaml',
      'deploy',
      ['./b.yaml'],
      { overlay: ['a.yaml', 'b.yaml'] },
    ],
    [
      'deploy ./m.charm db -n 2 --to 0,1 --config port=1',
      'deploy',
      ['./m.charm', 'db'],
      { 'num-units': '2', to: '0,1', config: ['port=1'] },
    ],
    [
      'deploy b.yaml --containers docker --images i --agent-version 4.0 --seed 7',
      'deploy',
      ['b.yaml'],
      { containers: 'docker', images: 'i', 'agent-version': '4.0', seed: '7' },
    ],
    ['status --format json --relations', 'status', [], { format: 'json', relations: true }],
    ['config mysql', 'config', ['mysql'], {}],
    ['config mysql port=1 title=x', 'config', ['mysql', 'port=1', 'title=x'], {}],
    ['config mysql --reset port,title', 'config', ['mysql'], { reset: 'port,title' }],
    ['add-relation a:x b', 'integrate', ['a:x', 'b'], {}],
    ['relate a b', 'integrate', ['a', 'b'], {}],
    ['integrate a b', 'integrate', ['a', 'b'], {}],
    ['remove-relation a b --force', 'remove-relation', ['a', 'b'], { force: true }],
    ['add-unit mysql -n 3', 'add-unit', ['mysql'], { 'num-units': '3' }],
    ['remove-unit mysql/0 mysql/1', 'remove-unit', ['mysql/0', 'mysql/1'], {}],
    [
      'remove-application mysql --no-prompt',
      'remove-application',
      ['mysql'],
      { 'no-prompt': true },
    ],
    ['refresh mysql --path ./m.charm', 'refresh', ['mysql'], { path: './m.charm' }],
    ['show-unit mysql/0 --format=yaml', 'show-unit', ['mysql/0'], { format: 'yaml' }],
    [
      'debug-log --replay --include mysql/0 --level ERROR -n 5',
      'debug-log',
      [],
      { replay: true, include: ['mysql/0'], level: 'ERROR', lines: '5' },
    ],
    ['exec --unit mysql/0 -- ls -l', 'exec', ['ls', '-l'], { unit: ['mysql/0'] }],
    ['exec --all hostname --fqdn', 'exec', ['hostname', '--fqdn'], { all: true }],
    ['exec -a mysql -- a -- b', 'exec', ['a', '--', 'b'], { application: ['mysql'] }],
    ['ssh mysql/0', 'ssh', ['mysql/0'], {}],
    ['ssh mysql/0 ls -l --help', 'ssh', ['mysql/0', 'ls', '-l', '--help'], {}],
    ['resolved mysql/0 --no-retry', 'resolved', ['mysql/0'], { 'no-retry': true }],
    ['wait --timeout 5', 'wait', [], { timeout: '5' }],
    ['destroy-model -y', 'destroy-model', [], { 'no-prompt': true }],
    ['destroy-model local --no-prompt', 'destroy-model', ['local'], { 'no-prompt': true }],
  ])('reads "%s"', (line, name, args, options) => {
    expect(parse(line)).toEqual([name, args, options]);
  });

  it.each([
    ['stats', '"stats" is not a command; did you mean "status"?'],
    ['frobnicate', '"frobnicate" is not a command'],
    ['status --wide', 'option provided but not defined: --wide'],
    ['status -z', 'option provided but not defined: -z'],
    ['version now', 'unrecognized args: "now"'],
    ['status --relations=1', "Option '--relations' does not take an argument"],
    ['deploy', 'deploy needs BUNDLE|CHARM [APPLICATION]'],
    ['integrate a', 'integrate needs APPLICATION[:ENDPOINT] APPLICATION[:ENDPOINT]'],
    ['deploy x -n -1', '-n needs a value; one that begins with "-" is written behind "="'],
    ['wait --timeout', "Option '--timeout <value>' argument missing"],
  ])('refuses "%s"', (line, message) => {
    expect(() => parse(line)).toThrow(UsageError);
    expect(() => parse(line)).toThrow(message);
  });

  it('gives every command of Juju examples that parse', () => {
    const without = COMMANDS.filter(({ name }) => examplesOf(name).length === 0);
    expect(without.map(({ name }) => name)).toEqual(['version', 'fault', 'help', '__complete']);
    for (const { name } of COMMANDS) {
      for (const line of examplesOf(name)) {
        const words = line.match(/(?:[^\s"]|"[^"]*")+/g) ?? [];
        const { command, options } = parseCommand(COMMANDS, words);
        expect(command.name).toBe(name);
        for (const [option, spec] of Object.entries(command.options)) {
          if (spec.ignored) expect(options[option]).toBeUndefined();
        }
      }
    }
  });

  it('gives every command and option a help text, and no two the same word', () => {
    const words = COMMANDS.flatMap(({ name, aliases = [] }) => [name, ...aliases]);
    expect(new Set(words).size).toBe(words.length);
    for (const command of COMMANDS) {
      expect(command.purpose).toMatch(/\.$/);
      for (const spec of Object.values(command.options)) expect(spec.help).not.toBe('');
    }
  });
});
