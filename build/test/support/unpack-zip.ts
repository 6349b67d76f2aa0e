import { inflateRawSync } from 'node:zlib';

/** One file of an archive. */
export interface UnpackedFile {
  readonly text: string;
  readonly mode: number;
}

/** The files of a zip archive by path, in the order of its directory. */
export function unpackZip(archive: Buffer): ReadonlyMap<string, UnpackedFile> {
  const end = archive.length - 22;
  const count = archive.readUInt16LE(end + 10);
  const files = new Map<string, UnpackedFile>();
  let at = archive.readUInt32LE(end + 16);
  for (let index = 0; index < count; index++) {
    const [size, name] = [archive.readUInt32LE(at + 20), archive.readUInt16LE(at + 28)];
    const header = archive.readUInt32LE(at + 42);
    const start = header + 30 + archive.readUInt16LE(header + 26);
    const data = archive.subarray(start, start + size);
    const isDeflated = archive.readUInt16LE(at + 10) === 8;
    files.set(archive.subarray(at + 46, at + 46 + name).toString(), {
      text: (isDeflated ? inflateRawSync(data) : data).toString(),
      mode: (archive.readUInt32LE(at + 38) >>> 16) & 0o777,
    });
    at += 46 + name;
  }
  return files;
}
