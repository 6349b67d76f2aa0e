const BLOCK = 512;

/**
 * Takes single files out of a tar archive, as npm makes them. @param paths which ones.
 * @returns the files that are there, by path.
 */
export function readTar(archive: Buffer, paths: readonly string[]): Map<string, Buffer> {
  const found = new Map<string, Buffer>();
  let offset = 0;
  while (offset + BLOCK <= archive.length) {
    const header = archive.subarray(offset, offset + BLOCK);
    const name = textField(header, 0, 100);
    if (name === '') break;
    const prefix = textField(header, 345, 155);
    const path = prefix === '' ? name : `${prefix}/${name}`;
    const size = Number.parseInt(textField(header, 124, 12).trim() || '0', 8);
    const start = offset + BLOCK;
    if (paths.includes(path)) found.set(path, archive.subarray(start, start + size));
    offset = start + Math.ceil(size / BLOCK) * BLOCK;
  }
  return found;
}

function textField(header: Buffer, start: number, length: number): string {
  const field = header.subarray(start, start + length);
  const end = field.indexOf(0);
  return field.subarray(0, end < 0 ? length : end).toString('utf8');
}
