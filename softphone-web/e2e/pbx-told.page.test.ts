import { beforeEach, describe, expect, it } from 'vitest';
import { soon, useDesk } from './desk.ts';
import { TRAFFIC } from './sample-connections.ts';
import { operator, StageProblem } from './stage.ts';

const desk = useDesk();
const { open, openDesk, sideways } = desk;

describe('R3 completeness', () => {
  const whole = {
    pbx: 'main',
    day: '2026-11-22',
    at: '2026-11-23T03:00:00.000Z',
    calls: 812,
    missing: 0,
    extra: 0,
    different: 0,
    filled: 0,
    findings: [],
    recordsFrom: null,
    clockAheadMs: 0,
  };
  const gone = {
    ...whole,
    day: '2026-11-20',
    calls: 12,
    clockAheadMs: -90_000,
    recordsFrom: '2026-11-20T09:30:00.000Z',
  };
  const wanting = {
    ...whole,
    day: '2026-11-23',
    calls: 40,
    missing: 1,
    filled: 1,
    different: 1,
    findings: [
      {
        kind: 'missing',
        callId: 'main-1',
        startedAt: '2026-11-23T08:15:30.000Z',
        number: '+79161234567',
        differences: [],
      },
      {
        kind: 'different',
        callId: 'main-2',
        startedAt: '2026-11-23T09:00:00.000Z',
        number: '<b>1</b>',
        differences: [{ field: 'externalNumber', log: '9161234567', cdr: '<b>1</b>' }],
      },
    ],
  };

  it('shows day by day what was missing or different, and compares a day when asked', async () => {
    desk.stage.me = { ...operator({ role: 'supervisor' }), reach: 'all' };
    let items: object[] = [whole];
    desk.stage.answers.set('GET /api/reconciliations', () => ({ pbxs: ['main'], items }));
    desk.stage.answers.set('POST /api/reconciliations', () => {
      items = [wanting, whole, gone];
      return wanting;
    });
    await open({ path: '/completeness' });
    await desk.page.getByText('Всё на месте').waitFor();
    await desk.page.getByRole('button', { name: 'Сверить сейчас' }).click();
    await desk.page.getByText('не хватало 1, дописано 1, 1 с отличиями').waitFor();
    await desk.page.getByText('95 %').waitFor();
    await desk.page.getByText(/записи АТС начинаются с .*; что раньше, не сверить/).waitFor();
    await desk.page.getByText('часы АТС отстают на 90 с').waitFor();
    await desk.page.getByText('номер: в журнале 9161234567, у АТС <b>1</b>').waitFor();
    expect(await desk.page.getByRole('link', { name: /23/ }).first().getAttribute('href')).toBe(
      '/calls/main-1',
    );
    await desk.page.setViewportSize({ width: 380, height: 800 });
    await soon(sideways).toBe(0);
  });

  it('says what to do where no PBX has records, and is not for operators', async () => {
    desk.stage.me = operator({ role: 'admin' });
    desk.stage.answers.set('GET /api/reconciliations', () => ({ pbxs: [], items: [] }));
    await open({ path: '/completeness' });
    await desk.page.getByText('Master.csv').waitFor();
    desk.stage.me = operator();
    await open({ path: '/completeness' });
    await desk.page.getByText('Эта страница для администраторов').waitFor();
    expect(await desk.page.getByRole('link', { name: 'Полнота' }).count()).toBe(0);
  });
});

describe('L5 the times in which a PBX was out of sight', () => {
  const gaps = Array.from({ length: 7 }, (_, n) => ({
    pbx: 'main',
    from: `2026-11-${20 - n}T08:00:00.000Z`,
    to: `2026-11-${20 - n}T08:01:30.000Z`,
  }));
  const list = () => desk.page.getByRole('region', { name: 'Когда связи не было' });

  beforeEach(() => {
    desk.stage.answers.set('GET /healthz', () => ({ ok: true, version: '1', parts: [] }));
    desk.stage.answers.set('GET /api/gaps', () => ({ items: gaps.slice(1) }));
  });

  it('are listed, the latest first, all of them when asked', async () => {
    await openDesk({ path: '/connection' });
    await list().getByRole('listitem').first().waitFor();
    expect(await list().getByRole('listitem').count()).toBe(5);
    expect(await list().getByRole('listitem').first().innerText()).toMatch(/19 нояб.*1 мин/s);
    await list().getByRole('button', { name: 'Показать ещё' }).click();
    expect(await list().getByRole('listitem').count()).toBe(6);
    await list().getByText('только если есть в записях АТС').waitFor();
    await desk.page.setViewportSize({ width: 380, height: 800 });
    await soon(sideways).toBe(0);
  });

  it('have a new one at once when the link comes back', async () => {
    await openDesk({ path: '/connection' });
    await list().getByText('19 нояб').waitFor();
    desk.stage.answers.set('GET /api/gaps', () => ({ items: gaps }));
    const [latest] = gaps;
    desk.stage.tellPbx({ lastGap: latest ? { from: latest.from, to: latest.to } : null });
    await list().getByText('20 нояб').waitFor();
  });

  it('are said to be none, or not to be loaded', async () => {
    desk.stage.answers.set('GET /api/gaps', () => ({ items: [] }));
    await openDesk({ path: '/connection' });
    await list().getByText('Связь ещё не прерывалась.').waitFor();
    desk.expectComplaint('503');
    desk.stage.answers.set('GET /api/gaps', () => new StageProblem(503, 'database-failed', 'x'));
    await openDesk({ path: '/connection' });
    await list().getByText('Не удалось загрузить список.').waitFor();
    desk.stage.answers.set('GET /api/gaps', () => ({ items: gaps }));
    await list().getByRole('button', { name: 'Повторить' }).click();
    await list().getByText('20 нояб').waitFor();
  });
});

describe('what the PBX says', () => {
  it('B10 what could not be processed is shown to administrators, literally', async () => {
    desk.stage.me = operator({ role: 'admin' });
    const since = '2026-11-23T08:00:00.000Z';
    const part = { ok: true, since, detail: null, cure: null };
    desk.stage.answers.set('GET /healthz', () => ({
      ok: true,
      version: '1',
      parts: ['call-log', 'pbx:main', 'cdr:main', 'page'].map((name) => ({ ...part, part: name })),
    }));
    desk.stage.answers.set('GET /api/traffic', () => ({ items: [TRAFFIC] }));
    await open({ path: '/connection' });
    await desk.page.getByText('Журнал звонков (база данных)').waitFor();
    await desk.page.getByText('Не удалось обработать: 1').waitFor();
    await desk.page.getByText('TypeError: <b>').click();
    await desk.page.getByText('CallerIDName: <img src=x>').waitFor();
    await desk.page.getByText('Не о звонках: 12').click();
    await desk.page.getByText('RTCPSent').waitFor();
    await desk.page.setViewportSize({ width: 380, height: 800 });
    await soon(sideways).toBe(0);
    desk.stage.me = operator();
    await open({ path: '/connection' });
    await desk.page.getByText('Журнал звонков (база данных)').waitFor();
    expect(await desk.page.getByText('Не удалось обработать').count()).toBe(0);
  });
});
