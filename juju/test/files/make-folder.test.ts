import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeFolder } from '../../src/files.ts';

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'make-folder-'));
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

describe('makeFolder', () => {
  it('makes a folder with those above it, and names the topmost', () => {
    expect(makeFolder(join(root, 'a/b/c'), 0o700)).toBe(join(root, 'a'));
    for (const path of ['a', 'a/b', 'a/b/c']) {
      expect(statSync(join(root, path)).mode & 0o777).toBe(0o700);
    }
  });

  it('leaves what is there as it is', () => {
    makeFolder(join(root, 'a'), 0o755);
    expect(makeFolder(join(root, 'a'), 0o700)).toBeUndefined();
    expect(statSync(join(root, 'a')).mode & 0o777).toBe(0o755);
    expect(makeFolder(join(root, 'a/b'))).toBe(join(root, 'a/b'));
  });

  it('tells why none can be made', () => {
    writeFileSync(join(root, 'file'), '');
    expect(() => makeFolder(join(root, 'file/a'))).toThrow('ENOTDIR');
    expect(() => makeFolder('/proc/none/here')).toThrow(
      "ENOENT: no such file or directory, mkdir '/proc/none'",
    );
  });
});
