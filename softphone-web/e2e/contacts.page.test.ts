import type { Contact, NewContact } from '@perezvon/crm-core/model';
import { describe, expect, it } from 'vitest';
import { plainPhoto } from '../../crm-core/src/contacts/photo-bytes.ts';
import { soon, useDesk } from './desk.ts';
import { ANNA, ringingCall } from './sample-calls.ts';
import { StageProblem } from './stage.ts';

const desk = useDesk();
const { goTo, openDesk, ring, sideways } = desk;

const box = (name: string) => desk.page.getByRole('textbox', { name, exact: true });
const button = (name: string) => desk.page.getByRole('button', { name, exact: true });
const company = () => desk.page.getByRole('combobox', { name: 'Компания' });
const options = () => desk.page.getByRole('listbox').getByRole('option');
const focused = () =>
  desk.page.evaluate(
    () => document.activeElement?.getAttribute('name') ?? document.activeElement?.id,
  );

function contact(part: Partial<Contact>): Contact {
  return {
    ...ANNA,
    companyId: null,
    companyName: null,
    email: '',
    note: '',
    numbers: [],
    tags: [],
    ownerId: null,
    version: 'v1',
    createdAt: '2026-01-01T00:00:00.000Z',
    ...part,
  };
}

const COMPANIES = ['ООО «Северный ветер»', 'АО «Северный путь»', 'ООО «Ромашка»'].map((name, n) =>
  contact({ id: `co${n}`, kind: 'company', name, role: '' }),
);

/** The stand-in server keeps what is saved, and reads numbers of ten digits and more. */
function keepContacts(): void {
  const { answers } = desk.stage;
  const answer = (id: string, body: unknown) => {
    const sent = body as NewContact;
    const numbers = sent.numbers.map((one, n) => ({
      ...one,
      id: `n${n}`,
      e164: one.written.replace(/\D/g, '').length > 9 ? `+${one.written.replace(/\D/g, '')}` : null,
    }));
    const made = contact({ ...sent, id, numbers, companyId: sent.companyId ?? null });
    answers.set(`GET /api/contacts/${id}`, () => made);
    answers.set(`GET /api/contacts/${id}/interactions`, () => ({ items: [] }));
    const unreadable = numbers
      .filter(({ e164 }) => e164 === null)
      .map(({ written }) => ({ written, why: 'short-code' }));
    return { ...made, unreadable };
  };
  answers.set('POST /api/contacts', ({ body }) => answer('made', body));
  answers.set('PUT /api/contacts/made', ({ body }) => answer('made', body));
  answers.set('GET /api/contacts', ({ query }) => {
    const text = (query.get('text') ?? '').toLowerCase();
    const found = COMPANIES.filter(({ name }) => name.toLowerCase().includes(text));
    return { items: query.get('kind') === 'company' ? found : [], next: null };
  });
}

const sent = () =>
  desk.stage.asked
    .filter(({ method, path }) => path.startsWith('/api/contacts') && method !== 'GET')
    .map(({ method, path, body }) => [method, path, body as NewContact] as const);

