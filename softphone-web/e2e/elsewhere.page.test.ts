import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { bookmarklet } from '../src/screens/elsewhere/bookmarklet.ts';
import { soon, useDesk } from './desk.ts';

const desk = useDesk();
const { openDesk, commands, goTo } = desk;

const paste = (text: string) =>
  desk.page.evaluate((copied) => {
    const data = new DataTransfer();
    data.setData('text', copied);
    const target = document.activeElement ?? document.body;
    const event = { clipboardData: data, bubbles: true, cancelable: true };
    target.dispatchEvent(new ClipboardEvent('paste', event));
  }, text);
const dialBox = () => desk.page.locator('#dial');

describe('a number from elsewhere', () => {
  it('that was copied goes into the dial box by Ctrl+V, without the words around it', async () => {
    desk.stage.answers.set('POST /api/calls', () => ({ via: 'browser', digits: '84951234567' }));
    await openDesk();
    await paste('Тел.: 8 (495) 123-45-67, доб. 12');
    expect(await dialBox().inputValue()).toBe('8 (495) 123-45-67');
    await paste('callto:+79161234567');
    expect(await dialBox().inputValue()).toBe('8 (495) 123-45-67');
    await desk.page.keyboard.press('Control+KeyA');
    await paste('callto:+79161234567');
    expect(await dialBox().inputValue()).toBe('+79161234567');
    await desk.page.keyboard.press('Enter');
    await soon(async () => (await commands()).at(-1)).toBe('dial:84951234567');
  });

  it('that comes by a link is asked about before it is called', async () => {
    desk.stage.answers.set('POST /api/calls', () => ({ via: 'browser', digits: '89161234567' }));
    await openDesk({ path: '/call?to=tel%3A%2B7-916-123-45-67' });
    await desk.page.getByRole('heading', { name: 'Позвонить на этот номер?' }).waitFor();
    expect(await commands()).toEqual(['start']);
    await desk.page.keyboard.press('Enter');
    await soon(async () => (await commands()).at(-1)).toBe('dial:89161234567');
    await goTo('/call?to=javascript:alert(1)');
    await desk.page.getByText('В этой ссылке нет телефонного номера.').waitFor();
  });

  it('on any page is called by the bookmark', async () => {
    await openDesk();
    const foreign = createServer((_, response) =>
      response
        .setHeader('content-type', 'text/html; charset=utf-8')
        .end(
          '<p>Тел. +7 (916) 123-45-67<br><a href="callto:101">Анна</a><p id=other>8 495 765-43-21',
        ),
    );
    foreign.listen(0, '127.0.0.1');
    await once(foreign, 'listening');
    try {
      const page = await desk.page.context().newPage();
      await page.goto(`http://127.0.0.1:${(foreign.address() as AddressInfo).port}`);
      const asked: string[] = [];
      await page.exposeFunction('perezvonTestOpened', (url: string) => asked.push(url));
      await page.evaluate(() => {
        window.open = (url) => {
          const { perezvonTestOpened } = window as unknown as {
            perezvonTestOpened: (url: string) => void;
          };
          perezvonTestOpened(String(url));
          return null;
        };
      });
      const script = decodeURIComponent(
        bookmarklet('https://cti.example').slice('javascript:'.length),
      );
      await page.evaluate(script);
      await page.getByRole('link', { name: '+7 (916) 123-45-67' }).click();
      await page.getByRole('link', { name: 'Анна' }).click();
      await page.evaluate(() => {
        getSelection()?.selectAllChildren(document.getElementById('other') as HTMLElement);
      });
      await page.evaluate(script);
      await soon(() => asked).toEqual([
        `https://cti.example/call?to=${encodeURIComponent('+7 (916) 123-45-67')}`,
        'https://cti.example/call?to=callto%3A101',
        `https://cti.example/call?to=${encodeURIComponent('8 495 765-43-21')}`,
      ]);
    } finally {
      foreign.closeAllConnections();
      foreign.close();
    }
  });
});
