import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createHandClock, type HandClock } from '../services/hand-clock.ts';
import { createFakePhone, type FakePhone } from './fake-phone.ts';
import type { PhoneCall } from './phone.ts';
import { createRinger } from './ringtone.ts';

/** An audio context that counts bursts; `blocked` until `allow`. */
function createFakeAudio(blocked: boolean) {
  const parameter = { setValueAtTime: () => {}, linearRampToValueAtTime: () => {} };
  const events = new EventTarget();
  const fake = {
    state: blocked ? 'suspended' : 'running',
    currentTime: 0,
    destination: {},
    bursts: 0,
    addEventListener: events.addEventListener.bind(events),
    async resume() {
      if (fake.state === 'running') return;
      fake.state = 'running';
      events.dispatchEvent(new Event('statechange'));
    },
    close: async () => undefined,
    createGain: () => ({ gain: parameter, connect: () => {} }),
    createOscillator() {
      fake.bursts += 1;
      const node = { connect: () => node, start: () => {}, stop: () => {}, disconnect: () => {} };
      return { ...node, frequency: parameter, connect: (next: object) => next };
    },
  };
  return fake;
}

describe('the bell', () => {
  let clock: HandClock;
  let phone: FakePhone;
  let page: EventTarget & { focus(): void };
  let titles: (PhoneCall | null)[];
  beforeEach(() => {
    clock = createHandClock();
    phone = createFakePhone();
    page = Object.assign(new EventTarget(), { focus: () => {} });
    titles = [];
  });

  function hang(blocked = false, nameOf = () => '') {
    const audio = createFakeAudio(blocked);
    const ringer = createRinger({
      phone,
      clock,
      window: page,
      openAudio: () => audio as unknown as AudioContext,
      noticeOf: () => ({ title: '', body: nameOf() }),
      onRinging: (call) => titles.push(call),
    });
    return { audio, ringer };
  }

  test('rings again and again while a call rings, and the page is told which', async () => {
    const { audio } = hang();
    const id = phone.ring('79161234567', 'Анна');
    expect(titles.at(-1)).toMatchObject({ id });
    await clock.pass(10_000);
    expect(audio.bursts).toBe(4);
    await phone.answer(id);
    await clock.pass(10_000);
    expect(audio.bursts).toBe(4);
    expect(titles.at(-1)).toBeNull();
  });

  test('a second call is a short beep into the ear of one who talks', async () => {
    const { audio } = hang();
    phone.tell({ kind: 'dialled', id: 'out', remoteNumber: '1', remoteName: '', at: 0 });
    phone.tell({ kind: 'answered', id: 'out', at: 1 });
    phone.ring('79161234567');
    await clock.pass(10_000);
    // one each 5.2 s, where the bell sounds each 3.2 s
    expect(audio.bursts).toBe(2);
    expect(titles.at(-1)).toMatchObject({ remoteNumber: '79161234567' });
  });

  test('D05 the phone is in another tab: the page is told, but only that tab rings', async () => {
    const { audio } = hang();
    const there = { kind: 'ready' } as const;
    phone.tell({ kind: 'registration', registration: { kind: 'elsewhere', there } });
    phone.ring('79161234567');
    await clock.pass(10_000);
    expect(audio.bursts).toBe(0);
    expect(titles.at(-1)).not.toBeNull();
  });

  test('blocked until a click: it says so, and the click lets the call ring on', async () => {
    const { audio, ringer } = hang(true);
    phone.ring('79161234567');
    await clock.pass(5_000);
    expect(ringer.state().sound).toBe('blocked');
    expect(audio.bursts).toBe(0);
    page.dispatchEvent(new Event('pointerdown'));
    await clock.pass(0);
    expect(ringer.state().sound).toBe('on');
    expect(audio.bursts).toBe(1);
  });

  test('a call we placed sounds the ringing tone while the other phone rings', async () => {
    const { audio } = hang();
    phone.tell({ kind: 'dialled', id: 'out', remoteNumber: '1', remoteName: '', at: 0 });
    await clock.pass(5_000);
    expect(audio.bursts).toBe(0);
    phone.tell({ kind: 'ringback', id: 'out', on: true });
    expect(audio.bursts).toBe(1);
    phone.tell({ kind: 'ended', id: 'out', reason: 'busy', at: 9 });
    await clock.pass(20_000);
    expect(audio.bursts).toBe(1);
  });

  describe('with notifications allowed', () => {
    const shown: string[] = [];
    beforeEach(() => {
      shown.length = 0;
      class FakeNotification extends EventTarget {
        static readonly permission = 'granted';
        readonly body: string;
        constructor(_title: string, { body = '', tag = '' }: NotificationOptions = {}) {
          super();
          this.body = body;
          shown.push(`${tag}: ${body}`);
        }
        close() {
          shown.push(`closed: ${this.body}`);
        }
      }
      vi.stubGlobal('Notification', FakeNotification);
    });
    afterEach(() => {
      vi.unstubAllGlobals();
    });

    test('the notice of a call takes the name that becomes known while it rings, under the same tag', () => {
      let name = '79161234567';
      const { ringer } = hang(false, () => name);
      const id = phone.ring('79161234567');
      ringer.named();
      name = 'Anna';
      ringer.named();
      ringer.named();
      phone.tell({ kind: 'ended', id, reason: 'cancelled', at: 9 });
      ringer.named();
      const tag = `perezvon-${id}`;
      expect(shown).toEqual([`${tag}: 79161234567`, `${tag}: Anna`, 'closed: Anna']);
    });
  });
});
