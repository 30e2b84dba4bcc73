import type { FakePhone } from '../src/phone/fake-phone.ts';
import type { LiveQuality } from '../src/phone/quality.ts';
import { PhoneAt, type PhoneSetting } from './phone-at.tsx';
import type { Press, Stories, Story } from './story.ts';

const ANNA = ['79161234567', 'Анна Котова'] as const;
const PETR = ['79031112233', 'Пётр Гусев'] as const;
/** A name that means ill: it is shown as it came. */
const HOSTILE = ['79990000001', '<img src=x onerror=alert(1)>\u202egnissap'] as const;

/** A story of the phone bar. */
function phone(
  happens: (phone: FakePhone) => void,
  says: readonly string[],
  more: { readonly presses?: readonly Press[]; readonly setting?: PhoneSetting } = {},
): Story {
  const { presses = [], setting = {} } = more;
  return { says, presses, show: () => <PhoneAt happens={happens} setting={setting} /> };
}

const ago = (seconds: number) => Date.now() - seconds * 1_000;

/** A call that came in and was answered so long ago, s. */
function talking(to: FakePhone, [number, name]: readonly [string, string] = ANNA, since = 75) {
  const id = `talk-${number}`;
  const party = { remoteNumber: number, remoteName: name };
  to.tell({ kind: 'invited', id, ...party, at: ago(since + 10) });
  to.tell({ kind: 'answered', id, at: ago(since) });
  return id;
}

function held(to: FakePhone, who: readonly [string, string] = ANNA, since = 130) {
  const id = talking(to, who, since + 60);
  to.tell({ kind: 'held', id, on: true, at: ago(since) });
  return id;
}

/** Somebody is asked about a call that waits; answered or still rung. */
function asking(to: FakePhone, isAnswered: boolean) {
  const asksFor = held(to, ANNA, 20);
  const asked = { kind: 'dialled', id: 'asked', remoteNumber: '202', remoteName: '' } as const;
  to.tell({ ...asked, asksFor, at: ago(15) });
  if (isAnswered) to.tell({ kind: 'answered', id: 'asked', at: ago(10) });
  return asksFor;
}

function quality(part: Partial<LiveQuality>): LiveQuality {
  const figures = { jitterMs: 4, lossPercent: 0, rttMs: 20, mos: 4.3 };
  const whole = { ...figures, worstMos: 4.2 };
  return { ...figures, silent: false, poor: false, whole, ...part };
}

const sounding = (part: Partial<LiveQuality>) => (to: FakePhone) =>
  to.tell({ kind: 'quality', id: talking(to), quality: quality(part) });

const registration = (how: Parameters<FakePhone['tell']>[0] & { kind: 'registration' }) => how;
const stands = (to: FakePhone, how: Parameters<typeof registration>[0]['registration']) =>
  to.tell({ kind: 'registration', registration: how });

