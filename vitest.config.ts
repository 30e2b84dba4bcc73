import { defineConfig } from 'vitest/config';

// Three projects: `unit` runs in parallel and needs nothing but Node; `alone` measures how long something
// stands still; `real` shares one Asterisk and one Chromium. The files of the last two run one after another.
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          // else one core of two is left alone
          maxWorkers: '100%',
          include: ['{crm-core,cti-server,softphone-web,fixtures}/**/*.test.{ts,tsx}'],
          exclude: ['**/node_modules/**', '**/*.{real,alone}.test.ts', '**/e2e/**'],
        },
      },
      {
        test: {
          name: 'alone',
          include: ['cti-server/**/*.alone.test.ts'],
          exclude: ['**/node_modules/**'],
          fileParallelism: false,
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
