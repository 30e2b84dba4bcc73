// From the click on "answer" to the 200 OK on the SIP socket, in Chromium at a real Asterisk; also with a STUN server
// that does not answer. `npm run bench -- answer` runs it; the number of calls may follow.
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import type { Page } from 'playwright-core';
import { note, quantile, tell } from '../../cti-server/bench/figure.ts';
import { type RunningAsterisk, startAsterisk } from '../../fixtures/asterisk/asterisk.ts';
import { callIn, passwordOf } from '../../fixtures/asterisk/phones.ts';
import { until } from '../../fixtures/until.ts';
import type {} from './phone-page.ts';
import { openPhoneStage } from './phone-stage.ts';

const EXTENSION = '205';
const CALLS = Number(process.argv[2] ?? 40);
/** The first calls warm up what a day's calls find warm. */
const WARM = 3;
const LIMIT = { p50: 60, p95: 150 } as const;

const pbx = await startAsterisk({ version: 22 });
const stage = await openPhoneStage({ whole: true });
const deaf = createSocket('udp4');
deaf.bind(0, '127.0.0.1');
await once(deaf, 'listening');
try {
  await measure('answer → 200 OK', null);
  await measure('answer → 200 OK, deaf STUN', `stun:127.0.0.1:${deaf.address().port}`);
} finally {
  await stage.close();
  deaf.close();
}
process.exit(0);

async function measure(what: string, stun: string | null): Promise<void> {
  const page = await stage.open({
    extension: EXTENSION,
    password: passwordOf(EXTENSION),
    socket: `ws://127.0.0.1:${pbx.ports.http}/ws`,
    ...(stun === null ? {} : { stun }),
  });
  const ready = () => page.evaluate(() => window.phoneTest.phone.state().registration.kind);
  await until(async () => (await ready()) === 'ready', { what: 'registered', timeoutMs: 20_000 });
  const all: number[] = [];
  for (let n = 0; n < CALLS + WARM; n += 1) all.push(await answerMs(page, pbx));
  const measured = all.slice(WARM);
  for (const share of ['p50', 'p95'] as const) {
    const value = quantile(measured, share === 'p50' ? 0.5 : 0.95);
    const of = `${measured.length} calls, longest ${Math.max(...measured).toFixed(0)} ms`;
    tell({ what: `${what}, ${share}`, value, most: LIMIT[share], unit: 'ms', of });
  }
  note(`first of all ${all[0]?.toFixed(0)} ms`);
  await page.evaluate(() => window.phoneTest.phone.stop());
  await page.close();
}

/** One call: ms from the click to the answer's way out. */
async function answerMs(page: Page, at: RunningAsterisk): Promise<number> {
  const customer = await callIn(at, { did: `74950000${EXTENSION}`, callerNumber: '79161234567' });
  const ringing = () =>
    page.evaluate(
      () => window.phoneTest.phone.state().calls.find((c) => c.state === 'ringing')?.id,
    );
  const id = await until(ringing, { what: 'it rings', timeoutMs: 20_000 });
  const ms = await page.evaluate(async (call) => {
    const { phone, frames, sentAt } = window.phoneTest;
    const before = frames.length;
    const clickedAt = performance.now();
    await phone.answer(call);
    const answer = frames.findIndex(
      (frame, place) =>
        place >= before && frame.startsWith('SIP/2.0 200') && /^CSeq: \d+ INVITE/im.test(frame),
    );
    return (sentAt[answer] ?? Number.NaN) - clickedAt;
  }, id);
  await page.evaluate((call) => window.phoneTest.phone.hangUp(call), id);
  await customer.finished;
  const isQuiet = () =>
    page.evaluate(() => window.phoneTest.phone.state().calls.every((c) => c.state === 'ended'));
  await until(isQuiet, { what: 'it is over', timeoutMs: 20_000 });
  return ms;
}