export default {
  idle: phone(() => undefined, ['Готов · 201', 'Номер или имя']),
  'idle, messages and a parked call': phone(
    (to) => to.tell({ kind: 'messages', messages: 3 }),
    ['3 новых голосовых сообщения', '701', 'Пётр Гусев'],
    { setting: { voicemail: '*98', parkedSince: ago(95) } },
  ),
  registering: phone((to) => stands(to, { kind: 'connecting' }), ['Телефон подключается…']),
  'registration refused': phone(
    (to) => stands(to, { kind: 'refused', reason: 'wrong-password' }),
    ['Телефон не подключён'],
  ),
  'socket gone, no call': phone(
    (to) => stands(to, { kind: 'lost', since: ago(8) }),
    ['Телефон переподключается…'],
  ),
  'socket gone in a live call': phone(
    (to) => {
      talking(to);
      stands(to, { kind: 'lost', since: ago(8) });
    },
    ['Телефон переподключается…', 'Разговор', 'Анна Котова', 'Завершить'],
  ),
  'another tab has the phone': phone(
    (to) => stands(to, { kind: 'elsewhere', there: { kind: 'ready' } }),
    ['Телефон в другой вкладке'],
  ),
  'no extension': phone(() => undefined, ['Нет номера', 'нужен внутренний номер'], {
    setting: { lack: 'Чтобы звонить отсюда, нужен внутренний номер.' },
  }),
  'microphone denied': phone(
    (to) => to.tell({ kind: 'microphone', microphone: 'denied' }),
    ['Нет микрофона · 201'],
  ),
  'microphone unplugged in a call': phone(
    (to) => {
      talking(to);
      to.tell({ kind: 'microphone', microphone: 'missing' });
    },
    ['Нет микрофона · 201', 'Разговор'],
  ),
  'plain http': phone(
    (to) => to.tell({ kind: 'microphone', microphone: 'insecure' }),
    ['Нет микрофона · 201'],
  ),
  'do not disturb': phone(() => undefined, ['Не беспокоить'], {
    setting: { habits: { doNotDisturb: true } },
    presses: [
      { press: 'Не беспокоить', says: 'Сам через 5 с' },
      { press: 'Не беспокоить', as: 'menuitemcheckbox', says: 'Готов · 201' },
    ],
  }),
  'answers by itself': phone((to) => void to.ring(...ANNA), ['Входящий звонок', 'Анна Котова'], {
    setting: { habits: { answerAfter: 2 } },
    presses: [{ press: 'Готов · 201', says: 'Сам через 2 с' }],
  }),
  ringing: phone(
    (to) => void to.ring(...ANNA),
    ['Входящий звонок', 'Анна Котова', 'Ответить', 'Отклонить'],
    { presses: [{ press: 'Ответить', says: 'Разговор' }] },
  ),
  'ringing, refused by us': phone((to) => void to.ring(...PETR), ['Пётр Гусев'], {
    presses: [{ press: 'Отклонить', says: 'Отклонён' }],
  }),
  'ringing, a hostile name': phone((to) => void to.ring(...HOSTILE), ['<img src=x']),
  'ringing in a call': phone(
    (to) => {
      talking(to);
      to.ring(...PETR);
    },
    ['Разговор', 'Входящий звонок', 'Пётр Гусев'],
    { presses: [{ press: 'Ответить', says: 'Разговор' }] },
  ),
  dialling: phone((to) => void to.dial('979031112233'), ['Вызов…', 'Завершить']),
  'dialling, it rings there': phone(
    (to) => void to.dial('979031112233').then((id) => to.tell({ kind: 'ringback', id, on: true })),
    ['Вызов…'],
    { presses: [{ press: 'Завершить', says: 'Завершён' }] },
  ),
  'coming back after a reload': phone(
    (to) => {
      const id = talking(to);
      const [call] = to.state().calls;
      to.tell({ kind: 'ended', id, reason: 'hung-up', at: ago(0) });
      to.tell({ kind: 'forgotten', id });
      if (call) to.tell({ kind: 'returning', call });
    },
    ['Возвращаемся к разговору…', 'Анна Котова', 'Завершить'],
  ),
  talking: phone((to) => void talking(to), ['Разговор', 'Анна Котова', 'Выключить микрофон'], {
    presses: [
      { press: 'Удержать', says: 'На удержании' },
      { press: 'Вернуться', says: 'Разговор' },
      { press: 'Выключить микрофон', says: 'Микрофон выключен' },
      { press: 'Завершить', says: 'Завершён' },
    ],
  }),
  muted: phone(
    (to) => to.tell({ kind: 'muted', id: talking(to), on: true }),
    ['Микрофон выключен', 'Включить микрофон'],
  ),
  held: phone((to) => void held(to), ['На удержании', 'Вернуться', '2:10']),
  'tones on the pad': phone((to) => void talking(to), ['Клавиатура'], {
    presses: [
      { press: 'Клавиатура', says: '9' },
      { press: '5', says: '5' },
    ],
  }),
  'whom to transfer to': phone((to) => void talking(to), ['Перевести'], {
    presses: [{ press: 'Перевести', says: 'Сначала спросить' }],
  }),
  'two calls': phone(
    (to) => {
      held(to);
      talking(to, PETR);
    },
    ['На удержании', 'Разговор', 'Говорить с этим', 'Соединить', 'Конференция'],
    { presses: [{ press: 'Соединить', says: 'Передан' }] },
  ),
  'asking somebody, who rings': phone((to) => void asking(to, false), ['консультация', 'Вызов…']),
  'asking somebody, who talks': phone(
    (to) => void asking(to, true),
    ['консультация', 'Разговор', 'На удержании', 'Соединить'],
  ),
  conference: phone((to) => void to.confer(asking(to, true)), ['Конференция', 'Оставить вдвоём'], {
    presses: [{ press: 'Оставить вдвоём', says: 'Передан' }],
  }),
  'sounds well': phone(sounding({}), ['Звук: хороший']),
  'sounds middling': phone(sounding({ mos: 3.8 }), ['Звук: средний']),
  'sounds bad: loss': phone(sounding({ mos: 2.4, lossPercent: 9, poor: true }), [
    'Звук: плохой',
    'Связь теряет 9 % звука.',
  ]),
  'sounds bad: delay': phone(sounding({ mos: 2.9, rttMs: 900, poor: true }), [
    'Звук опаздывает на 0,5 с.',
  ]),
  'nothing is heard': phone(sounding({ mos: 1, silent: true }), [
    'От собеседника ничего не слышно.',
  ]),
  'over, the other side hung up': phone(
    (to) => to.tell({ kind: 'ended', id: talking(to), reason: 'remote-hung-up', at: ago(0) }),
    ['Собеседник положил трубку'],
  ),
  'over, not taken back': phone(
    (to) => to.tell({ kind: 'ended', id: talking(to), reason: 'not-returned', at: ago(0) }),
    ['вернуть не удалось'],
  ),
  'over, no codec': phone(
    (to) => to.tell({ kind: 'ended', id: to.ring(...PETR), reason: 'no-codec', at: ago(0) }),
    ['нет общего формата звука'],
  ),
} satisfies Stories;
