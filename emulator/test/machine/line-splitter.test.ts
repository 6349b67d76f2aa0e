import { createLineSplitter } from '../../src/machine/line-splitter.ts';

function split(...chunks: readonly Buffer[]): string[] {
  const lines: string[] = [];
  const splitter = createLineSplitter((line) => lines.push(line));
  for (const chunk of chunks) splitter.push(chunk);
  splitter.end();
  return lines;
}

describe('createLineSplitter', () => {
  it('joins lines that arrive in pieces', () => {
    expect(split(Buffer.from('a'), Buffer.from('b\r\n\nc'), Buffer.from('d'))).toEqual([
      'ab',
      '',
      'cd',
    ]);
  });

  it('hands on a line of 4096 bytes as a whole', () => {
    const line = 'x'.repeat(4096);
    expect(split(Buffer.from(`${line}\n${line}y\n`))).toEqual([line, line, 'y']);
  });

  it('does not cut characters, neither between pieces nor in long lines', () => {
    const bytes = Buffer.from(`${'x'.repeat(4095)}€!\n`);
    const pieces = [bytes.subarray(0, 4096), bytes.subarray(4096)];
    expect(split(...pieces)).toEqual(['x'.repeat(4095), '€!']);
  });
});
