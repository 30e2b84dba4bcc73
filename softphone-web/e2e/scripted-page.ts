import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import react from '@vitejs/plugin-react';
import { build } from 'vite';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** The folder of the built page with the scripted phone in the real one's place. */
    scriptedPage: string;
  }
}

/** Builds the page, and the stories beside it, once for all page tests; gives the way to remove it. */
export default async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'perezvon-page-'));
  const scripted = join(import.meta.dirname, 'scripted-phone.ts');
  const root = join(import.meta.dirname, '..');
  const input = { stories: join(root, 'stories.html') };
  await Promise.all([
    build({
      root,
      configFile: join(root, 'vite.config.ts'),
      logLevel: 'error',
      build: { outDir: folder, emptyOutDir: false },
      plugins: [
        {
          name: 'scripted-phone',
          enforce: 'pre',
          resolveId: (id) => (id.endsWith('/open-phone.ts') ? scripted : null),
        },
      ],
    }),
    // by itself: in one build with the page they would share its file, which starts the page
    build({
      root,
      configFile: false,
      logLevel: 'error',
      build: { outDir: folder, emptyOutDir: false, rolldownOptions: { input } },
      plugins: [react()],
    }),
  ]);
  provide('scriptedPage', folder);
  return () => rm(folder, { recursive: true, force: true });
}
