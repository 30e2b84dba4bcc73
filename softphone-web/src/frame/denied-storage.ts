/** The names of what a browser may deny to a frame of another site. */
const STORAGES = ['localStorage', 'sessionStorage'] as const;

/**
 * Browsers that keep nothing for other sites deny a frame its storage: each access throws. In its place comes one that
 * lasts as long as the frame. Gives whether that was so; locks and channels between tabs are denied then, too.
 */
export function standInForStorage(page: Window): boolean {
  const denied = STORAGES.filter((name) => isDenied(page, name));
  for (const name of denied) Object.defineProperty(page, name, { value: createMemoryStorage() });
  return denied.length > 0;
}

function isDenied(page: Window, name: (typeof STORAGES)[number]): boolean {
  try {
    page[name].getItem('perezvon');
    return false;
  } catch {
    return true;
  }
}

/** What the page uses of a storage. */
export function createMemoryStorage(): Pick<
  Storage,
  'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'
> {
  const kept = new Map<string, string>();
  return {
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    removeItem: (key) => void kept.delete(key),
    key: (index) => [...kept.keys()][index] ?? null,
    get length() {
      return kept.size;
    },
  };
}
