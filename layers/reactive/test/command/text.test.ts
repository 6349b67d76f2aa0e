import { formatColumns, shorten } from '../../lib/command/text/columns.ts';
import { printData, printForPrograms } from '../../lib/command/text/formats.ts';
import type { Format } from '../../lib/command/text/formats.ts';
import { matcherOf } from '../../lib/command/text/glob.ts';
import { nearestName } from '../../lib/command/text/nearest.ts';
import { splitWords } from '../../lib/command/text/shell-words.ts';
import { formatAgo, formatDuration, formatTime } from '../../lib/command/text/times.ts';
import type { JsonValue } from '../../lib/json.ts';

describe('tables', () => {
  it('have columns as wide as their widest cell, and no blanks at the end of lines', () => {
    const rows = [
      ['Name', 'Runs', ''],
      ['a', '12', 'x'],
      ['longer', '3', ''],
    ];
    expect(formatColumns(rows, [1])).toBe('Name    Runs\na         12  x\nlonger     3');
  });

  it('have every row on one line, and no codes that a terminal would obey', () => {
    expect(formatColumns([['a\nb', '\x1b[31mred', 'é']])).toBe('a\\nb  \\x1b[31mred  é');
  });

  it('have long cells cut', () => {
    expect([shorten('abcdef', 6), shorten('abcdefg', 6)]).toEqual(['abcdef', 'abcde…']);
  });
});

describe('times', () => {
  const now = new Date('2026-01-10T00:00:00.000Z');

  it.each([
    ['2026-01-09T23:59:57.000Z', 'just now'],
    ['2026-01-10T00:00:09.000Z', 'just now'],
    ['2026-01-09T23:59:20.000Z', '40 s ago'],
    ['2026-01-09T23:01:00.000Z', '59 min ago'],
    ['2026-01-09T00:00:00.000Z', '24 h ago'],
    ['2026-01-07T23:00:00.000Z', '2 days ago'],
    ['some day', 'some day'],
  ])('%s was %s', (at, text) => {
    expect(formatAgo(at, now)).toBe(text);
  });

  it.each([
    [0, '0.0 ms'],
    [9.94, '9.9 ms'],
    [12.3, '12 ms'],
    [1234, '1.2 s'],
    [200_000, '3 min 20 s'],
  ])('%d milliseconds are %s', (milliseconds, text) => {
    expect(formatDuration(milliseconds)).toBe(text);
  });

  it('are told to the second, in UTC', () => {
    expect(formatTime('2026-01-02T03:04:05.678Z')).toBe('2026-01-02 03:04:05Z');
  });
});

describe('patterns', () => {
  it.each([
    [undefined, 'anything', true],
    ['a.b', 'a.b', true],
    ['a.b', 'axb', false],
    ['config.*', 'config.set.a', true],
    ['*.a', 'config.set.a', true],
    ['?b', 'ab', true],
    ['?b', 'b', false],
    ['a', 'ab', false],
    ['(a)[b]', '(a)[b]', true],
  ])('%s: %s fits: %s', (pattern, name, fits) => {
    expect(matcherOf(pattern)(name)).toBe(fits);
  });
});

describe('the nearest name', () => {
  const names = ['flags', 'handlers', 'why', 'trace', 'set', 'refresh'];

  it.each([
    ['flagz', 'flags'],
    ['falgs', 'flags'],
    ['hanlders', 'handlers'],
    ['wy', 'why'],
    ['ser', 'set'],
    ['nonsense', undefined],
    ['', undefined],
  ])('to %s is %s', (text, nearest) => {
    expect(nearestName(text, names)).toBe(nearest);
  });
});

