import { setTimeout as pass } from 'node:timers/promises';

/** Asks a server for a small answer all the time; `stop` gives how long each took, ms. */
export function startLoopProbe(origin: string): { stop(): Promise<number[]> } {
  const took: number[] = [];
  let over = false;
  const probing = (async () => {
    while (!over) {
      const began = performance.now();
      await (await fetch(`${origin}/healthz`)).text();
      took.push(performance.now() - began);
      await pass(50);
    }
  })();
  return {
    async stop() {
      over = true;
      await probing;
      return took;
    },
  };
}
