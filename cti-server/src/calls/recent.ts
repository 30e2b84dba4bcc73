/** The newest of many, by their names; older ones are forgotten. */
export interface Recent<T> {
  get(name: string): T | undefined;
  set(name: string, value: T): void;
  clear(): void;
}

const MOST = 1_000;

/** Keeps the last thousand. */
export function createRecent<T>(): Recent<T> {
  const kept = new Map<string, T>();
  return {
    get: (name) => kept.get(name),
    set(name, value) {
      kept.delete(name);
      kept.set(name, value);
      if (kept.size > MOST) kept.delete(kept.keys().next().value ?? '');
    },
    clear: () => kept.clear(),
  };
}
