import { defineConfig } from 'vitest/config';

// `unit` needs nothing but Node, `page` shows the page in Chromium without Asterisk: their files run side by side.
// Of `real`, the server with a real Asterisk, and of `e2e`, which has Chromium, too, two run at a time, each on an
// Asterisk of its own: they wait for telephones more than they work. What is called `.alone` measures how long something
// stands still, or holds times against the log: one file after another.
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
          name: 'page',
          maxWorkers: '100%',
          include: ['softphone-web/e2e/*.page.test.ts'],
          globalSetup: 'softphone-web/e2e/scripted-page.ts',
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'alone',
          include: ['cti-server/**/*.alone.test.ts'],
          exclude: ['**/node_modules/**'],
          fileParallelism: false,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: 'real',
          include: ['{crm-core,cti-server,fixtures}/**/*.real.test.ts'],
          exclude: ['**/node_modules/**'],
          maxWorkers: 2,
          sequence: { groupOrder: 2 },
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['softphone-web/e2e/*.test.ts'],
          exclude: ['**/node_modules/**', '**/*.{page,alone}.test.ts'],
          maxWorkers: 2,
          sequence: { groupOrder: 3 },
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'e2e-alone',
          include: ['softphone-web/e2e/*.alone.test.ts'],
          fileParallelism: false,
          sequence: { groupOrder: 4 },
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
