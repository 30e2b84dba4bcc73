import { beforeEach, describe, expect, it } from 'vitest';
import { axeViolations } from './axe.ts';
import { useDesk } from './desk.ts';
import { fillStage } from './filled-stage.ts';
import { ANNA, ANNAS_PAST, answeredCall, person, ringingCall } from './sample-calls.ts';

const desk = useDesk();
const { open, openDesk, goTo, give, ring } = desk;

/** Every screen of an administrator. */
const SCREENS = [
  '/',
  '/calls/k1',
  '/calls',
  '/missed',
  '/tasks',
  '/colleagues',
  '/card-settings',
  '/contacts',
  '/contacts/anna',
  '/contacts/new',
  '/contacts/import',
  '/users',
  '/teams',
  '/outside-calls',
  '/connections',
  '/places',
  '/second-factor',
  '/tokens',
  '/sessions',
  '/sound',
  '/embedding',
  '/webhooks',
  '/calls-from-elsewhere',
  '/call?to=tel:89161234567',
  '/audit',
  '/data',
  '/completeness',
  '/connection',
  '/nowhere',
];

/** What colours and width change. */
const NARROW = ['color-contrast', 'target-size'];

/** What axe finds at each place, by its name. */
let wrong: Record<string, readonly string[]>;

beforeEach(() => {
  wrong = {};
});

async function look(what: string, only?: readonly string[]): Promise<void> {
  const found = await axeViolations(desk.page, only);
  if (found.length > 0) wrong[what] = found;
}

describe('axe-core finds nothing wrong', () => {
  it.each([
    { name: 'in light colours', dark: false, width: 1280 },
    { name: 'in dark colours on a narrow screen', dark: true, width: 380, only: NARROW },
  ])('on every screen $name', { timeout: 180_000 }, async ({ dark, width, only }) => {
    fillStage(desk.stage);
    desk.expectComplaint('404');
    await openDesk({ dark, width });
    for (const path of SCREENS) {
      await goTo(path);
      await look(path, only);
    }
    expect(wrong).toEqual({});
  });

  it('before the sign-in', async () => {
    desk.stage.me = null;
    await open();
    await desk.page.getByRole('heading', { name: 'Вход' }).waitFor();
    await look('the sign-in');
    expect(wrong).toEqual({});
  });

  it.each([
    { name: 'light', dark: false },
    { name: 'dark', dark: true, only: ['color-contrast'] },
  ])('with calls at hand, $name', { timeout: 180_000 }, async ({ dark, only }) => {
    const ringing = ringingCall('live', {
      caller: { kind: 'known', contact: ANNA, chosen: false },
      history: ANNAS_PAST,
    });
    await openDesk({ dark });
    await ring(ringing);
    await look('ringing', only);
    const contacts = [person('Игорь Павлов'), person('Ирина Павлова')];
    desk.stage.push({ ...ringing, caller: { kind: 'ambiguous', contacts } });
    await desk.page.getByText('Игорь Павлов').first().waitFor();
    await look('whom to choose', only);
    await desk.page.keyboard.press('Alt+KeyA');
    desk.stage.push(answeredCall(ringing));
    await desk.page.getByRole('button', { name: 'Клавиатура' }).click();
    await look('talking, with the keypad', only);
    await give({ kind: 'microphone', microphone: 'denied' });
    desk.stage.tellPbx({ state: 'down', problem: 'pbx-lost' });
    await desk.page.getByText('скажите администратору').waitFor();
    await look('troubles', only);
    expect(wrong).toEqual({});
  });
});
