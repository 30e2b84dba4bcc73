import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { FrameLocator } from 'playwright-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PhoneEvent } from '../src/phone/reduce.ts';
import { axeViolations } from './axe.ts';
import { soon, useDesk } from './desk.ts';
import { ANNA, answeredCall, call, ringingCall } from './sample-calls.ts';
import type { ScriptedPhone } from './scripted-phone.ts';

const desk = useDesk();
let crm: Server;
let frame: FrameLocator;

/** The demo page, from an origin of another site than the phone's: a name is another site than an address. */
async function openDemo(): Promise<void> {
  await desk.open({ path: '/nowhere' });
  const { port } = crm.address() as AddressInfo;
  await desk.page.goto(`http://localhost:${port}/?phone=${encodeURIComponent(desk.stage.url)}`);
  frame = desk.page.frameLocator('iframe');
}

beforeEach(async () => {
  const demo = await readFile(join(import.meta.dirname, '../sdk/demo.html'));
  crm = createServer((_, response) => response.setHeader('content-type', 'text/html').end(demo));
  crm.listen(0);
  await once(crm, 'listening');
  desk.expectComplaint('404');
});

afterEach(() => {
  crm.closeAllConnections();
  crm.close();
});

/** What the demo page says that the phone told: name and detail of each event. */
async function told(): Promise<[string, Record<string, unknown>][]> {
  const lines = await desk.page.locator('#log li').allTextContents();
  return lines.map((line) => {
    const [name = '', ...rest] = line.split(' ');
    const text = rest.join(' ');
    return [name, (text.startsWith('{') ? JSON.parse(text) : { text }) as Record<string, unknown>];
  });
}
const names = async () => (await told()).map(([name]) => name);
const detailOf = async (name: string) => (await told()).findLast(([one]) => one === name)?.[1];

const give = (event: PhoneEvent) =>
  frame.locator('body').evaluate((_, one) => {
    (window as unknown as { scriptedPhone: ScriptedPhone }).scriptedPhone.give(one);
  }, event);
const commands = () =>
  frame
    .locator('body')
    .evaluate(() => (window as unknown as { scriptedPhone: ScriptedPhone }).scriptedPhone.commands);

describe('the phone in a frame of another site', () => {
  it('tells of a call, is given the customer’s name, and is answered and hung up from there', async () => {
    await openDemo();
    await frame.getByText('Готов · 201').waitFor();
    await soon(names).toEqual(['ready', 'loggedIn']);
    const ringing = ringingCall('live', {
      caller: { kind: 'known', contact: ANNA, chosen: false },
    });
    desk.stage.push(ringing);
    const party = { remoteNumber: '79161234567', remoteName: '', at: Date.now() };
    await give({ kind: 'invited', id: 'sip-live', ...party });
    await soon(names).toContain('screenPop');
    expect(await detailOf('ringing')).toMatchObject({
      callId: 'sip-live',
      direction: 'INBOUND',
      toNumber: expect.any(String),
    });
    expect(await detailOf('screenPop')).toMatchObject({
      externalCallId: 'live',
      phoneNumber: '+79161234567',
      contacts: [{ id: ANNA.id, name: ANNA.name }],
    });
    await frame.getByRole('region', { name: 'В вашей CRM' }).getByText('Anna Kovaleva').waitFor();
    await frame.getByRole('button', { name: 'Открыть' }).click();
    await soon(() => detailOf('navigateToRecord')).toEqual({ recordId: 'c-17' });
    await desk.page.getByRole('button', { name: 'Answer' }).click();
    await soon(names).toContain('answered');
    desk.stage.push(answeredCall(ringing));
    await desk.page.getByRole('button', { name: 'Hang up' }).click();
    await soon(() => detailOf('ended')).toMatchObject({
      callId: 'sip-live',
      callEndStatus: 'COMPLETED',
      recordId: 'c-17',
    });
    expect(await commands()).toEqual(['start', 'answer:sip-live', 'hangUp:sip-live']);
  });

  it('dials what the page asks, and says why it does not', async () => {
    desk.stage.answers.set('POST /api/calls', () => ({ via: 'browser', digits: '89161234567' }));
    await openDemo();
    await frame.getByText('Готов · 201').waitFor();
    await desk.page.getByRole('button', { name: 'Hang up' }).click();
    await soon(() => detailOf('refused:')).toEqual({ text: 'no-such-call' });
    await desk.page.getByRole('button', { name: 'Call', exact: true }).click();
    await soon(() => detailOf('ringing')).toMatchObject({
      direction: 'OUTBOUND',
      fromNumber: '201',
      callId: 'out-89161234567',
      recordId: 'c-17',
    });
    expect(
      desk.stage.asked.find(({ method, path }) => method === 'POST' && path === '/api/calls')?.body,
    ).toEqual({ number: '+79161234567' });
    await frame.getByRole('region', { name: 'В вашей CRM' }).waitFor();
    const inner = desk.page.frames().find((one) => one.url().startsWith(desk.stage.url));
    expect(inner && (await axeViolations(inner))).toEqual([]);
  });

  it('does nothing before somebody is signed in, and lets them sign in there', async () => {
    const { me } = desk.stage;
    desk.stage.me = null;
    await openDemo();
    await soon(() => detailOf('ready')).toEqual({ loggedIn: false });
    await desk.page.getByRole('button', { name: 'Answer' }).click();
    await soon(() => detailOf('refused:')).toEqual({ text: 'not-signed-in' });
    desk.stage.me = me;
    desk.stage.answers.set('POST /api/session', () => me);
    await frame.getByLabel('Логин').fill('olga');
    await frame.locator('input[type=password]').fill('secret');
    await frame.getByRole('button', { name: 'Войти' }).click();
    await soon(() => detailOf('loggedIn')).toMatchObject({ extension: '201' });
  });

  it('opens other screens beside itself, and shows none in the frame', async () => {
    desk.stage.calls = [call('one')];
    await openDemo();
    await frame.getByText('Готов · 201').waitFor();
    await frame.getByRole('button', { name: /^Меню/ }).click();
    const [beside] = await Promise.all([
      desk.page.context().waitForEvent('page'),
      frame.getByRole('menuitem', { name: 'Контакты' }).click(),
    ]);
    await soon(() => new URL(beside.url()).pathname).toBe('/contacts');
    expect(await frame.getByRole('heading', { name: 'Последние звонки' }).count()).toBe(0);
  });
});
