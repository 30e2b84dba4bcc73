import { expect, it } from 'vitest';
import { soon, useDesk } from './desk.ts';
import { ago, call } from './sample-calls.ts';
import { toneWav } from './sample-sound.ts';

// C25 A call that the PBX recorded in two files: each is offered, heard and noted by itself.

const desk = useDesk();
const SOUNDS = new Map([
  ['r', toneWav({ seconds: 5 })],
  ['r.2', toneWav({ seconds: 3 })],
]);
const MARK = { userId: 'u', userName: 'Вера', atMs: 1_000 };

async function opened(): Promise<void> {
  const end = Date.parse(ago(7));
  const at = (before: number) => new Date(end - before * 1_000).toISOString();
  const answeredAt = at(9);
  const recordings = [
    { id: 'r', n: 1, file: 'a.wav', startedAt: at(10), endedAt: at(4) },
    { id: 'r.2', n: 2, file: 'b.wav', startedAt: at(4), endedAt: at(0) },
  ];
  const facts = { recordingId: 'r', recording: 'a.wav', endedAt: at(0), answeredAt };
  desk.stage.calls = [call('k', { ...facts, recordings })];
  desk.stage.answers.set('GET /api/calls/k/marks', () => ({
    items: [
      { ...MARK, id: 'one', recording: 1, text: 'из первой' },
      { ...MARK, id: 'two', recording: 2, text: 'из второй' },
    ],
  }));
  desk.stage.answers.set('POST /api/calls/k/marks', () => ({}));
  await desk.openDesk();
  await desk.page.route('**/api/recordings/*', (route) => {
    const sound = SOUNDS.get(route.request().url().split('/').at(-1) ?? '') ?? Buffer.alloc(0);
    const isPart = route.request().headers()['range'] === 'bytes=1-';
    const body = isPart ? sound.subarray(1) : sound;
    return route.fulfill({ status: isPart ? 206 : 200, contentType: 'audio/wav', body });
  });
  await desk.page.getByRole('button', { name: 'Слушать: Запись' }).click();
}

const plays = () =>
  desk.page.locator('audio').evaluate((one: HTMLAudioElement) => new URL(one.src).pathname);
const notes = () => desk.page.getByRole('list', { name: 'Заметки к записи' });

it('offers each with its start and length; the one that is chosen plays, with its own notes', async () => {
  await opened();
  const all = desk.page.getByRole('list', { name: 'Записи звонка' });
  const each = all.getByRole('button');
  await soon(() => each.allTextContents()).toEqual([
    expect.stringMatching(/^Запись 1 из 2, начата в \d\d:\d\d:\d\d, 0:05$/),
    expect.stringMatching(/^Запись 2 из 2, начата в \d\d:\d\d:\d\d, 0:04$/),
  ]);
  expect(await plays()).toBe('/api/recordings/r');
  await desk.page.getByRole('group', { name: 'Запись 1 из 2' }).waitFor();
  expect(await notes().textContent()).toMatch(/из первой/);
  expect(await notes().textContent()).not.toMatch(/из второй/);
  await each.last().click();
  await soon(plays).toBe('/api/recordings/r.2');
  expect(await each.last().getAttribute('aria-pressed')).toBe('true');
  // what the file itself says is the better length
  await soon(() => each.last().textContent()).toMatch(/, 0:03$/);
  await soon(() => notes().textContent()).toMatch(/из второй/);
  const player = desk.page.getByRole('group', { name: 'Запись 2 из 2' });
  await player.getByRole('textbox').fill('слышно');
  await player.getByRole('button', { name: 'Записать' }).click();
  const added = () => desk.stage.asked.find(({ method }) => method === 'POST')?.body;
  await soon(added).toMatchObject({ recording: 2, text: 'слышно' });
});
