import { isExecutableHandler, isProgram } from '../src/executable-handlers.ts';

const script = Buffer.from('#!/bin/sh\nexit 0\n');
const binary = Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0xff, 0xfe, 0x00]);

describe('isExecutableHandler', () => {
  it.each([
    ['a script without extension', 'reactive/backup', script],
    ['a shell script', 'reactive/deep/backup.sh', script],
    ['a binary', 'reactive/backup', binary],
  ])('R71 takes %s', (_, path, content) => {
    expect(isExecutableHandler({ path, content, isExecutable: true })).toBe(true);
    expect(isExecutableHandler({ path, content, isExecutable: false })).toBe(false);
    expect(isProgram({ path, content })).toBe(true);
  });

  it.each([
    ['a script of another extension', 'reactive/backup.py', script],
    ['a text without #!', 'reactive/README', Buffer.from('Grüße\n')],
    ['an empty file', 'reactive/empty', Buffer.alloc(0)],
    ['a long text, cut within a character', 'reactive/long', Buffer.from(`${'x'.repeat(1023)}ü`)],
  ])('R71 leaves %s', (_, path, content) => {
    expect(isExecutableHandler({ path, content, isExecutable: true })).toBe(false);
  });

  it('R71 looks at the beginning only', () => {
    const content = Buffer.concat([Buffer.from('x'.repeat(1024)), binary]);
    expect(isProgram({ path: 'reactive/log', content })).toBe(false);
  });
});
