import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ApiProblem } from '../services/http.ts';
import {
  createNoteDraft,
  type NoteDraftOptions,
  RETRY_AFTER_MS,
  SAVE_AFTER_MS,
} from './note-draft.ts';

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

const problem = (code: string, status: number) => new ApiProblem({ code, status, detail: '' });
const noteOf = (text: string) => ({ text, version: `of ${text}` });

/** A server with one note, for all who write in it. */
function aServer(text = '') {
  let note = noteOf(text);
  return {
    now: () => note.text,
    read: async () => note,
    save: vi.fn<NoteDraftOptions['save']>(async (_, next, version) => {
      if (version !== note.version) throw problem('changed-meanwhile', 412);
      note = noteOf(next);
      return note.version;
    }),
  };
}

type Server = ReturnType<typeof aServer>;

function write(server: Pick<Server, 'save' | 'read'>, part: Partial<NoteDraftOptions> = {}) {
  const { save, read } = server;
  const note = noteOf('');
  return createNoteDraft({
    callId: 'c1',
    userId: 'u1',
    note,
    save,
    read,
    storage: memory(),
    ...part,
  });
}

const sent = ({ save }: Server) => save.mock.calls.map(([, text]) => text);
const pause = () => vi.advanceTimersByTimeAsync(SAVE_AFTER_MS);

describe('a note being written', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('is saved once the typist pauses, with the last text only', async () => {
    const server = aServer();
    const draft = write(server);
    draft.type('зака');
    draft.type('заказ');
    expect(draft.view().state).toBe('dirty');
    await pause();
    expect(server.save.mock.calls).toEqual([['c1', 'заказ', 'of ']]);
    expect(draft.view()).toEqual({ text: 'заказ', state: 'saved', joined: false });
    draft.type('заказ стола');
    await pause();
    expect(server.save.mock.lastCall).toEqual(['c1', 'заказ стола', 'of заказ']);
  });

  it('survives a reload: the next page finds the text and saves it', async () => {
    const server = aServer();
    const storage = memory();
    const save = () => new Promise<string>(() => {});
    write(server, { save, storage }).type('promised a refund');
    const after = write(server, { storage });
    expect(after.view().text).toBe('promised a refund');
    await vi.advanceTimersByTimeAsync(0);
    expect(sent(server)).toEqual(['promised a refund']);
    expect(storage.length).toBe(0);
  });

  it('is found after a reload as an earlier release kept it', () => {
    const storage = memory();
    storage.setItem('perezvon.note.u1.c1', 'promised {a} refund');
    expect(write(aServer(), { storage }).view().text).toBe('promised {a} refund');
  });

  it('keeps the text and tries again when the server does not take it', async () => {
    const server = aServer();
    server.save.mockRejectedValueOnce(new Error('offline'));
    const storage = memory();
    const draft = write(server, { storage });
    draft.type('x');
    await pause();
    expect(draft.view().state).toBe('failed');
    expect(storage.length).toBe(1);
    await vi.advanceTimersByTimeAsync(RETRY_AFTER_MS);
    expect(draft.view().state).toBe('saved');
  });

  it('saves what was typed while a save was under way', async () => {
    const server = aServer();
    const draft = write(server);
    draft.type('one');
    draft.flush();
    draft.type('one two');
    await pause();
    expect(sent(server)).toEqual(['one', 'one two']);
    expect(draft.view().state).toBe('saved');
  });

  it('is not undone by a message that still bears the old text', async () => {
    const draft = write(aServer('old'), { note: noteOf('old') });
    draft.type('new');
    await pause();
    draft.adopt(noteOf('old'));
    expect(draft.view()).toMatchObject({ text: 'new', state: 'saved' });
  });

  it('takes the server’s text only while nothing unsaved is here', () => {
    const draft = write(aServer('a'), { note: noteOf('a') });
    draft.adopt(noteOf('b'));
    expect(draft.view().text).toBe('b');
    draft.type('mine');
    draft.adopt(noteOf('theirs'));
    expect(draft.view().text).toBe('mine');
  });

  it('waits in the tab for its own writer: not tried after the sign-out, not given to the next user', async () => {
    const storage = memory();
    const server = aServer();
    server.save.mockRejectedValue(problem('not-signed-in', 401));
    write(server, { storage }).type('обещали скидку');
    await vi.advanceTimersByTimeAsync(SAVE_AFTER_MS + 10 * RETRY_AFTER_MS);
    expect(server.save).toHaveBeenCalledTimes(1);
    expect(write(server, { storage, userId: 'u2' }).view().text).toBe('');
    expect(write(server, { storage }).view().text).toBe('обещали скидку');
  });
});

describe('a note in which two people write', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('has what both wrote, and says so to who saved later', async () => {
    const server = aServer();
    const [hers, his] = [write(server), write(server, { userId: 'u2' })];
    hers.type('ждёт счёт');
    his.type('обещали скидку');
    await pause();
    expect(server.now()).toBe('ждёт счёт\nобещали скидку');
    expect(his.view()).toEqual({ text: server.now(), state: 'saved', joined: true });
    expect(hers.view().joined).toBe(false);
    hers.adopt(noteOf(server.now()));
    hers.type(`${hers.view().text} до пятницы`);
    await pause();
    expect(server.now()).toBe('ждёт счёт\nобещали скидку до пятницы');
  });

  it('has what was typed while theirs was read', async () => {
    const server = aServer();
    const theirs = Promise.withResolvers<{ text: string; version: string }>();
    const his = write(server, { read: () => theirs.promise });
    await server.save('c1', 'hers', 'of ');
    his.type('his');
    await pause();
    his.type('his own');
    theirs.resolve(await server.read());
    await pause();
    expect(server.now()).toBe('hers\nhis own');
    expect(his.view().state).toBe('saved');
  });

  it('is tried again where theirs cannot be read, and nothing is lost', async () => {
    const server = aServer();
    const read = vi
      .fn<NoteDraftOptions['read']>(server.read)
      .mockRejectedValueOnce(problem('offline', 0));
    const his = write(server, { read });
    await server.save('c1', 'hers', 'of ');
    his.type('his');
    await pause();
    expect(his.view()).toMatchObject({ text: 'his', state: 'failed' });
    await vi.advanceTimersByTimeAsync(RETRY_AFTER_MS);
    expect(server.now()).toBe('hers\nhis');
  });

  it('is joined after a reload, too: over what was there when it was typed', async () => {
    const server = aServer('Анна');
    const storage = memory();
    const save = () => new Promise<string>(() => {});
    write(server, { note: noteOf('Анна'), save, storage }).type('Анна ждёт счёт');
    await server.save('c1', 'Анна Петрова', 'of Анна');
    write(server, { note: noteOf('Анна Петрова'), storage });
    await pause();
    expect(server.now()).toBe('Анна Петрова\nждёт счёт');
  });
});
