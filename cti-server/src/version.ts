import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** cti-server's folder, from its source (`src/`) and from its bundle (`dist/`) alike. */
export const packageHome = dirname(import.meta.dirname);

/** The version of the program, however it is started: its package's own. */
export function programVersion(): string {
  const manifest: { version: string } = JSON.parse(
    readFileSync(join(packageHome, 'package.json'), 'utf8'),
  );
  return manifest.version;
}
