import type { Diagnosis } from '@perezvon/cti-server/contract';
import type { EchoCall } from '../../phone/echo-trial.ts';

type Words = Diagnosis['found'];
type Cure = Partial<Pick<Diagnosis, 'cure' | 'file' | 'lines'>>;

const TRIED = {
  'echo-registration': {
    ru: 'Регистрация из этого браузера',
    en: 'Registration from this browser',
  },
  'echo-offer': {
    ru: 'Что АТС предлагает браузеру для звука',
    en: 'What the PBX offers the browser for the sound',
  },
  'echo-sound': { ru: 'Звук туда и обратно', en: 'Sound there and back' },
} as const satisfies Record<string, Words>;

function diagnosis(
  check: keyof typeof TRIED,
  state: Diagnosis['state'],
  found: Words,
  { cure = null, file = null, lines = [] }: Cure = {},
): Diagnosis {
  return { check, state, tried: TRIED[check], found, cure, file, lines };
}

/** How the registration from the browser went; `said` as the trial tells it. */
export function registrationDiagnosis(said: string, extension: string): Diagnosis {
  const check = 'echo-registration';
  if (said === 'ready') {
    return diagnosis(check, 'ok', {
      ru: `${extension} зарегистрирован.`,
      en: `${extension} is registered.`,
    });
  }
  if (said === 'lost') {
    return diagnosis(
      check,
      'failed',
      {
        ru: 'АТС не ответила: WebSocket не открывается или обрывается.',
        en: 'The PBX did not answer: the WebSocket does not open, or breaks.',
      },
      {
        cure: {
          ru: 'Исправьте то, что выше сказано о SIP через WebSocket; прокси перед этим сервером должен пропускать /sip.',
          en: 'Put right what is said above of SIP over WebSocket; a proxy in front of this server must let /sip through.',
        },
      },
    );
  }
  return diagnosis(
    check,
    'failed',
    {
      ru: said === 'wrong-password' ? 'АТС не приняла пароль.' : 'АТС не регистрирует этот номер.',
      en:
        said === 'wrong-password'
          ? 'The PBX does not take the password.'
          : 'The PBX does not register this extension.',
    },
    {
      cure: {
        ru: 'Сравните раздел auth и AOR этого номера; затем module reload res_pjsip.so.',
        en: 'Compare the auth section and the AOR of this extension; then "module reload res_pjsip.so".',
      },
      file: 'pjsip.conf',
      lines: [
        `[${extension}]`,
        'type = auth',
        'auth_type = userpass',
        `username = ${extension}`,
        'password = …',
        '',
        `[${extension}]`,
        'type = aor',
        'max_contacts = 1',
      ],
    },
  );
}

/** What the PBX offered and what was heard. */
export function callDiagnoses(call: EchoCall, extension: string): Diagnosis[] {
  return [offerDiagnosis(call, extension), soundDiagnosis(call)];
}

const KNOWN = new Set(['opus', 'pcmu', 'pcma', 'g722']);

function offerDiagnosis({ offer }: EchoCall, extension: string): Diagnosis {
  const check = 'echo-offer';
  if (!offer) {
    return diagnosis(
      check,
      'failed',
      {
        ru: 'Вызов от АТС не пришёл: у неё нет общих с endpoint кодеков, или originate не разрешён.',
        en: 'No call came from the PBX: it has no codec for the endpoint, or originate is not permitted.',
      },
      inSection(extension, ['disallow = all', 'allow = opus,ulaw,alaw']),
    );
  }
  const codecs = offer.codecs.join(', ') || '—';
  if (!offer.isSecure) {
    return diagnosis(
      check,
      'failed',
      {
        ru: 'АТС предлагает звук без шифрования, как настольному телефону: браузеры такого не берут.',
        en: 'The PBX offers sound without encryption, as to a desk phone: browsers take none of that.',
      },
      inSection(extension, ['webrtc = yes']),
    );
  }
  if (!offer.hasCertificate) {
    return diagnosis(
      check,
      'failed',
      {
        ru: 'АТС не называет сертификата DTLS.',
        en: 'The PBX names no DTLS certificate.',
      },
      inSection(extension, ['dtls_auto_generate_cert = yes']),
    );
  }
  if (offer.candidates === 0) {
    return diagnosis(
      check,
      'failed',
      {
        ru: 'АТС не называет ни одного пути для звука (кандидата ICE).',
        en: 'The PBX names no way for the sound (no ICE candidate).',
      },
      {
        cure: {
          ru: 'Включите ICE в rtp.conf и в разделе endpoint; затем перезапустите Asterisk.',
          en: 'Switch ICE on in rtp.conf and in the section of the endpoint; then restart Asterisk.',
        },
        file: 'rtp.conf',
        lines: ['[general]', 'icesupport = yes'],
      },
    );
  }
  if (!offer.codecs.some((codec) => KNOWN.has(codec))) {
    return diagnosis(
      check,
      'failed',
      {
        ru: `Кодеки АТС браузеру незнакомы: ${codecs}.`,
        en: `The browser knows none of the PBX's codecs: ${codecs}.`,
      },
      inSection(extension, ['disallow = all', 'allow = opus,ulaw,alaw']),
    );
  }
  return diagnosis(check, 'ok', {
    ru: `DTLS с сертификатом, путей ICE: ${offer.candidates}, кодеки: ${codecs}.`,
    en: `DTLS with a certificate, ICE ways: ${offer.candidates}, codecs: ${codecs}.`,
  });
}

function soundDiagnosis({ offer, refusal, sent, received, isHeard }: EchoCall): Diagnosis {
  const check = 'echo-sound';
  if (!offer) {
    return diagnosis(check, 'skipped', {
      ru: 'Не проверено: вызов не пришёл.',
      en: 'Not tried: no call came.',
    });
  }
  if (refusal !== null) {
    return diagnosis(check, 'failed', {
      ru: `Браузер не принял вызов: ${refusal}`,
      en: `The browser could not take the call: ${refusal}`,
    });
  }
  if (sent > 0 && received > 0 && isHeard) {
    return diagnosis(check, 'ok', {
      ru: `Отправлено ${sent} байт, получено ${received}, тон слышен.`,
      en: `${sent} bytes out, ${received} in, and the tone is heard.`,
    });
  }
  return diagnosis(
    check,
    'failed',
    {
      ru: `Отправлено ${sent} байт, получено ${received}: ${received > 0 ? 'приходит тишина' : 'обратно ничего не приходит'}.`,
      en: `${sent} bytes out, ${received} in: ${received > 0 ? 'silence comes back' : 'nothing comes back'}.`,
    },
    {
      cure: {
        ru: 'Откройте между браузером и АТС порты UDP из rtp.conf; АТС за NAT должна называть внешний адрес.',
        en: 'Open the UDP ports of rtp.conf between browser and PBX; a PBX behind NAT must name its outer address.',
      },
      file: 'rtp.conf',
      lines: ['[general]', 'rtpstart = 10000', 'rtpend = 20000', 'icesupport = yes'],
    },
  );
}

function inSection(extension: string, lines: readonly string[]): Cure {
  return {
    cure: {
      ru: 'Исправьте раздел этого endpoint; затем module reload res_pjsip.so.',
      en: 'Put the section of this endpoint right; then "module reload res_pjsip.so".',
    },
    file: 'pjsip.conf',
    lines: [`[${extension}]`, ...lines],
  };
}
