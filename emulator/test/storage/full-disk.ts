import type { WriteBytes } from '../../src/storage/line-file.ts';
import { writeSync } from 'node:fs';

/** A disk with room for so many bytes more; like a real one it takes what fits before it says no. */
export interface SmallDisk {
  readonly write: WriteBytes;
  room: number;
}

/** Makes a disk that fills up. */
export function smallDisk(room: number): SmallDisk {
  const disk: SmallDisk = {
    room,
    write: (file, bytes, position) => {
      const length = Math.min(bytes.length, disk.room);
      if (length === 0) {
        throw Object.assign(new Error('ENOSPC: no space left on device, write'), {
          code: 'ENOSPC',
        });
      }
      disk.room -= length;
      return writeSync(file, bytes, 0, length, position);
    },
  };
  return disk;
}
