import { findDifference } from './support/compare-output.ts';

const OUTPUT = 'ran 4 hooks in 0.6 s\nhello/0*  active    idle\nbye\n';

describe('comparing an output with what a page says', () => {
  it.each([
    { expected: ['ran 9 hooks in 1.2 s', 'hello/0*  active  idle', 'bye'] },
    { expected: ['…', 'hello/0*  …  idle', '…'] },
    { expected: ['ran …', '…'] },
    { expected: ['…', 'bye', ''] },
    { expected: ['…'] },
  ])('$expected says the same', ({ expected }) => {
    expect(findDifference(expected, OUTPUT)).toBeUndefined();
  });

  it.each([
    { expected: [] },
    { expected: ['ran 4 hooks in 0.6 s'] },
    { expected: ['…', 'hello/0*  blocked  idle', '…'] },
    { expected: ['bye', '…'] },
    { expected: ['…', 'hello/0*  active  idle'] },
    { expected: ['…', 'bye', '…', 'hello/0*  active  idle', '…'] },
    { expected: ['…', 'bye', 'bye'] },
  ])('$expected says something else', ({ expected }) => {
    expect(findDifference(expected, OUTPUT)).toContain('found:');
  });

  it('says nothing of when and how long', () => {
    const told = 'a.b  install  16 s ago\n2026-01-02 03:04:05Z  start: 0.5 ms, just now\n';
    const expected = ['a.b  install  just now', '2025-10-11 12:13:14Z  start: 2.0 s, 3 min ago'];
    expect(findDifference(expected, told)).toBeUndefined();
  });

  it('leaves out what npm and the container engine of this machine have to say', () => {
    const noise = 'npm warn Unknown config\nno Docker Engine answers at unix:///x; …\n';
    expect(findDifference([], noise)).toBeUndefined();
  });
});
