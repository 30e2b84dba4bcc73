import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

// Node keeps what it made of the sources: a process that a test starts is there in two thirds of the time.
process.env.NODE_COMPILE_CACHE ??= join(import.meta.dirname, 'node_modules/.cache/compiled');

// They wait for telephones and for what is painted more than they work: four at a time keep two cores at work. Each
// that needs an Asterisk has one of its own (fixtures/asterisk/asterisk.ts: ports for four).
const WAITING = Math.min(4, availableParallelism() * 2);

// `unit` needs nothing but Node and keeps every core at work. `page` shows the page in Chromium without Asterisk; `real`
// is the server with a real Asterisk; `e2e` has Chromium, too: they run side by side. What is called `.alone` measures
// how long something stands still, or holds times against the log: one file after another. No file has a process or
// modules of its own (`isolate`): loading them anew was a sixth of the work, and no test changes a module.
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          isolate: false,
          // some wait for processes that they start
          maxWorkers: Math.ceil(availableParallelism() * 1.5),
          include: ['{crm-core,cti-server,softphone-web,fixtures}/**/*.test.{ts,tsx}'],
          exclude: ['**/node_modules/**', '**/*.{real,alone}.test.ts', '**/e2e/**'],
          // some start processes; how long they take on a busy machine is no fault
          testTimeout: 20_000,
        },
      },
      {
        test: {
          name: 'page',
          isolate: false,
          maxWorkers: WAITING,
          sequence: { groupOrder: 2 },
          include: ['softphone-web/e2e/*.page.test.ts'],
          globalSetup: 'softphone-web/e2e/scripted-page.ts',
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'alone',
          isolate: false,
          include: ['cti-server/**/*.alone.test.ts'],
          exclude: ['**/node_modules/**'],
          fileParallelism: false,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: 'real',
          isolate: false,
          include: ['{crm-core,cti-server,fixtures}/**/*.real.test.ts'],
          exclude: ['**/node_modules/**'],
          maxWorkers: WAITING,
          sequence: { groupOrder: 2 },
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'e2e',
          isolate: false,
          include: ['softphone-web/e2e/*.test.ts'],
          exclude: ['**/node_modules/**', '**/*.{page,alone}.test.ts'],
          maxWorkers: WAITING,
          sequence: { groupOrder: 2 },
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'e2e-alone',
          isolate: false,
          include: ['softphone-web/e2e/*.alone.test.ts'],
          fileParallelism: false,
          sequence: { groupOrder: 3 },
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
