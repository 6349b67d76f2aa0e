import { writeFile } from 'node:fs/promises';

/** A file of a charm archive; `mode` defaults to 0644, links have a target instead of a text. */
export interface ArchiveFile {
  readonly text?: string;
  readonly mode?: number;
  readonly link?: string;
}

/** Writes a zip archive (stored, not compressed) with Unix modes. */
export async function writeArchive(
  path: string,
  files: Readonly<Record<string, string | ArchiveFile>>,
): Promise<void> {
  const bodies: Buffer[] = [];
  const entries: Buffer[] = [];
  let offset = 0;
  for (const [name, short] of Object.entries(files)) {
    const file: ArchiveFile = typeof short === 'string' ? { text: short } : short;
    const data = Buffer.from(file.link ?? file.text ?? '');
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt32LE(crc32(data), 10);
    common.writeUInt32LE(data.length, 14);
    common.writeUInt32LE(data.length, 18);
    common.writeUInt16LE(Buffer.byteLength(name), 22);
    bodies.push(signature(0x04034b50), common, Buffer.from(name), data);
    const rest = Buffer.alloc(14);
    const mode = file.link === undefined ? 0o100000 | (file.mode ?? 0o644) : 0o120777;
    rest.writeUInt32LE((mode << 16) >>> 0, 6);
    rest.writeUInt32LE(offset, 10);
    entries.push(signature(0x02014b50), Buffer.from([20, 3]), common, rest, Buffer.from(name));
    offset += 30 + Buffer.byteLength(name) + data.length;
  }
  const directory = Buffer.concat(entries);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(Object.keys(files).length, 4);
  end.writeUInt16LE(Object.keys(files).length, 6);
  end.writeUInt32LE(directory.length, 8);
  end.writeUInt32LE(offset, 12);
  await writeFile(path, Buffer.concat([...bodies, directory, signature(0x06054b50), end]));
}

function signature(number: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(number);
  return bytes;
}

function crc32(data: Buffer): number {
  let crc = -1;
  for (const byte of data) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}
