import { afterAll, beforeAll, expect, test } from 'vitest';
import { callIn } from '../../fixtures/asterisk/phones.ts';
import { PASSWORD } from '../../fixtures/test-server.ts';
import { until } from '../../fixtures/until.ts';
import { type CallStage, openCallStage } from './call-stage.ts';
import { button, phoneReady, soundFlows } from './desk-page.ts';

// An operator loads the page anew in the middle of a call, or closes it.

const ANNA = '74950000201';
/** A page that was closed has its calls ended after 10 s. */
const LEFT_MS = 13_000;

let stage: CallStage;

beforeAll(async () => {
  stage = await openCallStage();
});
afterAll(() => stage?.stop());

test('a reload in a call returns to it: sound both ways, the note, one call in the log with its whole talk', async () => {
  const page = await stage.desk('anna');
  page.on('dialog', (dialog) => void dialog.accept());
  const customer = await callIn(stage.pbx, { did: ANNA, callerNumber: '79161230071' });
  await button(page, 'Answer').click();
  await soundFlows(page);
  const answered = Date.now();
  await page.getByRole('textbox', { name: 'Note' }).fill('wants a copy of the invoice');
  await page.reload();
  await phoneReady(page);
  await soundFlows(page);
  await page.getByText('Talking').first().waitFor();
  expect(await page.getByRole('textbox', { name: 'Note' }).inputValue()).toBe(
    'wants a copy of the invoice',
  );
  // what is left is a call like any other: it is held, taken back, and loaded anew once more
  await page.getByRole('button', { name: 'Hold' }).click();
  await page.getByRole('button', { name: 'Resume' }).waitFor();
  await page.reload();
  await page.getByRole('button', { name: 'Resume' }).click({ timeout: 15_000 });
  await soundFlows(page);

  await button(page, 'Hang up').click();
  expect(await customer.finished).toMatchObject({ ok: true });
  const call = await stage.ended('79161230071');
  const talked = Date.now() - answered;
  expect(call).toMatchObject({
    disposition: 'answered',
    rang: ['201'],
    answeredBy: ['201'],
    handledBy: ['201'],
    transfers: [],
    consultations: [],
    hangup: { by: 'agent' },
    complete: true,
    note: 'wants a copy of the invoice',
  });
  expect(call.legs).toHaveLength(1);
  expect(Math.abs(call.talkMs - talked)).toBeLessThan(3_000);
  expect(await stage.calls()).toHaveLength(1);
  await page.context().close();
}, 90_000);

test('the session ends in a call: it goes on, and who signs in again has it back', async () => {
  const page = await stage.desk('anna');
  page.on('dialog', (dialog) => void dialog.accept());
  const customer = await callIn(stage.pbx, { did: ANNA, callerNumber: '79161230073' });
  await button(page, 'Answer').click();
  await soundFlows(page);
  const cookie = await stage.server.signIn('anna');
  const ended = await stage.server.ask('DELETE', '/api/sessions', { cookie });
  expect(ended.status).toBeLessThan(300);
  await page.getByText('Your session is over; your call goes on.').waitFor();
  await soundFlows(page);
  await page.getByLabel('Login').fill('anna');
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await phoneReady(page);
  await page.getByRole('button', { name: 'Hold' }).click();
  await page.getByRole('button', { name: 'Resume' }).click();
  await soundFlows(page);
  await button(page, 'Hang up').click();
  expect(await customer.finished).toMatchObject({ ok: true });
  expect((await stage.ended('79161230073')).legs).toHaveLength(1);
  await page.context().close();
}, 90_000);

test('a page that is closed in a call does not come back: the other side is hung up on soon', async () => {
  const page = await stage.desk('anna');
  const customer = await callIn(stage.pbx, { did: ANNA, callerNumber: '79161230072' });
  await button(page, 'Answer').click();
  await soundFlows(page);
  let over = false;
  void customer.finished.then(() => {
    over = true;
  });
  // as who closes the tab and says that they mean it
  page.on('dialog', (dialog) => void dialog.accept());
  await page.close({ runBeforeUnload: true });
  const left = Date.now();
  await until(() => over, { what: 'the customer is hung up on', timeoutMs: 30_000 });
  expect(Date.now() - left).toBeLessThan(LEFT_MS);
  expect(await stage.ended('79161230072')).toMatchObject({ hangup: { by: 'agent' } });
}, 60_000);
