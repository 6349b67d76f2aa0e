import { chooseApiVersion } from '../lib/api-version.ts';

describe('chooseApiVersion', () => {
  it.each([
    ['the engine of its own time', '1.41', '1.12', '1.41'],
    ['a newer engine that still speaks it', '1.52', '1.24', '1.41'],
    ['a newer engine that does not', '1.54', '1.44', '1.44'],
    ['an older engine', '1.39', '1.12', '1.39'],
    ['an engine of a later generation', '2.1', '2.0', '2.0'],
  ])('speaks with %s', (_case, newest, oldest, chosen) => {
    expect(chooseApiVersion({ newest, oldest })).toBe(chosen);
  });
});
