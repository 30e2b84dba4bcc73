import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import react from '@vitejs/plugin-react';
import { build, type InlineConfig, type Plugin } from 'vite';
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
  const scriptedPhone: Plugin = {
    name: 'scripted-phone',
    enforce: 'pre',
    resolveId: (id) => (id.endsWith('/open-phone.ts') ? scripted : null),
  };
  // As it is shipped: with React's own checks a page is twice the work.
  await builtFor('production', {
    root,
    configFile: join(root, 'vite.config.ts'),
    logLevel: 'error',
    build: { outDir: folder, emptyOutDir: false },
    plugins: [scriptedPhone],
  });
  // With those checks. By itself: in one build with the page they would share its file, which starts the page.
  await builtFor('development', {
    root,
    configFile: false,
    logLevel: 'error',
    build: { outDir: folder, emptyOutDir: false, rolldownOptions: { input } },
    plugins: [react()],
  });
  provide('scriptedPage', folder);
  return () => rm(folder, { recursive: true, force: true });
}

/** Vite and React's plugin go by NODE_ENV, which is `test` here. */
async function builtFor(env: 'production' | 'development', how: InlineConfig): Promise<void> {
  const before = process.env['NODE_ENV'];
  process.env['NODE_ENV'] = env;
  try {
    await build(how);
  } finally {
    process.env['NODE_ENV'] = before;
  }
}
