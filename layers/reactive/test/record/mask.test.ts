import type { OptionDefinitions } from '@reactive-charms/juju';
import { EMPTY_MEMORY } from '../../lib/memory/memory.ts';
import type { Memory } from '../../lib/memory/memory.ts';
import { maskPatterns, maskSecrets } from '../../lib/record/mask.ts';

const OPTIONS: OptionDefinitions = {
  'admin-login': { type: 'secret', description: '' },
  title: { type: 'string', description: '' },
};

function masked(text: string, memory: Partial<Memory>): string {
  return maskSecrets(text, { options: OPTIONS, memory: { ...EMPTY_MEMORY, ...memory } });
}

describe('masking of secrets that are known', () => {
  it.each<[string, Partial<Memory>]>([
    ['an option of type secret', { config: { 'admin-login': 'hunter2' } }],
    ['an option whose name says so', { config: { 'db-password': 'hunter2' } }],
    ['leader data', { leaderData: { token: 'hunter2' } }],
    ['unit data', { data: { keystone: { password: 'hunter2' } } }],
    [
      'a received databag',
      {
        relations: {
          'db:1': {
            application: 'mysql',
            units: { 'mysql/0': { password: 'hunter2' } },
            applicationBag: {},
          },
        },
      },
    ],
    [
      'JSON in a databag',
      {
        relations: {
          'db:1': {
            application: 'mysql',
            units: {},
            applicationBag: { credentials: '[{"secret": "hunter2"}]' },
          },
        },
      },
    ],
  ])('takes out %s', (_, memory) => {
    expect(masked('cannot log in as root with hunter2 at db', memory)).toBe(
      'cannot log in as root with *** at db',
    );
  });

  it('takes out a secret in the forms that messages give it', () => {
    const memory = { leaderData: { 'api-key': 'a b/"c"\nsecond line' } };
    expect(masked('"a b/\\"c\\"" and a%20b%2F%22c%22 and second line', memory)).toBe(
      '"***" and *** and ***',
    );
  });

  it('takes out the longer of two secrets', () => {
    const leaderData = { 'first-key': 'abcd', 'second-key': 'abcdef' };
    expect(masked('abcdef', { leaderData })).toBe('***');
  });

  it('leaves other values in, and short ones, which are part of every other word', () => {
    const memory = { config: { title: 'blog' }, leaderData: { key: 'b', monkey: 'chimp' } };
    expect(masked('the blog of chimp', memory)).toBe('the blog of chimp');
  });

  it('knows no values before the first hook', () => {
    const sources = { options: OPTIONS, memory: undefined };
    expect(maskSecrets('token=abc hunter2', sources)).toBe('token=*** hunter2');
  });
});

describe('masking of what looks like a secret', () => {
  it.each([
    ['mysql://root:hunter2@db:3306/blog', 'mysql://root:***@db:3306/blog'],
    ['Authorization: Bearer abcdefgh.ijkl', 'Authorization: Bearer ***'],
    ['Basic YWRtaW46aHVudGVyMg==', 'Basic ***'],
    ['run with --password=hunter2 --user=a', 'run with --password=*** --user=a'],
    ['{"token": "hunter2", "user": "a"}', '{"token": "***", "user": "a"}'],
    ['DB_PASSWORD: hunter2', 'DB_PASSWORD: ***'],
    ['api_key=hunter2&page=2', 'api_key=***&page=2'],
  ])('%s', (text, expected) => {
    expect(maskPatterns(text)).toBe(expected);
  });

  it.each([
    'https://docs.example.com/a@b',
    'no such table: passwords',
    'the token is missing',
    'Basic set-up failed',
  ])('leaves as it is: %s', (text) => {
    expect(maskPatterns(text)).toBe(text);
  });
});
