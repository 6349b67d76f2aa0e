import { createWriteStream } from 'node:fs';
import { chmod, mkdir, symlink } from 'node:fs/promises';
import { dirname, isAbsolute, join, normalize } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Readable } from 'node:stream';
import { DiagnosticsError, userError } from '@reactive-charms/juju';
import { open } from 'yauzl';
import type { Entry, ZipFile } from 'yauzl';

/** One member of a charm archive. */
interface Member {
  readonly name: string;
  readonly kind: 'file' | 'folder' | 'link';
  /** Permission bits. */
  readonly mode: number;
  readonly read: () => Promise<Readable>;
}

/**
 * Reads the texts of some files of a zip archive; files that are not there are absent.
 * @throws DiagnosticsError when the file cannot be read or is no zip archive.
 */
export async function readArchiveTexts(
  archive: string,
  names: readonly string[],
): Promise<Record<string, string>> {
  const texts: Record<string, string> = {};
  await eachMember(archive, async (member) => {
    if (names.includes(member.name)) texts[member.name] = await readText(await member.read());
  });
  return texts;
}

/**
 * Unpacks a zip archive into a folder, with modes and symbolic links as they are stored.
 * @throws DiagnosticsError when the file is no zip archive or a member would leave the folder.
 */
export async function unpackArchive(archive: string, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await eachMember(archive, async (member) => {
    const path = join(folder, member.name);
    await mkdir(dirname(path), { recursive: true });
    if (member.kind === 'folder') {
      await mkdir(path, { recursive: true });
    } else if (member.kind === 'link') {
      await symlink(await readText(await member.read()), path);
    } else {
      await pipeline(await member.read(), createWriteStream(path));
      await chmod(path, member.mode);
    }
  });
}

async function eachMember(
  archive: string,
  visit: (member: Member) => Promise<void>,
): Promise<void> {
  const zip = await openZip(archive);
  await new Promise<void>((resolve, reject) => {
    zip.on('error', (error: Error) => reject(broken(archive, error.message)));
    zip.on('end', resolve);
    zip.on('entry', (entry: Entry) => {
      const member = toMember(zip, entry);
      checkLink(archive, member)
        .then(() => visit(member))
        .then(() => zip.readEntry())
        .catch((error: unknown) => reject(explain(archive, error)));
    });
    zip.readEntry();
  }).finally(() => zip.close());
}

/** @throws DiagnosticsError when a link leads out of the charm: files below it would be written there. */
async function checkLink(archive: string, member: Member): Promise<void> {
  if (member.kind !== 'link') return;
  const target = await readText(await member.read());
  const path = normalize(join(dirname(member.name), target));
  if (!isAbsolute(target) && path !== '..' && !path.startsWith('../')) return;
  throw broken(archive, `the link "${member.name}" leads out of the charm`);
}

/** Members that cannot be read are faults of the archive; a full disk is none. */
function explain(archive: string, error: unknown): unknown {
  if (error instanceof DiagnosticsError || !(error instanceof Error)) return error;
  return 'syscall' in error ? error : broken(archive, error.message);
}

function openZip(archive: string): Promise<ZipFile> {
  return new Promise((resolve, reject) => {
    // yauzl itself refuses absolute names and names with `..`.
    open(archive, { lazyEntries: true, autoClose: false }, (error, zip) => {
      if (error) reject(broken(archive, error.message));
      else resolve(zip);
    });
  });
}

const FILE_TYPE = { mask: 0o170000, link: 0o120000 } as const;

function toMember(zip: ZipFile, entry: Entry): Member {
  const mode = entry.externalFileAttributes >>> 16;
  const name = entry.fileName.replace(/\/$/, '');
  const link = (mode & FILE_TYPE.mask) === FILE_TYPE.link;
  return {
    name,
    kind: entry.fileName.endsWith('/') ? 'folder' : link ? 'link' : 'file',
    mode: (mode & 0o777) | 0o600,
    read: () =>
      new Promise((resolve, reject) => {
        zip.openReadStream(entry, (error, stream) => {
          if (error) reject(error);
          else resolve(stream);
        });
      }),
  };
}

async function readText(stream: Readable): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString('utf8');
}

function broken(archive: string, why: string): Error {
  return userError('CHARM_ARCHIVE', `not a charm archive: ${why}`, {
    place: { file: archive },
    fix: 'give the path of a .charm file that `charm build` made',
  });
}