describe('words of a shell', () => {
  it.each([
    ['', []],
    ['  a  b ', ['a', 'b']],
    [`'a b' "c d"`, ['a b', 'c d']],
    [`a'b'"c"d`, ['abcd']],
    [`'it'\\''s'`, ["it's"]],
    [`"a \\"b\\" \\\\ \\n $x"`, ['a "b" \\ \\n $x']],
    ['a\\ b', ['a b']],
    [`'' ""`, ['', '']],
    ['a\nb\tc', ['a', 'b', 'c']],
  ])('%j are %j', (text, words) => {
    expect(splitWords(text)).toEqual(words);
  });

  it.each([`'a`, `"a`, 'a\\'])('%j does not end', (text) => {
    expect(splitWords(text)).toBeUndefined();
  });
});

describe('data for programs', () => {
  const list = ['a', 'b.c', "it's", 'x,y'];
  const map = { a: null, 'b.c': 'x y', d: { e: [1, true], f: 'no' } };

  it.each<[Format, JsonValue, string]>([
    ['raw', list, "a\nb.c\nit's\nx,y"],
    ['json', list, '["a", "b.c", "it\'s", "x,y"]'],
    ['py', list, `['a', 'b.c', "it's", 'x,y']\n`],
    ['yaml', list, "- a\n- b.c\n- 'it''s'\n- 'x,y'\n"],
    ['csv', list, 'a\r\nb.c\r\nit\'s\r\n"x,y"\r\n'],
    ['tab', list, "a\r\nb.c\r\nit's\r\nx,y\r\n"],
  ])('R121 a list as %s', (format, data, text) => {
    expect(printData(data, format)).toBe(text);
  });

  it.each<[Format, JsonValue, string]>([
    ['raw', map, "{'a': None, 'b.c': 'x y', 'd': {'e': [1, True], 'f': 'no'}}"],
    ['json', map, '{"a": null, "b.c": "x y", "d": {"e": [1, true], "f": "no"}}'],
    ['py', map, "{'a': None, 'b.c': 'x y', 'd': {'e': [1, True], 'f': 'no'}}\n"],
    ['yaml', map, "a: null\nb.c: x y\nd:\n  e:\n  - 1\n  - true\n  f: 'no'\n"],
    ['csv', map, 'a,\r\nb.c,x y\r\nd,"[1, true]",no\r\n'],
    ['tab', map, 'a\t\r\nb.c\tx y\r\nd\t[1, true]\tno\r\n'],
  ])('R121 a map as %s', (format, data, text) => {
    expect(printData(data, format)).toBe(text);
  });

  it.each<[JsonValue, string]>([
    [[], '[]\n'],
    [{}, '{}\n'],
    [[{ a: 1, b: 2 }], '- a: 1\n  b: 2\n'],
    [{ a: [], b: {} }, 'a: []\nb: {}\n'],
    [
      ['', ' a', 'a ', 'a: b', 'a #b', '- a', '12', '1e3', 'Null', '0x1'],
      "- ''\n- ' a'\n- 'a '\n- 'a: b'\n- 'a #b'\n- '- a'\n- '12'\n- '1e3'\n- 'Null'\n- '0x1'\n",
    ],
    [['line\nbreak'], '- "line\\nbreak"\n'],
    ['/etc/x', '/etc/x\n'],
  ])('YAML of %j', (data, text) => {
    expect(printData(data, 'yaml')).toBe(text);
  });

  it.each<[JsonValue, string]>([
    ['a\n\\\u0007', `'a\\n\\\\\\x07'`],
    [`it's "it"`, `'it\\'s "it"'`],
    [-1.5, '-1.5'],
    [false, 'False'],
  ])('Python of %j', (data, text) => {
    expect(printData(data, 'py')).toBe(`${text}\n`);
  });

  it('ends with its line for our own sub-commands, and JSON is laid out', () => {
    expect(printForPrograms(['a'], 'json')).toBe('[\n  "a"\n]\n');
    expect(printForPrograms(['a'], 'raw')).toBe('a\n');
    expect(printForPrograms(['a'], 'yaml')).toBe('- a\n');
    expect(printForPrograms([], 'raw')).toBe('');
  });
});
