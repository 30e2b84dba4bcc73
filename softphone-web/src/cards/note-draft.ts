import { ApiProblem } from '../services/http.ts';
import { joinedNote } from './joined-note.ts';
import { createKeptDraft, type SavedNote } from './kept-draft.ts';

/** Where the text of a note stands. */
type NoteState = 'saved' | 'dirty' | 'saving' | 'failed';

/** What the note field shows. */
interface NoteView {
  readonly text: string;
  readonly state: NoteState;
  /** Somebody else wrote at the same time: what both wrote is in it. */
  readonly joined: boolean;
}

/** A note being written: kept in the tab until the server has it, so that a reload loses nothing. */
export interface NoteDraft {
  view: () => NoteView;
  subscribe: (listener: () => void) => () => void;
  type: (text: string) => void;
  /** The server's note; taken over only while nothing unsaved is here. */
  adopt: (note: SavedNote) => void;
  /** Saves now what is not saved (the field lost focus, the card closes). */
  flush: () => void;
}

/** What a draft needs from outside. */
export interface NoteDraftOptions {
  readonly callId: string;
  /** Id of the user who writes: a draft is not the next user's to save. */
  readonly userId: string;
  readonly note: SavedNote;
  /** Puts a text in the place of the note of a version; gives the version of it once the server has it. */
  readonly save: (callId: string, text: string, version: string) => Promise<string>;
  /** The note as the server has it now. */
  readonly read: (callId: string) => Promise<SavedNote>;
  readonly storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;
}

/** Quiet time after the last key before a save, ms. */
export const SAVE_AFTER_MS = 600;
/** Wait after a failed save, ms. */
export const RETRY_AFTER_MS = 3000;

/** Opens the note of a call; unsaved text of an earlier load of the page comes back and is saved. */
export function createNoteDraft(options: NoteDraftOptions): NoteDraft {
  const { callId, save, read } = options;
  const draft = createKeptDraft(options.storage, `${options.userId}.${callId}`);
  const kept = draft.read();
  let current: NoteView = {
    text: kept?.text ?? options.note.text,
    state: kept ? 'dirty' : 'saved',
    joined: false,
  };
  /** What is written over. */
  let base = kept?.base ?? options.note;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let saving = false;
  let heard = options.note.version;
  const listeners = new Set<() => void>();

  function show(part: Partial<NoteView>): void {
    current = { ...current, ...part };
    for (const listener of listeners) listener();
  }

  function saveIn(ms: number): void {
    clearTimeout(timer);
    timer = setTimeout(flush, ms);
  }

  function flush(): void {
    clearTimeout(timer);
    if (saving || current.state === 'saved') return;
    const text = current.text;
    saving = true;
    show({ state: 'saving' });
    save(callId, text, base.version)
      .then((version) => goOn({ text, version }), join)
      .catch(failed);
  }

  /** Somebody else was sooner: what they wrote is theirs to keep, too. Rejects with what else is wrong. */
  async function join(error: unknown): Promise<void> {
    if (!(error instanceof ApiProblem && error.code === 'changed-meanwhile')) throw error;
    const theirs = await read(callId);
    const text = joinedNote({ opened: base.text, mine: current.text, theirs: theirs.text });
    show({ text, joined: true });
    goOn(theirs);
  }

  function failed(error: unknown): void {
    saving = false;
    show({ state: 'failed' });
    // Who has signed out cannot save: the text waits in the tab until they are back.
    if (!(error instanceof ApiProblem && error.status === 401)) saveIn(RETRY_AFTER_MS);
  }

  function goOn(saved: SavedNote): void {
    saving = false;
    base = saved;
    if (current.text === saved.text) {
      draft.forget();
      show({ state: 'saved' });
    } else {
      draft.keep({ text: current.text, base });
      show({ state: 'dirty' });
      flush();
    }
  }

  if (kept) saveIn(0);
  return {
    view: () => current,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    type(text) {
      draft.keep({ text, base });
      show({ text, state: 'dirty' });
      saveIn(SAVE_AFTER_MS);
    },
    adopt(note) {
      // A message that was under way while we saved still bears the old text: no news, no change.
      if (note.version === heard) return;
      heard = note.version;
      if (current.state !== 'saved') return;
      base = note;
      if (note.text !== current.text) show({ text: note.text });
    },
    flush,
  };
}
