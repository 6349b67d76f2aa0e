import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inflateRawSync } from 'node:zlib';
import { crc32 } from '../../src/archive/crc32.ts';
import { packData, packZip, type ArchiveMember } from '../../src/archive/zip.ts';

const EPOCH = new Date(0);

function member(path: string, text: string, executable = false): ArchiveMember {
  return { path, content: Buffer.from(text), executable };
}

/** What the directory of an archive says: the part that Juju reads. */
function listZip(archive: Buffer): { path: string; mode: string; date: number; text: string }[] {
  const end = archive.length - 22;
  const count = archive.readUInt16LE(end + 10);
  let at = archive.readUInt32LE(end + 16);
  return Array.from({ length: count }, () => {
    const [size, name] = [archive.readUInt32LE(at + 20), archive.readUInt16LE(at + 28)];
    const header = archive.readUInt32LE(at + 42);
    const start = header + 30 + archive.readUInt16LE(header + 26);
    const data = archive.subarray(start, start + size);
    const isDeflated = archive.readUInt16LE(at + 10) === 8;
    const entry = {
      path: archive.subarray(at + 46, at + 46 + name).toString(),
      mode: (archive.readUInt32LE(at + 38) >>> 16).toString(8),
      date: archive.readUInt32LE(at + 12),
      text: (isDeflated ? inflateRawSync(data) : data).toString(),
    };
    at += 46 + name;
    return entry;
  });
}

describe('packZip', () => {
  it('sorts members and gives them all one time and mode 0755 or 0644', () => {
    const archive = packZip(
      [member('b', 'bb'), member('dispatch', 'x', true), member('a/ä', 'long '.repeat(99))],
      EPOCH,
    );
    const first = (1 << 21) | (1 << 16);
    expect(listZip(archive)).toEqual([
      { path: 'a/ä', mode: '100644', date: first, text: 'long '.repeat(99) },
      { path: 'b', mode: '100644', date: first, text: 'bb' },
      { path: 'dispatch', mode: '100755', date: first, text: 'x' },
    ]);
  });

  it('depends on the members only, not on their order', () => {
    const members = [member('a', '1'), member('b', '2', true), member('c', '3')];
    expect(packZip(members, EPOCH).equals(packZip(members.toReversed(), EPOCH))).toBe(true);
  });

  it('takes data that was compressed before as it is', () => {
    const packed = packData(Buffer.from('hello '.repeat(50)));
    const archive = packZip([{ path: 'a', executable: false, content: packed }], EPOCH);
    expect(archive.equals(packZip([member('a', 'hello '.repeat(50))], EPOCH))).toBe(true);
  });

  it('refuses two members with one path', () => {
    expect(() => packZip([member('a', '1'), member('a', '2')], EPOCH)).toThrow('a is there twice');
  });

  it('is read by other programs', () => {
    const folder = mkdtempSync(join(tmpdir(), 'zip-'));
    try {
      writeFileSync(join(folder, 'x.zip'), packZip([member('bin/run', 'hi', true)], EPOCH));
      const script = 'import zipfile,sys; z=zipfile.ZipFile("x.zip"); sys.exit(z.testzip())';
      const python = spawnSync('python3', ['-c', script], { cwd: folder });
      // Where there is no Python, the claims above have to do.
      if (python.error === undefined) expect(python.stderr.toString()).toBe('');
      const unzip = spawnSync('unzip', ['-q', 'x.zip'], { cwd: folder });
      if (unzip.error !== undefined) return;
      expect(unzip.status).toBe(0);
      expect(readFileSync(join(folder, 'bin/run'), 'utf8')).toBe('hi');
      expect(statSync(join(folder, 'bin/run')).mode & 0o777).toBe(0o755);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('crc32', () => {
  it('gives the known check value', () => {
    expect(crc32(Buffer.from('123456789'))).toBe(0xcbf43926);
  });
});