describe('the form of a contact', () => {
  it('refuses a blank name at its field, and sends nothing', async () => {
    keepContacts();
    await openDesk({ path: '/contacts/new' });
    await box('Имя').fill('   ');
    await box('Имя').press('Enter');
    await desk.page.getByText('Введите имя.').waitFor();
    expect(await box('Имя').getAttribute('aria-invalid')).toBe('true');
    const described = await box('Имя').getAttribute('aria-describedby');
    expect(await desk.page.locator(`[id="${described}"]`).innerText()).toBe('Введите имя.');
    expect(await box('Имя').evaluate((field) => field === document.activeElement)).toBe(true);
    expect(sent()).toEqual([]);
  });

  it('shows at its field what the server refuses, with the focus there', async () => {
    keepContacts();
    desk.expectComplaint('400');
    desk.stage.answers.set('POST /api/contacts', () =>
      Object.assign(new StageProblem(400, 'invalid', 'x'), {
        body: {
          ...new StageProblem(400, 'invalid', 'x').body,
          fields: { 'numbers.0.written': 'Слишком длинно.' },
        },
      }),
    );
    await openDesk({ path: '/contacts/new' });
    await box('Имя').fill('Пётр');
    await box('Номер').fill('1');
    await button('Сохранить').click();
    await desk.page.getByText('Слишком длинно.').waitFor();
    expect(await focused()).toBe('number-0');
    expect(await desk.page.getByRole('alert').count()).toBe(0);
  });

  it('says at its field that a number cannot be read, once it is saved; correcting it changes the same contact', async () => {
    keepContacts();
    await openDesk({ path: '/contacts/new', width: 380 });
    await box('Имя').fill('Пётр');
    await box('Номер').fill('8 916 123-45-67');
    await button('Добавить номер').click();
    await box('Номер').nth(1).fill('12');
    await button('Сохранить').click();
    await desk.page.getByText('Короткий номер').waitFor();
    await desk.page.getByText('Сохранено как написано').waitFor();
    expect(await focused()).toBe('number-1');
    expect(await sideways()).toBe(0);
    await box('Номер').nth(1).fill('8 916 765-43-21');
    await button('Сохранить').click();
    await desk.page.getByRole('heading', { name: 'Пётр' }).waitFor();
    expect(sent().map(([method, path, { numbers }]) => [method, path, numbers.length])).toEqual([
      ['POST', '/api/contacts', 2],
      ['PUT', '/api/contacts/made', 2],
    ]);
    expect(desk.page.url()).toBe(`${desk.stage.url}/contacts/made`);
  });

  it('leaves an unreadable number as it is when told so, and marks it in the contact from then on', async () => {
    keepContacts();
    await openDesk({ path: '/contacts/new' });
    await box('Имя').fill('Пётр');
    await box('Номер').fill('спросить');
    await button('Сохранить').click();
    await button('Оставить так').click();
    await desk.page.getByText('Рабочий · не распознан').waitFor();
    await button('Изменить').click();
    await box('Должность').fill('директор');
    await button('Сохранить').click();
    await button('Изменить').waitFor();
    expect(await desk.page.getByText('Сохранено как написано').count()).toBe(0);
  });
});

describe('the company of a person', () => {
  it('is found by a part of its name and chosen by the keyboard alone', async () => {
    keepContacts();
    await openDesk({ path: '/contacts/new' });
    await box('Имя').fill('Пётр');
    await company().focus();
    await options().nth(2).waitFor();
    await desk.page.keyboard.type('север');
    await soon(() => options().count()).toBe(2);
    await desk.page.keyboard.press('ArrowDown');
    await desk.page.keyboard.press('ArrowDown');
    const active = await company().getAttribute('aria-activedescendant');
    expect(await desk.page.locator(`[id="${active}"]`).innerText()).toBe('АО «Северный путь»');
    await desk.page.keyboard.press('Enter');
    expect(await company().inputValue()).toBe('АО «Северный путь»');
    expect(await company().getAttribute('aria-expanded')).toBe('false');
    await desk.page.keyboard.press('Enter');
    await soon(() => sent()[0]?.[2].companyId).toBe('co1');
  });

  it('is taken by Enter where only one fits, without sending the form', async () => {
    keepContacts();
    await openDesk({ path: '/contacts/new' });
    await company().focus();
    await desk.page.keyboard.type('ромаш');
    await soon(() => options().count()).toBe(1);
    await desk.page.keyboard.press('Enter');
    await soon(() => company().inputValue()).toBe('ООО «Ромашка»');
    expect(await options().count()).toBe(0);
    expect(sent()).toEqual([]);
  });

  it('is none where the field is emptied, and stays where one leaves it half typed', async () => {
    keepContacts();
    desk.stage.answers.set('GET /api/contacts/anna', () =>
      contact({ companyId: 'co0', companyName: 'ООО «Северный ветер»' }),
    );
    desk.stage.answers.set('GET /api/contacts/anna/interactions', () => ({ items: [] }));
    desk.stage.answers.set('PUT /api/contacts/anna', ({ body }) => ({
      ...contact(body as Contact),
      unreadable: [],
    }));
    await openDesk({ path: '/contacts/anna' });
    await button('Изменить').click();
    expect(await company().inputValue()).toBe('ООО «Северный ветер»');
    await company().fill('кто-то');
    await desk.page.keyboard.press('Tab');
    await soon(() => company().inputValue()).toBe('ООО «Северный ветер»');
    await company().fill('');
    await desk.page.keyboard.press('Tab');
    await soon(() => company().inputValue()).toBe('');
    await button('Сохранить').click();
    await soon(() => sent()[0]?.[2].companyId).toBe(null);
  });

  it('says where none has that name, or the search fails', async () => {
    keepContacts();
    await openDesk({ path: '/contacts/new', width: 380 });
    await company().fill('нет такой');
    await desk.page.getByText('Компании с таким названием нет.').waitFor();
    desk.expectComplaint('503');
    desk.stage.answers.set(
      'GET /api/contacts',
      () => new StageProblem(503, 'database-failed', 'x'),
    );
    await company().fill('ещё одна');
    await desk.page.getByText('Не удалось загрузить компании.').waitFor();
    expect(await sideways()).toBe(0);
  });

  it('is not asked of a company', async () => {
    keepContacts();
    await openDesk({ path: '/contacts/new' });
    await desk.page.getByText('Компания', { exact: true }).first().click();
    await company().waitFor({ state: 'detached' });
  });
});

