import type { PbxStatus } from '@perezvon/cti-server/contract';
import { Banners } from '../src/cards/Banners.tsx';
import type { OwnRegistration, PhoneState } from '../src/phone/phone.ts';
import type { LiveLink } from '../src/services/live-store.ts';
import type { Stories, Story } from './story.ts';

const SINCE = '2026-11-23T10:00:00.000Z';
const UP: PbxStatus = {
  pbx: 'main',
  name: 'Главная',
  state: 'up',
  since: SINCE,
  problem: null,
  detail: null,
  lastGap: null,
};
const FINE = {
  link: { kind: 'live' } as LiveLink,
  pbx: UP,
  phone: {
    device: 'browser',
    registration: { kind: 'ready' },
    microphone: 'granted',
  } as Pick<PhoneState, 'device' | 'registration' | 'microphone'>,
  lack: null as string | null,
  noPbx: false,
  mends: true,
};

/** What is wrong, and how it is told. */
function banner(wrong: Partial<typeof FINE>, says: readonly string[]): Story {
  const { link, pbx, phone, lack, noPbx, mends } = { ...FINE, ...wrong };
  const acts = { allow: noAct, useDesk: noAct, takeOver: noAct };
  return {
    says,
    show: () => (
      <Banners
        link={link}
        pbx={noPbx ? [] : [pbx]}
        phone={phone}
        lack={lack}
        noPbx={noPbx}
        mends={mends}
        acts={acts}
      />
    ),
  };
}

function noAct(): void {}

const phone = (part: Partial<typeof FINE.phone>) => ({ phone: { ...FINE.phone, ...part } });
const registered = (registration: OwnRegistration) => phone({ registration });

export default {
  'server gone': banner({ link: { kind: 'lost', since: Date.parse(SINCE) } }, [
    'Нет связи с сервером с',
  ]),
  'page older than the server': banner({ link: { kind: 'old-page' } }, ['Обновить']),
  'no PBX yet': banner({ noPbx: true }, ['АТС ещё не подключена', 'АТС']),
  'PBX gone, for who cannot mend it': banner(
    { pbx: { ...UP, state: 'down', problem: 'pbx-lost' }, mends: false },
    ['Нет связи с АТС «Главная»', 'скажите администратору'],
  ),
  'PBX gone': banner({ pbx: { ...UP, state: 'down', problem: 'pbx-lost' } }, [
    'Нет связи с АТС «Главная»',
  ]),
  'PBX refuses': banner({ pbx: { ...UP, state: 'refused', problem: 'pbx-login-refused' } }, [
    'АТС «Главная» нам отказывает.',
  ]),
  'PBX being reached': banner({ pbx: { ...UP, state: 'connecting' } }, [
    'Подключаемся к АТС «Главная»…',
  ]),
  'phone gone': banner(registered({ kind: 'lost', since: Date.parse(SINCE) }), [
    'Начатый разговор продолжается.',
  ]),
  'phone refused': banner(registered({ kind: 'refused', reason: 'wrong-password' }), [
    'АТС не приняла пароль телефона.',
  ]),
  'phone not allowed': banner(registered({ kind: 'refused', reason: 'not-allowed' }), [
    'Сервер не даёт вам этот телефон.',
  ]),
  'phone in another tab': banner(
    phone({ registration: { kind: 'elsewhere', there: { kind: 'ready' } } }),
    ['Перенести сюда'],
  ),
  'desk phone out of sight': banner(
    phone({ device: 'desk', registration: { kind: 'lost', since: Date.parse(SINCE) } }),
    ['Настольный телефон работает как прежде.'],
  ),
  'microphone denied': banner(phone({ microphone: 'denied' }), ['Браузер запретил микрофон']),
  'microphone taken or missing': banner(phone({ microphone: 'missing' }), [
    'занят другой программой',
    'Повторить',
  ]),
  'microphone over plain http': banner(phone({ microphone: 'insecure' }), [
    'Перейти на настольный телефон',
  ]),
  'no SIP password': banner({ lack: 'Пароль SIP вашего номера не задан.' }, ['Пароль SIP']),
  'all of it at once': banner(
    {
      link: { kind: 'lost', since: Date.parse(SINCE) },
      lack: 'Пароль SIP не задан.',
      ...phone({ microphone: 'missing' }),
    },
    ['Нет связи с сервером', 'занят другой программой'],
  ),
} satisfies Stories;
