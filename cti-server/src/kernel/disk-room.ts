import { statfsSync } from 'node:fs';

/** Room on the file system of a directory. Bytes. */
export interface DiskRoom {
  readonly free: number;
  readonly size: number;
  /** True when a tenth or less is free, and less than 5 GB. */
  readonly short: boolean;
}

const PLENTY = 5 * 1_024 ** 3;

/** How much room there is where `dir` lies; null where the system does not say. */
export function diskRoom(dir: string): DiskRoom | null {
  try {
    const { bavail, blocks, bsize } = statfsSync(dir);
    const free = bavail * bsize;
    const size = blocks * bsize;
    return { free, size, short: free <= size / 10 && free < PLENTY };
  } catch {
    return null;
  }
}
