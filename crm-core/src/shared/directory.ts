import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Makes a directory and those above it, where they are not there; `mode` is of the new ones. Throws what
 * `mkdirSync` throws. Its own `recursive` never returns where a file system answers ENOENT, as /proc does.
 */
export function makeDirectory(directory: string, mode?: number): void {
  if (existsSync(directory)) return;
  makeDirectory(dirname(directory), mode);
  mkdirSync(directory, mode);
}
