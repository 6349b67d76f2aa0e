import type { HookTools } from '../../src/hook-tools.ts';
import { HookToolError } from '../../src/tool-call.ts';
import { answering, json, linesOf } from '../support/answering-tools.ts';

const URI = 'secret:9m4e2mr0ui3e8a215n4g';
/** `hunter2` in base64. */
const ENCODED = 'aHVudGVyMg==';

describe('command lines', () => {
  it.each<[string, (tools: HookTools) => Promise<unknown>, string, string]>([
    [
      'C100 secretGet by URI',
      (tools) => tools.secretGet({ uri: URI }),
      '{"token":"12345"}\n',
      `secret-get --format=json ${URI}`,
    ],
    [
      'C101 secretGet by label',
      (tools) => tools.secretGet({ label: 'password' }),
      '{}\n',
      'secret-get --format=json --label password',
    ],
    [
      'C102 secretGet that looks once at the newest revision',
      (tools) => tools.secretGet({ uri: URI }, 'peek'),
      '{}\n',
      `secret-get --format=json ${URI} --peek`,
    ],
    [
      'C102 secretGet that follows the newest revision',
      (tools) => tools.secretGet({ label: 'password' }, 'refresh'),
      '{}\n',
      'secret-get --format=json --label password --refresh',
    ],
    [
      'C96 secretAdd',
      (tools) => tools.secretAdd({ token: 'hunter2' }, {}),
      `${URI}\n`,
      `secret-add token#base64=${ENCODED}`,
    ],
    [
      'C96 secretAdd with every setting',
      (tools) =>
        tools.secretAdd(
          { token: 'hunter2' },
          {
            label: 'password',
            description: 'of the database',
            rotate: 'daily',
            expire: '2030-01-01T00:00:00Z',
            owner: 'unit',
          },
        ),
      `${URI}\n`,
      `secret-add --label password --description of the database --rotate daily --expire 2030-01-01T00:00:00Z --owner unit token#base64=${ENCODED}`,
    ],
    [
      'secretSet of content',
      (tools) => tools.secretSet(URI, { token: 'hunter2' }, {}),
      '',
      `secret-set ${URI} token#base64=${ENCODED}`,
    ],
    [
      'secretSet of settings alone',
      (tools) => tools.secretSet(URI, undefined, { rotate: 'never' }),
      '',
      `secret-set --rotate never ${URI}`,
    ],
    [
      'C105 secretGrant',
      (tools) => tools.secretGrant(URI, 'db:7'),
      '',
      `secret-grant ${URI} -r db:7`,
    ],
    [
      'secretGrant to one unit',
      (tools) => tools.secretGrant(URI, 'db:7', 'mysql/0'),
      '',
      `secret-grant ${URI} -r db:7 --unit mysql/0`,
    ],
    [
      'secretRevoke',
      (tools) => tools.secretRevoke(URI, 'db:7', 'mysql/0'),
      '',
      `secret-revoke ${URI} -r db:7 --unit mysql/0`,
    ],
    ['secretRemove', (tools) => tools.secretRemove(URI), '', `secret-remove ${URI}`],
    [
      'secretRemove of one revision',
      (tools) => tools.secretRemove(URI, 3),
      '',
      `secret-remove ${URI} --revision 3`,
    ],
  ])('%s', async (_method, use, stdout, line) => {
    const { tools, calls } = answering({ stdout });
    await use(tools);
    expect(linesOf(calls)).toEqual([line]);
  });
});

describe('contents', () => {
  it('never become a command line', async () => {
    const { tools, calls } = answering({ stdout: URI });
    await tools.secretAdd({ token: 'hunter2' }, {});
    await tools.secretSet(URI, { token: 'hunter2' }, {});
    expect(calls.map(({ secret }) => secret)).toEqual([true, true]);
  });

  it.each(['=', '==', ' x ', 'a=b=', 'a\nb\n', '€', '-x', '@file'])(
    'C98 %j keeps every byte',
    async (text) => {
      const { tools, calls } = answering({ stdout: URI });
      await tools.secretAdd({ data: text }, {});
      const [key, encoded = ''] = (calls[0]?.args[0] ?? '').split(/(?<=#base64)=/);
      expect(key).toBe('data#base64');
      expect(Buffer.from(encoded, 'base64').toString()).toBe(text);
    },
  );

  it.each([
    ['as it is', 'hunter2'],
    ['in base64', ENCODED],
  ])('are not in the error, should the tool quote them %s', async (_how, quoted) => {
    const stderr = `ERROR key value "token=${quoted}" not valid\n`;
    const { tools } = answering({ code: 2, stderr });
    for (const write of [
      tools.secretAdd({ token: 'hunter2' }, {}),
      tools.secretSet(URI, { token: 'hunter2' }, {}),
    ]) {
      const error: unknown = await write.catch((caught: unknown) => caught);
      expect(error).toBeInstanceOf(HookToolError);
      expect(String(error)).toContain('"token=***" not valid');
      expect(JSON.stringify(error)).not.toMatch(/hunter2|aHVudGVyMg/);
    }
  });

  it('C97 what the tool says about a key stays readable', async () => {
    const { tools } = answering({ code: 2, stderr: 'ERROR key "ab" not valid\n' });
    await expect(tools.secretAdd({ ab: '1' }, {})).rejects.toThrow('ERROR key "ab" not valid');
  });
});

describe('answers', () => {
  it('C100 a content is a map of texts', async () => {
    const { tools } = answering(json({ token: '12345', user: 'a' }));
    expect(await tools.secretGet({ uri: URI })).toEqual({ token: '12345', user: 'a' });
  });

  it('C96 a new secret is its URI, short or with the model', async () => {
    expect(await answering({ stdout: `${URI}\n` }).tools.secretAdd({ a: 'b' }, {})).toBe(URI);
    const long = 'secret://6d1e4ee2-6d35-4f5a-8b4b-0a3f2b1c9d00/9m4e2mr0ui3e8a215n4g';
    expect(await answering({ stdout: `${long}\n` }).tools.secretAdd({ a: 'b' }, {})).toBe(long);
  });

  it('that are no URI or no map are not quoted', async () => {
    await expect(
      answering({ stdout: 'hunter2\n' }).tools.secretAdd({ a: 'b' }, {}),
    ).rejects.toThrow('secret-add answered a text, expected the URI of a secret');
    await expect(answering(json(['hunter2'])).tools.secretGet({ uri: URI })).rejects.toThrow(
      'secret-get answered a list, expected a map',
    );
  });
});

describe('Juju before 3.0, which has no secrets', () => {
  it.each([
    ['no executable', { code: 127, stderr: 'secret-get is not on PATH' }],
    [
      'an agent that does not know it',
      { code: 1, stderr: 'ERROR bad request: unknown command: x\n' },
    ],
    [
      'an agent that does not offer it to actions',
      { code: 1, stderr: 'ERROR bad request: unknown action command: x\n' },
    ],
  ])('fails as a missing tool: %s', async (_case, answer) => {
    const { tools } = answering(answer);
    const error: unknown = await tools.secretGet({ uri: URI }).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ isMissingTool: true, tool: 'secret-get' });
    expect(String(error)).toBe('HookToolError: this Juju has no hook tool secret-get');
    const added: unknown = await tools.secretAdd({ a: 'b' }, {}).catch((caught: unknown) => caught);
    expect(added).toMatchObject({ isMissingTool: true });
  });
});
