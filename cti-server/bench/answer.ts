import { spawn } from 'node:child_process';

/** A browser's own figure, measured where the web's code may be imported. */
export async function answer(): Promise<void> {
  const script = new URL('../../softphone-web/e2e/answer-bench.ts', import.meta.url).pathname;
  const child = spawn(process.execPath, [script], { stdio: 'inherit' });
  await new Promise((resolve) => child.on('exit', resolve));
}
