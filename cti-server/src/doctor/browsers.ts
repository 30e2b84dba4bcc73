import type { Diagnosis } from '../contract/index.ts';
import type { Clock } from '../kernel/clock.ts';
import type { PbxConfig } from '../kernel/config-pbx.ts';
import type { Phrase } from '../kernel/errors.ts';
import { type Cure, diagnosis } from '../pbx/diagnosis.ts';
import type { BrowserPhone } from '../users/browser-phones.ts';
import { type RegistrationAnswer, tryRegistration } from './sip-registration.ts';
import { noSip, trySipSocket } from './sip-socket.ts';
import { type Asked, mayBeTold, untilTold } from './strangers.ts';

const BROWSERS = {
  name: 'browsers',
  tried: { ru: 'SIP через WebSocket для браузеров', en: 'SIP over WebSocket for browsers' },
};
const REGISTRATION = {
  name: 'registration',
  tried: {
    ru: 'Пароли SIP телефонов в браузере',
    en: 'SIP passwords of the phones in browsers',
  },
};
/** Said of what the settings leave out. */
export const NOT_SET: Phrase = { ru: 'Не настроено.', en: 'Not set.' };

/** Whether browsers reach the PBX, and whether it takes the password of each phone. Nobody is signed off by it. */
export async function* examineBrowsers(
  sip: PbxConfig['sip'],
  phones: readonly BrowserPhone[],
  asked: Asked,
): AsyncGenerator<Diagnosis> {
  if (!sip) {
    yield diagnosis(BROWSERS, 'skipped', NOT_SET);
    return;
  }
  const { url } = sip;
  const began = asked.clock.monotonic();
  const known = await trySipSocket(url);
  if (known) {
    const isOurs = mayBeTold(placeOf(url), asked);
    if (!isOurs) await untilTold(began, asked);
    const trouble = isOurs ? known : noSip(url);
    yield diagnosis(BROWSERS, 'failed', trouble.found, trouble);
    yield diagnosis(REGISTRATION, 'skipped', {
      ru: 'Не проверено: сначала исправьте то, что выше.',
      en: 'Not tried: put right what stands above first.',
    });
    return;
  }
  yield diagnosis(BROWSERS, 'ok', { ru: `${url} принимает SIP.`, en: `${url} takes SIP.` });
  yield await registrations(sip, phones, asked.clock);
}

/** As in http.conf of Asterisk's sample: in clear and by TLS. */
const USUAL_PORTS = [8088, 8089];

function placeOf(address: string) {
  const { protocol, hostname, port } = new URL(address);
  return {
    host: hostname.replace(/^\[|\]$/g, ''),
    port: Number(port || (protocol === 'wss:' ? 443 : 80)),
    usual: USUAL_PORTS,
  };
}

async function registrations(
  { url, domain }: NonNullable<PbxConfig['sip']>,
  phones: readonly BrowserPhone[],
  clock: Clock,
): Promise<Diagnosis> {
  const told: { extension: string; answer: RegistrationAnswer }[] = [];
  for (const { extension, password } of phones) {
    if (password === null) continue;
    const answer = await tryRegistration(url, { extension, password, domain }, clock);
    told.push({ extension, answer });
  }
  const without = phones.filter(({ password }) => password === null);
  // one sentence for all that had the same answer, the lines of the first
  const refused = told.filter(({ answer }) => answer?.status !== 200);
  const alike = [...Map.groupBy(refused, ({ answer }) => answer?.status).values()];
  const [first] = refused;
  if (first) {
    const said = alike.map((group) => {
      const names = group.map(({ extension }) => extension).join(', ');
      return inFront(names, refusal(names, group[0]?.answer ?? null).found);
    });
    const found = {
      ru: said.map(({ ru }) => ru).join(' '),
      en: said.map(({ en }) => en).join(' '),
    };
    const { found: _, ...cure } = refusal(first.extension, first.answer);
    return diagnosis(REGISTRATION, 'failed', found, cure);
  }
  const noPassword = without.map(({ extension }) => extension).join(', ');
  if (noPassword) {
    return diagnosis(
      REGISTRATION,
      'warning',
      inFront(noPassword, {
        ru: 'пароль SIP не задан, телефон в браузере не работает.',
        en: 'no SIP password is set, the phone in the browser does not work.',
      }),
      { cure: ENTER },
    );
  }
  const names = told.map(({ extension }) => extension).join(', ');
  if (names) {
    return diagnosis(
      REGISTRATION,
      'ok',
      inFront(names, { ru: 'пароль принят.', en: 'password taken.' }),
    );
  }
  return diagnosis(REGISTRATION, 'skipped', {
    ru: 'Ни у кого нет телефона в браузере на этой АТС.',
    en: 'Nobody has a phone in the browser at this PBX.',
  });
}

const ENTER: Phrase = {
  ru: 'Введите его на странице «Сотрудники»: тот же, что в pjsip.conf.',
  en: 'Enter it under People: the one that stands in pjsip.conf.',
};

const inFront = (names: string, { ru, en }: Phrase): Phrase => ({
  ru: `${names}: ${ru}`,
  en: `${names}: ${en}`,
});

function refusal(extension: string, answer: RegistrationAnswer): Cure & { found: Phrase } {
  const lines = [
    `[${extension}]`,
    'type = auth',
    'auth_type = userpass',
    `username = ${extension}`,
    'password = …',
  ];
  if (answer === null) {
    return {
      found: {
        ru: 'АТС не ответила на регистрацию.',
        en: 'the PBX did not answer the registration.',
      },
      cure: {
        ru: 'Загрузите res_pjsip_registrar и посмотрите pjsip set logger on.',
        en: 'Load res_pjsip_registrar, and look with "pjsip set logger on".',
      },
    };
  }
  const { status } = answer;
  if (status === 401 || status === 403) {
    return {
      found: {
        ru: `АТС отвергла пароль (${status}).`,
        en: `the PBX refuses the password (${status}).`,
      },
      cure: {
        ru: `${ENTER.ru} Если он верен, проверьте username и имя раздела; затем module reload res_pjsip.so.`,
        en: `${ENTER.en} Where it is right, check username and the section's name; then "module reload res_pjsip.so".`,
      },
      file: 'pjsip.conf',
      lines,
    };
  }
  return {
    found: {
      ru: `АТС не регистрирует (${status}): у endpoint нет AOR, или он называется иначе.`,
      en: `the PBX does not register it (${status}): the endpoint has no AOR, or one of another name.`,
    },
    cure: {
      ru: 'Заведите AOR с именем внутреннего номера; затем module reload res_pjsip.so.',
      en: 'Add an AOR that is named as the extension; then "module reload res_pjsip.so".',
    },
    file: 'pjsip.conf',
    lines: [`[${extension}]`, 'type = aor', 'max_contacts = 1', 'remove_existing = yes'],
  };
}
