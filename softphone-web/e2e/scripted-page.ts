import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'vite';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** The folder of the built page with the scripted phone in the real one's place. */
    scriptedPage: string;
  }
}

/** Builds the page once for all page tests; gives the way to remove it. */
export default async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'perezvon-page-'));
  const scripted = join(import.meta.dirname, 'scripted-phone.ts');
  await build({
    root: join(import.meta.dirname, '..'),
    configFile: join(import.meta.dirname, '../vite.config.ts'),
    logLevel: 'error',
    build: { outDir: folder, emptyOutDir: true },
    plugins: [
      {
        name: 'scripted-phone',
        enforce: 'pre',
        resolveId: (id) => (id.endsWith('/open-phone.ts') ? scripted : null),
      },
    ],
  });
  provide('scriptedPage', folder);
  return () => rm(folder, { recursive: true, force: true });
}
