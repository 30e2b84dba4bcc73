import { join } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

// The page runs under `script-src 'self'`: nothing is inlined, and no host but its own is asked.
export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  build: {
    target: 'es2022',
    assetsInlineLimit: 0,
    // A screen whose code is asked for again, after the server was away, does not get its own style sheet again.
    cssCodeSplit: false,
    // The largest chunk is the desk with React and Mantine; its gzipped size is checked by e2e.
    chunkSizeWarningLimit: 1200,
    rolldownOptions: {
      input: {
        index: join(import.meta.dirname, 'index.html'),
        // For pages of other sites, by a name that stays; it stands alone.
        'perezvon-sdk': join(import.meta.dirname, 'sdk/perezvon-sdk.ts'),
      },
      // Schemas that nobody looks at are left out.
      treeshake: {
        manualPureFunctions: ['Type'],
        moduleSideEffects: [{ test: /node_modules\/typebox\//, sideEffects: false }],
      },
      preserveEntrySignatures: 'exports-only',
      output: {
        // All that the first load needs is one file: else its seventy small ones are asked for six at a time.
        codeSplitting: {
          groups: [{ name: 'first', tags: ['$initial'], test: (id) => !id.includes('/sdk/') }],
        },
        entryFileNames: ({ name }) =>
          name === 'perezvon-sdk' ? '[name].js' : 'assets/[name]-[hash].js',
      },
    },
  },
  server: {
    host: '127.0.0.1',
    proxy: {
      '/api': 'http://127.0.0.1:8080',
      '/healthz': 'http://127.0.0.1:8080',
      '/live': { target: 'ws://127.0.0.1:8080', ws: true },
      '/sip': { target: 'ws://127.0.0.1:8080', ws: true },
    },
  },
});
