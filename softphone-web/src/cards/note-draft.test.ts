import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ApiProblem } from '../services/http.ts';
import { createNoteDraft, RETRY_AFTER_MS, SAVE_AFTER_MS } from './note-draft.ts';

function memory(): Storage {
  const map = new Map<string, string>();
  return {
    getItem: (key) => map.get(key) ?? null,
    setItem: (key, value) => void map.set(key, value),
    removeItem: (key) => void map.delete(key),
    clear: () => map.clear(),
    key: () => null,
    get length() {
      return map.size;
    },
  };
}

describe('a note being written', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('is saved once the typist pauses, with the last text only', async () => {
    const save = vi.fn<(id: string, text: string) => Promise<void>>(() => Promise.resolve());
    const draft = createNoteDraft({
      callId: 'c1',
      userId: 'u1',
      text: '',
      save,
      storage: memory(),
    });
    draft.type('зака');
    draft.type('заказ');
    expect(draft.view().state).toBe('dirty');
    await vi.advanceTimersByTimeAsync(SAVE_AFTER_MS);
    expect(save.mock.calls).toEqual([['c1', 'заказ']]);
    expect(draft.view()).toEqual({ text: 'заказ', state: 'saved' });
  });

  it('survives a reload: the next page finds the text and saves it', async () => {
    const storage = memory();
    const never = () => new Promise<void>(() => {});
    createNoteDraft({ callId: 'c1', userId: 'u1', text: '', save: never, storage }).type(
      'promised a refund',
    );
    const save = vi.fn<(id: string, text: string) => Promise<void>>(() => Promise.resolve());
    const after = createNoteDraft({ callId: 'c1', userId: 'u1', text: '', save, storage });
    expect(after.view().text).toBe('promised a refund');
    await vi.advanceTimersByTimeAsync(0);
    expect(save.mock.calls).toEqual([['c1', 'promised a refund']]);
    expect(storage.length).toBe(0);
  });

  it('keeps the text and tries again when the server does not take it', async () => {
    const save = vi.fn<(id: string, text: string) => Promise<void>>(() => Promise.resolve());
    save.mockRejectedValueOnce(new Error('offline'));
    const storage = memory();
    const draft = createNoteDraft({ callId: 'c1', userId: 'u1', text: '', save, storage });
    draft.type('x');
    await vi.advanceTimersByTimeAsync(SAVE_AFTER_MS);
    expect(draft.view().state).toBe('failed');
    expect(storage.length).toBe(1);
    await vi.advanceTimersByTimeAsync(RETRY_AFTER_MS);
    expect(draft.view().state).toBe('saved');
  });

  it('saves what was typed while a save was under way', async () => {
    const sent: string[] = [];
    let release = () => {};
    const save = (_id: string, text: string) => {
      sent.push(text);
      return new Promise<void>((resolve) => {
        release = resolve;
      });
    };
    const draft = createNoteDraft({
      callId: 'c1',
      userId: 'u1',
      text: '',
      save,
      storage: memory(),
    });
    draft.type('one');
    draft.flush();
    draft.type('one two');
    release();
    await vi.advanceTimersByTimeAsync(SAVE_AFTER_MS);
    release();
    await vi.advanceTimersByTimeAsync(0);
    expect(sent).toEqual(['one', 'one two']);
    expect(draft.view().state).toBe('saved');
  });

  it('is not undone by a message that still bears the old text', async () => {
    const save = () => Promise.resolve();
    const draft = createNoteDraft({
      callId: 'c1',
      userId: 'u1',
      text: 'old',
      save,
      storage: memory(),
    });
    draft.type('new');
    await vi.advanceTimersByTimeAsync(SAVE_AFTER_MS);
    draft.adopt('old');
    expect(draft.view()).toEqual({ text: 'new', state: 'saved' });
  });

  it('takes the server’s text only while nothing unsaved is here', () => {
    const draft = createNoteDraft({
      callId: 'c1',
      userId: 'u1',
      text: 'a',
      save: () => Promise.resolve(),
      storage: memory(),
    });
    draft.adopt('b');
    expect(draft.view().text).toBe('b');
    draft.type('mine');
    draft.adopt('theirs');
    expect(draft.view().text).toBe('mine');
  });

  it('waits in the tab for its own writer: not tried after the sign-out, not given to the next user', async () => {
    const storage = memory();
    const save = vi.fn<(id: string, text: string) => Promise<void>>(() =>
      Promise.reject(new ApiProblem({ code: 'not-signed-in', status: 401, detail: '' })),
    );
    const mine = { callId: 'c1', userId: 'u1', text: '', save, storage };
    createNoteDraft(mine).type('обещали скидку');
    await vi.advanceTimersByTimeAsync(SAVE_AFTER_MS + 10 * RETRY_AFTER_MS);
    expect(save).toHaveBeenCalledTimes(1);
    expect(createNoteDraft({ ...mine, userId: 'u2' }).view().text).toBe('');
    expect(createNoteDraft(mine).view().text).toBe('обещали скидку');
  });
});
