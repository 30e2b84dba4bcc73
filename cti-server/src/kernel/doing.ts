import { AsyncLocalStorage } from 'node:async_hooks';

/** What a line of the log came of: names of ids, such as `request`, `socket`, `pbx`. */
export type Doing = Readonly<Record<string, string>>;

const storage = new AsyncLocalStorage<Doing>();

/** Runs `work`; each line that is logged in it, and in what it leaves running, bears these ids. */
export function doing<T>(ids: Doing, work: () => T): T {
  return storage.run({ ...storage.getStore(), ...ids }, work);
}

/** The ids of what is being done now. */
export function nowDoing(): Doing {
  return storage.getStore() ?? {};
}

/** A listener that does what is being done now, whoever calls it: sockets call theirs out of nowhere. */
export function keepDoing<Args extends unknown[]>(
  listener: (...args: Args) => void,
): (...args: Args) => void {
  const ids = nowDoing();
  return (...args) => storage.run(ids, () => listener(...args));
}
