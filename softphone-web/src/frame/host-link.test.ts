import { describe, expect, it } from 'vitest';
import { createHostLink, type FramedWindow, FrameRefusal } from './host-link.ts';

const HOST = 'https://crm.example.org';

function framed() {
  const said: { word: Record<string, unknown>; to: string }[] = [];
  const parent = {
    postMessage: (word: unknown, to: string) =>
      void said.push({ word: word as Record<string, unknown>, to }),
  };
  let heard: (event: { source: unknown; origin: string; data: unknown }) => void = () => undefined;
  const page = {
    parent,
    addEventListener(_: string, listener: typeof heard) {
      heard = listener;
    },
  } as unknown as FramedWindow;
  const link = createHostLink(page);
  const hear = async (data: unknown, from: { source?: unknown; origin?: string } = {}) => {
    heard({ source: parent, origin: HOST, data, ...from });
    await new Promise(setImmediate);
  };
  return { link, said, hear };
}

const nothing = async () => undefined;
const METHODS = { dial: nothing, answer: nothing, hangUp: nothing, setContact: nothing };

describe('the way to the page around the frame', () => {
  it('is silent until that page says hello, and speaks to its origin alone', async () => {
    const { link, said, hear } = framed();
    link.tell('loggedOut', {});
    expect(said).toEqual([]);
    await hear({ perezvon: 1, kind: 'hello' });
    link.tell('loggedOut', {});
    expect(said.map(({ to, word }) => [to, word['name']])).toEqual([
      [HOST, 'ready'],
      [HOST, 'loggedOut'],
    ]);
  });

  it('hears no other window, and nothing that is not for the phone', async () => {
    const { link, said, hear } = framed();
    let dialled = 0;
    const dial = async () => void (dialled += 1);
    link.serve({ ...METHODS, dial });
    const ask = { perezvon: 1, kind: 'ask', ask: 1, method: 'dial', args: ['101'] };
    await hear(ask, { source: {} });
    for (const data of [null, 7, 'dial', {}, { ...ask, perezvon: 2 }, { perezvon: 1 }]) {
      await hear(data);
    }
    expect([dialled, said.length]).toEqual([0, 0]);
  });

  it('carries out what is asked, and says why it does not', async () => {
    const { link, said, hear } = framed();
    const ask = (serial: number, method: string) =>
      hear({ perezvon: 1, kind: 'ask', ask: serial, method, args: ['101'] });
    await ask(1, 'dial');
    const stop = link.serve({
      ...METHODS,
      dial: async (number) => ({ callId: `call-${String(number)}` }),
      async answer() {
        throw new FrameRefusal('no-such-call', 'No call rings.');
      },
    });
    await ask(2, 'dial');
    await ask(3, 'answer');
    await ask(4, 'toString');
    stop();
    await ask(5, 'dial');
    expect(said.map(({ word }) => [word['ask'], word['code'] ?? word['value']])).toEqual([
      [1, 'not-signed-in'],
      [2, { callId: 'call-101' }],
      [3, 'no-such-call'],
      [4, 'bad-request'],
      [5, 'not-signed-in'],
    ]);
  });
});
