import { ApiProblem } from '../services/http.ts';

/** Where the text of a note stands. */
type NoteState = 'saved' | 'dirty' | 'saving' | 'failed';

/** What the note field shows. */
interface NoteView {
  readonly text: string;
  readonly state: NoteState;
}

/** A note being written: kept in the tab until the server has it, so that a reload loses nothing. */
export interface NoteDraft {
  view: () => NoteView;
  subscribe: (listener: () => void) => () => void;
  type: (text: string) => void;
  /** The server's text; taken over only while nothing unsaved is here. */
  adopt: (text: string) => void;
  /** Saves now what is not saved (the field lost focus, the card closes). */
  flush: () => void;
}

/** What a draft needs from outside. */
export interface NoteDraftOptions {
  readonly callId: string;
  /** Id of the user who writes: a draft is not the next user's to save. */
  readonly userId: string;
  readonly text: string;
  /** Resolves when the server has the text. */
  readonly save: (callId: string, text: string) => Promise<void>;
  readonly storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;
}

/** Quiet time after the last key before a save, ms. */
export const SAVE_AFTER_MS = 600;
/** Wait after a failed save, ms. */
export const RETRY_AFTER_MS = 3000;
const PREFIX = 'perezvon.note.';

/** Opens the note of a call; unsaved text of an earlier load of the page comes back and is saved. */
export function createNoteDraft(options: NoteDraftOptions): NoteDraft {
  const key = `${PREFIX}${options.userId}.${options.callId}`;
  const kept = read(options.storage, key);
  let current: NoteView = { text: kept ?? options.text, state: kept === null ? 'saved' : 'dirty' };
  let timer: ReturnType<typeof setTimeout> | undefined;
  let saving = false;
  let heard = options.text;
  const listeners = new Set<() => void>();

  function show(next: NoteView): void {
    current = next;
    for (const listener of listeners) listener();
  }

  function saveIn(ms: number): void {
    clearTimeout(timer);
    timer = setTimeout(flush, ms);
  }

  function flush(): void {
    clearTimeout(timer);
    if (saving || current.state === 'saved') return;
    const sent = current.text;
    saving = true;
    show({ text: sent, state: 'saving' });
    options.save(options.callId, sent).then(() => finished(sent), failed);
  }

  function failed(error: unknown): void {
    saving = false;
    show({ text: current.text, state: 'failed' });
    // Who has signed out cannot save: the text waits in the tab until they are back.
    if (!(error instanceof ApiProblem && error.status === 401)) saveIn(RETRY_AFTER_MS);
  }

  function finished(sent: string): void {
    saving = false;
    if (current.text === sent) {
      forget(options.storage, key);
      show({ text: sent, state: 'saved' });
    } else {
      show({ text: current.text, state: 'dirty' });
      flush();
    }
  }

  if (current.state === 'dirty') saveIn(0);
  return {
    view: () => current,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    type(text) {
      keep(options.storage, key, text);
      show({ text, state: 'dirty' });
      saveIn(SAVE_AFTER_MS);
    },
    adopt(text) {
      // A message that was under way while we saved still bears the old text: no news, no change.
      if (text === heard) return;
      heard = text;
      if (current.state === 'saved' && text !== current.text) show({ text, state: 'saved' });
    },
    flush,
  };
}

// Storage may be full or forbidden: then the draft lives in memory only.
function keep(storage: NoteDraftOptions['storage'], key: string, text: string): void {
  try {
    storage.setItem(key, text);
  } catch {}
}

function read(storage: NoteDraftOptions['storage'], key: string): string | null {
  try {
    return storage.getItem(key);
  } catch {
    return null;
  }
}

function forget(storage: NoteDraftOptions['storage'], key: string): void {
  try {
    storage.removeItem(key);
  } catch {}
}
