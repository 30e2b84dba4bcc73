/** So many answers are kept; then it begins anew. */
const MOST = 1_000;

/** Gives what `make` gives, and the same again for the same key: making it takes longer than a row of a list has. */
export function kept<T>(make: (key: string) => T): (key: string) => T {
  const made = new Map<string, T>();
  return (key) => {
    const there = made.get(key);
    if (there !== undefined) return there;
    const fresh = make(key);
    if (made.size >= MOST) made.clear();
    made.set(key, fresh);
    return fresh;
  };
}
