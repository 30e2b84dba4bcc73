import { defineConfig } from 'vitest/config';

// Two projects: `unit` runs in parallel and needs nothing but Node; `real` shares one Asterisk and
// one Chromium, so its files run one after another.
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['{crm-core,cti-server,softphone-web,fixtures}/**/*.test.{ts,tsx}'],
          exclude: ['**/node_modules/**', '**/*.real.test.ts', '**/e2e/**'],
        },
      },
      {
        test: {
          name: 'real',
          include: [
            '{crm-core,cti-server,fixtures}/**/*.real.test.ts',
            'softphone-web/e2e/*.test.ts',
          ],
          exclude: ['**/node_modules/**'],
          fileParallelism: false,
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
