import { expect, test } from 'vitest';
import { BURST_MS, inBursts } from './bursts.ts';
import { createHandClock } from './hand-clock.ts';
import type { LiveSocket } from './live-client.ts';

function createBoth() {
  const clock = createHandClock();
  const inner: LiveSocket = {
    onopen: null,
    onmessage: null,
    onclose: null,
    send: (text) => heard.push(`sent ${text}`),
    close: () => heard.push('closed by us'),
  };
  const heard: string[] = [];
  const outer = inBursts(inner, clock);
  outer.onopen = () => heard.push('open');
  outer.onmessage = ({ data }) => heard.push(String(data));
  outer.onclose = ({ code }) => heard.push(`close ${code}`);
  const come = (...all: string[]) => {
    for (const data of all) inner.onmessage?.({ data });
  };
  return { clock, inner, outer, heard, come };
}

test('the first message is handed on at once, what follows closely comes together and in order', async () => {
  const { clock, heard, come } = createBoth();
  come('a', 'b', 'c');
  expect(heard).toEqual(['a']);
  await clock.pass(BURST_MS);
  expect(heard).toEqual(['a', 'b', 'c']);
  come('d');
  expect(heard).toHaveLength(3);
  await clock.pass(BURST_MS);
  await clock.pass(BURST_MS);
  come('e');
  expect(heard).toEqual(['a', 'b', 'c', 'd', 'e']);
});

test('what waits when the socket closes is handed on before the close', () => {
  const { inner, heard, come } = createBoth();
  come('a', 'b');
  inner.onclose?.({ code: 1001 });
  expect(heard).toEqual(['a', 'b', 'close 1001']);
});

test('of a socket that we close nothing comes any more', async () => {
  const { clock, outer, heard, come } = createBoth();
  come('a', 'b');
  outer.close();
  await clock.pass(BURST_MS);
  expect(heard).toEqual(['a', 'closed by us']);
});

test('opening and sending pass through', () => {
  const { inner, outer, heard } = createBoth();
  inner.onopen?.();
  outer.send('x');
  expect(heard).toEqual(['open', 'sent x']);
});
