import { deflateRawSync } from 'node:zlib';
import { crc32 } from './crc32.ts';

/** The data of a member as it lies in the archive. */
export interface PackedData {
  readonly data: Buffer;
  /** 8 is deflate, 0 is stored. */
  readonly method: 0 | 8;
  readonly crc: number;
  /** Size before compression. */
  readonly size: number;
}

/** One file of an archive. */
export interface ArchiveMember {
  readonly path: string;
  readonly executable: boolean;
  /** The content, or the packed data when it was compressed before. */
  readonly content: Buffer | PackedData;
}

const LIMIT = 0xffffffff;
const UNIX_ZIP_3_0 = (3 << 8) | 30;
const UTF8_NAMES = 0x0800;
const FIRST_YEAR = 1980;

/**
 * Packs a zip archive. The result depends on the members only: names are sorted, all times are the
 * same, modes are 0755 or 0644, and there are no entries for folders (contract section 7.4). Written
 * here and not taken from a library, because none lets us put in data that is compressed already.
 * @param time the time of all members in UTC; earlier ones become 1980-01-01.
 * @throws Error when two members have the same path or the archive would exceed 4 GB.
 */
export function packZip(members: readonly ArchiveMember[], time: Date): Buffer {
  const sorted = [...members].sort((a, b) => (a.path < b.path ? -1 : 1));
  const chunks: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  sorted.forEach((member, index) => {
    if (sorted[index - 1]?.path === member.path) throw new Error(`${member.path} is there twice`);
    const name = Buffer.from(member.path);
    const packed = Buffer.isBuffer(member.content) ? packData(member.content) : member.content;
    const fields = commonFields(packed, name, time);
    const header = Buffer.concat([uint32(0x04034b50), fields, uint16(0), name]);
    const mode = 0o100000 | (member.executable ? 0o755 : 0o644);
    directory.push(
      Buffer.concat([
        uint32(0x02014b50),
        uint16(UNIX_ZIP_3_0),
        fields,
        uint16(0, 0, 0, 0),
        uint32((mode << 16) >>> 0, offset),
        name,
      ]),
    );
    chunks.push(header, packed.data);
    offset += header.length + packed.data.length;
  });
  const central = Buffer.concat(directory);
  if (offset + central.length > LIMIT || sorted.length > 0xffff) {
    throw new Error('the archive would be larger than the zip format allows without extensions');
  }
  const end = Buffer.concat([
    uint32(0x06054b50),
    uint16(0, 0, sorted.length, sorted.length),
    uint32(central.length, offset),
    uint16(0),
  ]);
  return Buffer.concat([...chunks, central, end]);
}

/** Compresses data for an archive; it stays as it is when compression does not help. */
export function packData(content: Buffer): PackedData {
  const deflated = deflateRawSync(content, { level: 9 });
  const helps = deflated.length < content.length;
  return {
    data: helps ? deflated : content,
    method: helps ? 8 : 0,
    crc: crc32(content),
    size: content.length,
  };
}

/** The fields that the header of a member and its line in the directory share. */
function commonFields(packed: PackedData, name: Buffer, time: Date): Buffer {
  return Buffer.concat([
    uint16(30, UTF8_NAMES, packed.method),
    dosTime(time),
    uint32(packed.crc, packed.data.length, packed.size),
    uint16(name.length),
  ]);
}

function dosTime(time: Date): Buffer {
  if (time.getUTCFullYear() < FIRST_YEAR) return dosTime(new Date(Date.UTC(FIRST_YEAR, 0)));
  const clock =
    (time.getUTCHours() << 11) | (time.getUTCMinutes() << 5) | (time.getUTCSeconds() >> 1);
  const years = time.getUTCFullYear() - FIRST_YEAR;
  const date = (years << 9) | ((time.getUTCMonth() + 1) << 5) | time.getUTCDate();
  return uint16(clock, date);
}

function uint16(...values: readonly number[]): Buffer {
  const buffer = Buffer.alloc(values.length * 2);
  values.forEach((value, index) => buffer.writeUInt16LE(value, index * 2));
  return buffer;
}

function uint32(...values: readonly number[]): Buffer {
  const buffer = Buffer.alloc(values.length * 4);
  values.forEach((value, index) => buffer.writeUInt32LE(value, index * 4));
  return buffer;
}
