import { describe, expect, it } from 'vitest';
import { soon, useDesk } from './desk.ts';
import { call } from './sample-calls.ts';
import { samplePresence } from './sample-presence.ts';
import { operator } from './stage.ts';

const desk = useDesk();
const { openDesk, sideways } = desk;

/** What the list was asked with, the latest last. */
const asked: string[] = [];

function fill(): void {
  asked.length = 0;
  desk.stage.presence = samplePresence();
  desk.stage.me = operator({ role: 'supervisor' });
  desk.stage.answers.set('GET /api/calls', ({ query }) => {
    asked.push(query.toString());
    const looked = query.get('note') === 'счёт' && !query.has('cursor');
    return looked ? { items: [], next: 'older' } : { items: [call('k1', {})], next: null };
  });
}

const field = (name: string) => desk.page.getByLabel(name, { exact: true });

describe('all calls', () => {
  it('are sifted by all of the filter, which stands in the address, is opened from it, and is saved as a table', async () => {
    fill();
    await openDesk();
    await desk.page.getByRole('link', { name: 'Все звонки' }).click();
    await field('Очередь').selectOption('Отдел продаж');
    await field('Сотрудник').selectOption('Вера Петрова');
    await field('Итог').selectOption('Пропущенные');
    await field('Разговор от, с').fill('60');
    await field('Итог разговора').selectOption({ index: 1 });
    await soon(() => asked.at(-1)).toContain('outcome=');
    await soon(() => new URL(desk.page.url()).search).toContain('talkFrom=60');
    await soon(() => asked.at(-1)).toContain('talkFrom=60');
    const last = new URLSearchParams(asked.at(-1));
    expect(Object.fromEntries(last)).toMatchObject({
      queue: 'продажи',
      operator: 'u202',
      result: 'missed',
      talkFrom: '60',
    });
    const file = desk.page.getByRole('link', { name: 'Сохранить таблицей (CSV)' });
    expect(await file.getAttribute('href')).toMatch(/^\/api\/calls\/export\?.*operator=u202/);
    await desk.page.reload();
    await soon(() => field('Очередь').inputValue()).toBe('продажи');
    expect(await field('Разговор от, с').inputValue()).toBe('60');
  });

  it('are led to from a number in the palette, also from another filter', async () => {
    fill();
    await openDesk({ path: '/calls?result=missed' });
    await soon(() => asked.at(-1)).toContain('result=missed');
    await desk.page.keyboard.press('Control+k');
    await field('Имя, номер, команда или раздел').fill('8 916 123-45-67');
    await desk.page.getByRole('option', { name: 'Все звонки: 8 916 123-45-67' }).click();
    await soon(() => field('Имя или номер').inputValue()).toBe('8 916 123-45-67');
    await soon(() => Object.fromEntries(new URLSearchParams(asked.at(-1)))).toMatchObject({
      text: '8 916 123-45-67',
    });
    expect(asked.at(-1)).not.toContain('result=missed');
  });

  it('of which none of the newest fits are sought among the older ones', async () => {
    fill();
    await openDesk({ path: `/calls?note=${encodeURIComponent('счёт')}` });
    await desk.page.getByText('Среди последних звонков таких нет.').waitFor();
    await desk.page.getByRole('button', { name: 'Искать среди более старых' }).click();
    await soon(() => desk.page.getByRole('row').count()).toBeGreaterThan(1);
    expect(asked.at(-1)).toContain('cursor=older');
  });

  it('have filters that one keeps, shows again and removes', async () => {
    fill();
    let kept: object[] = [{ id: 'f1', name: 'Мои пропущенные', query: 'result=missed' }];
    desk.stage.answers.set('GET /api/filters', () => ({ items: kept }));
    desk.stage.answers.set('POST /api/filters', ({ body }) => {
      kept = [...kept, { id: 'f2', ...(body as object) }];
      return kept[1];
    });
    desk.stage.answers.set('DELETE /api/filters/f1', () => {
      kept = kept.slice(1);
      return null;
    });
    await openDesk({ path: '/calls' });
    await desk.page.getByRole('button', { name: 'Сохранённые фильтры' }).click();
    await desk.page.getByRole('button', { name: 'Мои пропущенные', exact: true }).click();
    await soon(() => asked.at(-1)).toContain('result=missed');
    await desk.page.getByRole('button', { name: 'Сохранённые фильтры' }).click();
    await field('Название фильтра').fill('Ещё один');
    await desk.page.getByRole('button', { name: 'Сохранить фильтр' }).click();
    await desk.page.getByRole('button', { name: 'Ещё один', exact: true }).waitFor();
    await desk.page.getByRole('button', { name: 'Удалить фильтр «Мои пропущенные»' }).click();
    await soon(() => desk.page.getByRole('button', { name: 'Мои пропущенные' }).count()).toBe(0);
  });

  it('fit a narrow screen in both languages; who may not export is offered no table', async () => {
    fill();
    for (const language of ['ru', 'en'] as const) {
      desk.stage.me = operator({ language, role: 'supervisor', mayExport: false });
      await openDesk({ path: '/calls', width: 380 });
      await desk.page.getByRole('row').first().waitFor();
      expect(await sideways()).toBe(0);
      expect(await desk.page.getByText('CSV').count()).toBe(0);
    }
  });
});
