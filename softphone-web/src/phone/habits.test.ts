import { expect, test } from 'vitest';
import { createHabits } from './habits.ts';

function page(stored: Record<string, string> = {}) {
  const pages = new EventTarget();
  const storage = {
    getItem: (key: string) => stored[key] ?? null,
    setItem: (key: string, text: string) => void (stored[key] = text),
  };
  return { stored, pages, habits: createHabits({ userId: 'u', storage, pages }) };
}

test('what is set stays after a reload, and is told', () => {
  const { stored, habits } = page();
  let told = 0;
  habits.subscribe(() => (told += 1));
  habits.set({ doNotDisturb: true });
  habits.set({ answerAfter: 2 });
  expect([told, page(stored).habits.get()]).toEqual([2, { doNotDisturb: true, answerAfter: 2 }]);
  expect(habits.get()).toBe(habits.get());
});

test('another tab of the user hears of it', () => {
  const { stored, pages, habits } = page();
  let told = 0;
  const quit = habits.subscribe(() => (told += 1));
  page(stored).habits.set({ doNotDisturb: true });
  pages.dispatchEvent(new Event('storage'));
  quit();
  pages.dispatchEvent(new Event('storage'));
  expect([told, habits.get().doNotDisturb]).toEqual([1, true]);
});

test.each(['', 'nonsense', 'null', '{"doNotDisturb":"yes","answerAfter":0}'])(
  'what is stored as %j is no habit',
  (text) => {
    expect(page({ 'perezvon-habits-u': text }).habits.get()).toEqual({
      doNotDisturb: false,
      answerAfter: null,
    });
  },
);
