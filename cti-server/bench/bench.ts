// `npm run bench`: prints each figure against its floor, measured in the same run. `-- NAME` runs one.
// Always ends with 0: a busy machine is no failed test.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { answer } from './answer.ts';
import { lookUp } from './look-up.ts';
import { pageWeight } from './page-weight.ts';
import { popLatency } from './pop-latency.ts';
import { reducer } from './reducer.ts';
import { roadCpu } from './road-cpu.ts';
import { start } from './start.ts';
import { lists } from './lists.ts';

/** The page's own figures are programs of the page's folder: the server imports nothing of the web. */
const PAGE = join(import.meta.dirname, '../../softphone-web/bench');

const FIGURES: ReadonlyMap<string, () => Promise<unknown>> = new Map<
  string,
  () => Promise<unknown>
>([
  ['screen', () => run(join(PAGE, 'screen.ts'))],
  ['page', pageWeight],
  ['road', roadCpu],
  ['reducer', reducer],
  ['pop', popLatency],
  ['look-up', lookUp],
  ['lists', lists],
  // as `npm start` runs the server
  [
    'contact-import',
    () => run('--max-semi-space-size=2', join(import.meta.dirname, 'contact-import.ts')),
  ],
  ['start', start],
  ['answer', answer],
]);

const [name] = process.argv.slice(2);
const figure = FIGURES.get(name ?? '');
try {
  if (figure) await figure();
  else if (name === undefined) await runAll();
  else console.log(`There is no "${name}". There are: ${[...FIGURES.keys()].join(', ')}.`);
} catch (error) {
  console.log(`FAIL  ${name}: ${error instanceof Error ? error.stack : String(error)}`);
}

// what a failed figure left open must not hold the end up
process.exit(0);

/** Each in a process of its own: what one leaves in memory or compiled does not touch the next. */
async function runAll(): Promise<void> {
  for (const one of FIGURES.keys()) {
    console.log(`${one}:`);
    await run(import.meta.filename, one);
  }
}

function run(...words: string[]): Promise<unknown> {
  const child = spawn(process.execPath, ['--expose-gc', ...words], { stdio: 'inherit' });
  return new Promise((resolve) => child.on('exit', resolve));
}
