import { describe, it } from 'vitest';
import { soon, useDesk } from './desk.ts';
import { call } from './sample-calls.ts';

const desk = useDesk();

/** Opens the explanation of a call. */
async function explained(part: object, facts: object = {}): Promise<void> {
  desk.stage.answers.set('GET /api/calls/main-1', () => ({ ...call('main-1'), ...facts }));
  desk.stage.answers.set('GET /api/calls/main-1/explanation', () => ({
    callId: 'main-1',
    events: [],
    ignored: [],
    unseen: null,
    caller: { key: 'caller.unknown', rule: 'I4', values: { number: '+79161234567' } },
    pops: [],
    captured: false,
    cut: false,
    ...part,
  }));
  await desk.open({ path: '/calls/main-1' });
  await desk.page.getByRole('button', { name: 'Объяснить звонок' }).click();
  await desk.page.getByText('ни у одного контакта нет номера +79161234567 (I4)').waitFor();
}

describe('the explanation of a call', () => {
  it('names what changed nothing, how often and why', async () => {
    await explained({
      ignored: [
        { reason: 'ended-channel', count: 3 },
        { reason: 'transfer-unknown-call', count: 1 },
      ],
    });
    await desk.page.getByRole('heading', { name: 'Что ничего не изменило и почему' }).waitFor();
    await desk.page.getByText('3 × канал, который уже закончен').waitFor();
    await desk.page.getByText('1 × перевод неизвестного звонка').waitFor();
    await desk.page.getByText('ни один телефон сотрудников не звонил').waitFor();
  });

  it('of a call whose end nobody saw says that it is not known, in the page, too', async () => {
    await explained(
      { unseen: { key: 'unseen.end-not-seen', rule: 'L7', values: {} } },
      { reason: 'end-not-seen', complete: false, talkMs: 61_000 },
    );
    await desk.page.getByText(/когда он закончился, неизвестно.*\(L7\)/).waitFor();
    await desk.page.getByText(/^неизвестно когда; последний раз виден /).waitFor();
    await desk.page.getByText(/или больше$/).waitFor();
  });

  it('of a call known from records says so, and not that no phone rang', async () => {
    await explained({ unseen: { key: 'unseen.from-cdr', rule: 'R1', values: {} } });
    await desk.page.getByText(/известен только из записей АТС.*\(R1\)/).waitFor();
    await desk.page.getByText('пока АТС была видна').waitFor();
    await soon(() =>
      desk.page.getByRole('heading', { name: 'Что ничего не изменило и почему' }).count(),
    ).toBe(0);
  });
});
