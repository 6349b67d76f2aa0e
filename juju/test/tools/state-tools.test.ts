import { answering, json, linesOf } from '../support/answering-tools.ts';

describe('state-get', () => {
  it.each([
    ['a map', '{"a":"b"}\n', { a: 'b' }],
    ['an empty map', '{}\n', {}],
    ['null, which 4.0 prints for no state', 'null\n', {}],
    ['nothing', '', {}],
  ])('C92 reads %s', async (_case, stdout, expected) => {
    const { tools, calls } = answering({ stdout });
    expect(await tools.stateGet()).toEqual(expected);
    expect(linesOf(calls)).toEqual(['state-get --format=json']);
  });

  it('does not quote what is no text', async () => {
    await expect(answering(json({ a: { b: 'hunter2' } })).tools.stateGet()).rejects.toThrow(
      'state-get answered a map, expected a text for key a',
    );
  });
});

describe('state-set', () => {
  it('C93 gives all texts on standard input in one call', async () => {
    const { tools, calls } = answering();
    await tools.stateSet({ a: ' x ', b: '' });
    expect(linesOf(calls)).toEqual(['state-set --file -']);
    expect(calls[0]?.stdin).toBe('{"a":" x ","b":""}');
  });

  it('removes keys by the tool for it, as an empty text is a value there', async () => {
    const { tools, calls } = answering();
    await tools.stateSet({ a: null, b: 'c', d: null });
    expect(linesOf(calls)).toEqual(['state-set --file -', 'state-delete a', 'state-delete d']);
    expect(calls[0]?.stdin).toBe('{"b":"c"}');
  });

  it('calls nothing for no change', async () => {
    const { tools, calls } = answering();
    await tools.stateSet({});
    expect(calls).toEqual([]);
  });

  it('C94 says what Juju refuses', async () => {
    const { tools } = answering({ code: 1, stderr: 'ERROR key too long\n' });
    await expect(tools.stateSet({ ['k'.repeat(257)]: 'v' })).rejects.toThrow(
      'state-set failed with exit code 1: ERROR key too long',
    );
  });
});
