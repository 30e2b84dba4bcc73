/** A note as the server has it. */
export interface SavedNote {
  readonly text: string;
  readonly version: string;
}

/** What was typed over which note; null: of an earlier release, which did not keep it. */
interface Kept {
  readonly text: string;
  readonly base: SavedNote | null;
}

/** An unsaved note in the storage of the tab. */
export interface KeptDraft {
  /** Null where there is none. */
  read: () => Kept | null;
  keep: (kept: Kept) => void;
  forget: () => void;
}

const PREFIX = 'perezvon.note.';

/** The draft of a name. Storage may be full or forbidden: then it lives in memory only. */
export function createKeptDraft(
  storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>,
  name: string,
): KeptDraft {
  const key = PREFIX + name;
  return {
    read() {
      try {
        const text = storage.getItem(key);
        return text === null ? null : keptIn(text);
      } catch {
        return null;
      }
    },
    keep(kept) {
      try {
        storage.setItem(key, JSON.stringify(kept));
      } catch {}
    },
    forget() {
      try {
        storage.removeItem(key);
      } catch {}
    },
  };
}

function keptIn(text: string): Kept {
  try {
    const kept = JSON.parse(text) as Partial<Kept> | null;
    if (typeof kept?.text === 'string') return { text: kept.text, base: kept.base ?? null };
  } catch {}
  return { text, base: null };
}
