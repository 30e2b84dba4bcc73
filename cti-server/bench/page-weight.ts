import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { note, short, tell } from './figure.ts';

const PAGE = join(import.meta.dirname, '../../softphone-web/dist');

/** Script that the first load needs: what index.html names and what that imports statically. */
export async function pageWeight(): Promise<void> {
  if (!existsSync(join(PAGE, 'index.html'))) {
    note('The page is not built: npm run build, then npm run bench -- page');
    return;
  }
  const html = readFileSync(join(PAGE, 'index.html'), 'utf8');
  const named = [...html.matchAll(/(?:src|href)="\/([^"]+\.js)"/g)].map(([, path = '']) => path);
  const first = withImports(named);
  tell({
    what: 'script of the first load, gzip',
    value: kilobytes(first),
    most: 350,
    unit: 'kB',
    of: [...first].map((path) => `${path} ${short(kilobytes([path]))}`).join(', '),
  });
  const later = readdirSync(join(PAGE, 'assets'))
    .map((name) => `assets/${name}`)
    .filter((path) => path.endsWith('.js') && !first.has(path));
  note(`${later.length} more files load when opened: ${short(kilobytes(later))} kB`);
}

function withImports(paths: readonly string[]): Set<string> {
  const all = new Set(paths);
  // a set that grows while it is walked is walked to its new end
  for (const path of all) {
    const code = readFileSync(join(PAGE, path), 'utf8');
    for (const [, name = ''] of code.matchAll(/(?:from|import)\s*["']\.\/([^"']+\.js)["']/g)) {
      all.add(`assets/${name}`);
    }
  }
  return all;
}

function kilobytes(paths: Iterable<string>): number {
  let bytes = 0;
  for (const path of paths) bytes += gzipSync(readFileSync(join(PAGE, path))).length;
  return bytes / 1_000;
}
