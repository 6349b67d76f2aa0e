import { DiagnosticsError } from '@reactive-charms/juju';
import { describeCharm } from '../../src/describe/describe-charm.ts';

/** Describes a charm whose program is this. */
function describeProgram(code: string): ReturnType<typeof describeCharm> {
  return describeCharm(Buffer.from(code));
}

/** A program that answers with this. */
function answer(value: unknown): string {
  return `process.stdout.write(${JSON.stringify(JSON.stringify(value))});`;
}

describe('describeCharm', () => {
  it('asks the code for its handlers, triggers and findings', async () => {
    const described = await describeProgram(
      answer({
        handlers: [
          {
            id: 'blog/serve',
            binding: { kind: 'flags' },
            conditions: [{ kind: 'all', flags: ['a'] }, { kind: 'once' }],
          },
          { id: 'blog/backup', binding: { kind: 'executable', path: 'reactive/backup' } },
        ],
        triggers: [
          { when: 'a', set: 'b' },
          { whenNot: 'c', clear: 'd' },
        ],
        flags: ['endpoint.db.ready'],
        findings: [{ severity: 'warning', code: 'X', text: 'x', fix: 'y' }, { text: 'z' }],
      }),
    );
    expect(described).toEqual({
      handlers: [
        {
          id: 'blog/serve',
          conditions: [
            { kind: 'all', flags: ['a'] },
            { kind: 'once', flags: [] },
          ],
        },
        { id: 'blog/backup', conditions: [] },
      ],
      triggers: [{ source: 'a' }, { source: 'c' }],
      flags: ['b', 'endpoint.db.ready'],
      findings: [
        { severity: 'warning', code: 'X', text: 'x', fix: 'y' },
        { severity: 'error', code: 'CHARM_FAILS', text: 'z' },
      ],
    });
  });

  it("runs on the builder's own Node.js, alone in a folder, with nothing of the builder's environment", async () => {
    process.env['JUJU_UNIT_NAME'] = 'blog/0';
    try {
      const code = `
        const found = [process.execPath === ${JSON.stringify(process.execPath)}, process.argv.slice(2), Object.keys(process.env), require('fs').readdirSync('.')];
        process.stdout.write(JSON.stringify({ handlers: [{ id: JSON.stringify(found) }] }));`;
      const described = await describeProgram(code);
      expect(described?.handlers[0]?.id).toBe(
        JSON.stringify([true, ['reactive', 'describe'], ['PATH'], ['charm.cjs']]),
      );
    } finally {
      delete process.env['JUJU_UNIT_NAME'];
    }
  });

  it.each([
    ['says so with the exit code of a wrong command line', 'process.exitCode = 2;'],
    ['says something else', "process.stdout.write('hello');"],
    ['says something else in JSON', "process.stdout.write('[]');"],
  ])('gives nothing where the engine does not know the question and %s', async (_, code) => {
    expect(await describeProgram(code)).toBeUndefined();
  });

  it.each([
    ['throws', "throw new TypeError('no ink');", 'TypeError: no ink'],
    ['throws an error', "throw new Error('no ink');", 'no ink'],
    [
      'prints and fails',
      "process.stderr.write('error: no ink [X]\\n'); process.exitCode = 1;",
      'no ink [X]',
    ],
    ['fails in silence', 'process.exitCode = 1;', 'it gives no reason'],
  ])('reports code that %s', async (_, code, reason) => {
    const error: unknown = await describeProgram(code).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(DiagnosticsError);
    const [diagnostic] = error instanceof DiagnosticsError ? error.diagnostics : [];
    expect(diagnostic).toMatchObject({ severity: 'error', code: 'CHARM_FAILS' });
    expect(diagnostic?.text).toBe(`the charm's code fails at its start: ${reason}`);
  });
});
