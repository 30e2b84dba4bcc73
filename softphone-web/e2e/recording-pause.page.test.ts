import { describe, expect, it } from 'vitest';
import { soon, useDesk } from './desk.ts';
import { ago, answeredCall, call, ringingCall } from './sample-calls.ts';
import { toneWav } from './sample-sound.ts';
import { operator } from './stage.ts';

// F16 The pause of a recording: for those who may, as the PBX says it, and to be seen afterwards.

const desk = useDesk();
const talk = () => answeredCall(ringingCall('live', { recording: 'live.wav' }));
const pausedSince = (minutes: number) => ({
  recordingPauses: [{ at: ago(minutes), until: null }],
});

async function talking(may: boolean): Promise<void> {
  const me = operator();
  desk.stage.me = { ...me, user: { ...me.user, mayPause: may } };
  desk.stage.answers.set('PUT /api/calls/live/recording', () => ({}));
  await desk.openDesk();
  desk.stage.push(ringingCall('live'));
  desk.stage.push(talk());
  await card().waitFor();
}
const orders = () =>
  desk.stage.asked.filter(({ path }) => path.endsWith('/recording')).map(({ body }) => body);

const card = () => desk.page.getByRole('region', { name: 'Входящий' });
const bar = () => card().getByRole('status').filter({ hasText: /запис/i });

describe('the recording of a call that goes on', () => {
  it('is paused by button and key, and shown as paused when the PBX says so', async () => {
    await talking(true);
    await bar().filter({ hasText: 'Идёт запись' }).waitFor();
    await desk.page.getByRole('button', { name: 'Приостановить' }).click();
    await soon(() => orders()).toEqual([{ paused: true }]);
    expect(await bar().textContent()).toBe('Идёт запись');
    desk.stage.push({ ...talk(), ...pausedSince(1) });
    await bar().filter({ hasText: 'Запись на паузе' }).waitFor();
    await desk.page.getByText(/продолжится сама через\s+(?:3:00|2:5\d)/).waitFor();
    await desk.page.getByRole('button', { name: 'Возобновить' }).waitFor();
    await desk.page.keyboard.press('Alt+KeyI');
    await soon(() => orders()).toEqual([{ paused: true }, { paused: false }]);
    desk.stage.push(talk());
    await bar().filter({ hasText: 'Идёт запись' }).waitFor();
  });

  it('is no business of those who may not, but that it is paused', async () => {
    await talking(false);
    expect(await bar().count()).toBe(0);
    await desk.page.keyboard.press('Alt+KeyI');
    desk.stage.push({ ...talk(), ...pausedSince(0.1) });
    await bar().filter({ hasText: 'Запись на паузе' }).waitFor();
    expect(await desk.page.getByRole('button', { name: 'Возобновить' }).count()).toBe(0);
    expect(orders()).toEqual([]);
  });
});

/** Eight seconds of a tone with silence from the third to the fifth. */
const sound = toneWav({ seconds: 8, silent: { from: 3, to: 5 } });

it('is shown in the player, which goes on behind it at a click', async () => {
  const end = Date.parse(ago(7));
  const at = (before: number) => new Date(end - before * 1_000).toISOString();
  desk.stage.calls = [
    call('k', {
      recordingId: 'r',
      recording: 'k.wav',
      endedAt: at(0),
      recordingPauses: [{ at: at(5), until: at(3) }],
    }),
  ];
  desk.stage.answers.set('GET /api/calls/k/marks', () => ({ items: [] }));
  await desk.openDesk();
  await desk.page.route('**/api/recordings/r', (route) => {
    const isPart = route.request().headers()['range'] === 'bytes=1-';
    const body = isPart ? sound.subarray(1) : sound;
    return route.fulfill({ status: isPart ? 206 : 200, contentType: 'audio/wav', body });
  });
  await desk.page.getByRole('button', { name: 'Слушать: Запись' }).click();
  const pauses = desk.page.getByRole('list', { name: 'Паузы записи' });
  await pauses.getByText('пауза: тишина').waitFor();
  const moment = pauses.getByRole('button', { name: '0:03–0:05' });
  await moment.click();
  await soon(() =>
    desk.page.locator('audio').evaluate((one: HTMLAudioElement) => one.currentTime >= 5),
  ).toBe(true);
  await soon(() => desk.page.locator('svg[role=img] > rect').count()).toBe(1);
});