describe('a contact made from a card', () => {
  it('needs a name, and says where its number cannot be read', async () => {
    keepContacts();
    desk.stage.answers.set('PUT /api/calls/live/contact', () => ({}));
    await openDesk();
    await ring(ringingCall('live', { externalNumber: '+=cmd', e164: null }));
    await button('Создать контакт').click();
    await box('Имя').press('Enter');
    await desk.page.getByText('Введите имя.').waitFor();
    expect(sent()).toEqual([]);
    await box('Имя').fill('Пётр');
    await box('Имя').press('Enter');
    await desk.page.getByText('+=cmd: Короткий номер').waitFor();
  });
});

describe('a photo', () => {
  /** Wide, red on the left, white on the right. */
  const picture = (type: string) =>
    desk.page.evaluate((wanted) => {
      const canvas = document.createElement('canvas');
      [canvas.width, canvas.height] = [900, 600];
      const paper = canvas.getContext('2d');
      for (const [colour, x] of [
        ['#fff', 450],
        ['#c00', 0],
      ] as const) {
        if (paper) paper.fillStyle = colour;
        paper?.fillRect(x, 0, 450, 600);
      }
      return canvas.toDataURL(wanted).split(',')[1] ?? '';
    }, type);
  const redAt = (image: string, x: number) =>
    desk.page.evaluate(
      async ([bytes, at]) => {
        const data = Uint8Array.from(atob(bytes), (sign) => sign.charCodeAt(0));
        const shown = await createImageBitmap(new Blob([data]));
        const paper = new OffscreenCanvas(shown.width, shown.height).getContext('2d');
        paper?.drawImage(shown, 0, 0);
        return paper?.getImageData(at, 128, 1, 1).data[0] ?? 0;
      },
      [image, x] as const,
    );

  it('is made small and square in the page, shown in place of the initials, and taken away', async () => {
    const { answers } = desk.stage;
    let anna = contact({ id: 'anna' });
    let given = '';
    answers.set('GET /api/contacts', () => ({ items: [anna], next: null }));
    answers.set('GET /api/contacts/anna', () => anna);
    answers.set('GET /api/contacts/anna/interactions', () => ({ items: [] }));
    answers.set('PUT /api/contacts/anna/photo', ({ body }) => {
      const { image } = body as { image: string };
      given = image;
      answers.set('GET /api/contacts/anna/photo', () => Buffer.from(image, 'base64'));
      return (anna = { ...anna, photo: 'v1' });
    });
    answers.set('DELETE /api/contacts/anna/photo', () => {
      anna = contact({ id: 'anna' });
      return null;
    });
    await openDesk({ path: '/contacts/anna' });
    await button('Фотография').click();
    const file = desk.page.locator('input[type=file]');
    await file.setInputFiles({ name: 'x', mimeType: 'image/png', buffer: Buffer.from('x') });
    await desk.page.getByText('Браузер не может показать этот файл').waitFor();
    for (const [nth, type] of ['image/png', 'image/jpeg', 'image/webp'].entries()) {
      const buffer = Buffer.from(await picture(type), 'base64');
      await file.setInputFiles({ name: 'x', mimeType: type, buffer });
      await soon(() => sent().length).toBe(nth + 1);
      const { bytes = [], ...kept } = plainPhoto(Buffer.from(given, 'base64')) ?? {};
      expect(kept).toEqual({ type: 'image/jpeg', width: 256, height: 256 });
      const plain = Buffer.from(bytes).toString('base64');
      expect(await redAt(plain, 10)).toBeGreaterThan(180);
      expect(await redAt(plain, 246)).toBeGreaterThan(240);
    }
    const shown = desk.page.locator('img[src$="/anna/photo?v=v1"]');
    await soon(() => shown.evaluate((one: HTMLImageElement) => one.naturalWidth)).toBe(256);
    await goTo('/contacts');
    await shown.waitFor();
    await desk.page.goBack();
    await button('Фотография').click();
    await desk.page.getByRole('menuitem', { name: 'Удалить фотографию' }).click();
    await shown.waitFor({ state: 'detached' });
  });
});
