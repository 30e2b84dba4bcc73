import { randomBytes, randomUUID } from 'node:crypto';

/** The only door to time and chance, so that tests hold both in their hand. */
export interface Clock {
  /** Wall clock, ms since the epoch, UTC. */
  now(): number;
  /** Monotonic clock, ms; for durations and deadlines. */
  monotonic(): number;
  /** Uniform in [0, 1); for jitter. */
  random(): number;
  /** A new unguessable id, 128 bit, URL-safe. */
  id(): string;
  /** A new unguessable token of `bytes` bytes, base64url. */
  token(bytes: number): string;
  /** Runs `task` once after `ms`; the returned function cancels it. */
  after(ms: number, task: () => void): () => void;
}

/** The real clock and the system's randomness. Timers do not keep the process alive. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  random: () => Math.random(),
  id: () => randomUUID(),
  token: (bytes) => randomBytes(bytes).toString('base64url'),
  after(ms, task) {
    const timer = setTimeout(task, ms);
    timer.unref();
    return () => clearTimeout(timer);
  },
};

/** ISO 8601 UTC with ms, the form of every time that leaves the server. */
export function iso(ms: number): string {
  return new Date(ms).toISOString();
}
