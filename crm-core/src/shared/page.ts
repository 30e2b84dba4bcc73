/** One page of a list; `next` is the cursor of the next page, null at the end. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | null;
}

/** The cursor is not one that this list gave: an HTTP 400. */
export class CursorError extends Error {
  override readonly name = 'CursorError';
  constructor() {
    super('The cursor is not one that this list gave. Begin again without a cursor.');
  }
}

type Kind = 'number' | 'string';
type KeyOf<K extends readonly Kind[]> = {
  -readonly [I in keyof K]: K[I] extends 'number' ? number : string;
};

/** The key of a page's last row (keyset paging) as an opaque, URL-safe text. */
export function encodeCursor(key: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(key)).toString('base64url');
}

/** The key within a cursor, its parts of the kinds asked for. Throws `CursorError` on any other text. */
export function decodeCursor<const K extends readonly Kind[]>(cursor: string, kinds: K): KeyOf<K> {
  if (cursor.length > 1024) throw new CursorError();
  const key = parse(Buffer.from(cursor, 'base64url').toString());
  const fits =
    Array.isArray(key) &&
    key.length === kinds.length &&
    key.every((part, index) => typeof part === kinds[index]);
  if (!fits) throw new CursorError();
  return key as KeyOf<K>;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new CursorError();
  }
}
