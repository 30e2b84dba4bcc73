import type { Diagnosis } from '../../../contract/index.ts';
import type { Phrase } from '../../../kernel/errors.ts';
import { type Cure, diagnosis } from '../../diagnosis.ts';

/** What of a PJSIP endpoint decides whether a browser can talk through it. */
export const ENDPOINT_FIELDS = [
  'webrtc',
  'media_encryption',
  'use_avpf',
  'rtcp_mux',
  'ice_support',
  'dtls_cert_file',
  'dtls_auto_generate_cert',
  'allow',
] as const;

/** One endpoint as Asterisk has it loaded: a value for each field. All blank: it has no such endpoint. */
export interface EndpointFacts {
  readonly name: string;
  readonly fields: Readonly<Record<(typeof ENDPOINT_FIELDS)[number], string>>;
}

/** Codecs that browsers have (RFC 7874 asks for opus and G.711). */
const BROWSER_CODECS = /\b(?:opus|ulaw|alaw|g722)\b/;

/** A thing that each endpoint must have, and what to say and to change where one has it not. */
interface EndpointCheck {
  readonly name: string;
  readonly tried: Phrase;
  readonly isSound: (fields: EndpointFacts['fields']) => boolean;
  readonly ok: Phrase;
  /** What is wrong; the names come before it. */
  readonly wrong: Phrase;
  readonly cure: Phrase;
  readonly lines: readonly string[];
}

const yes = (value: string) => /^(?:yes|true)$/i.test(value);
/** What `webrtc = yes` stands for, set one by one: as it was done before Asterisk 15. */
const isByHand = (fields: EndpointFacts['fields']) =>
  fields.media_encryption === 'dtls' && yes(fields.use_avpf) && yes(fields.rtcp_mux);

const RELOAD: Phrase = {
  ru: 'затем module reload res_pjsip.so',
  en: 'then "module reload res_pjsip.so"',
};

/** In this order: what is said of a later one stands on those before. */
const CHECKS: readonly EndpointCheck[] = [
  {
    name: 'endpoint',
    tried: { ru: 'Endpoint для браузера загружен', en: 'Endpoint for the browser is loaded' },
    isSound: (fields) => Object.values(fields).some((value) => value !== ''),
    ok: { ru: 'загружены', en: 'loaded' },
    wrong: {
      ru: 'на АТС нет такого endpoint. Либо его нет в pjsip.conf, либо Asterisk его не загрузил: так бывает, когда сертификата (dtls_cert_file) нет или он не читается',
      en: 'the PBX has no such endpoint. Either it is not in pjsip.conf, or Asterisk did not load it: it does not where the certificate (dtls_cert_file) is missing or cannot be read',
    },
    cure: {
      ru: `Заведите раздел или уберите из него dtls_cert_file и dtls_private_key: сертификат Asterisk сделает сам; ${RELOAD.ru}.`,
      en: `Add the section, or take dtls_cert_file and dtls_private_key out of it: Asterisk makes a certificate itself; ${RELOAD.en}.`,
    },
    lines: ['type = endpoint', 'webrtc = yes', 'dtls_auto_generate_cert = yes'],
  },
  {
    name: 'webrtc',
    tried: { ru: 'Endpoint настроен для браузера', en: 'Endpoint is set up for a browser' },
    isSound: (fields) => yes(fields.webrtc) || isByHand(fields),
    ok: { ru: 'webrtc = yes', en: 'webrtc = yes' },
    wrong: {
      ru: 'нет webrtc = yes: браузер зарегистрируется, но ни один вызов не установится',
      en: 'no webrtc = yes: a browser registers, but no call can be set up',
    },
    cure: {
      ru: `Добавьте строку в раздел этого endpoint; ${RELOAD.ru}.`,
      en: `Add the line to the section of the endpoint; ${RELOAD.en}.`,
    },
    lines: ['webrtc = yes'],
  },
  {
    name: 'certificate',
    tried: { ru: 'Сертификат DTLS для звука', en: 'DTLS certificate for the sound' },
    isSound: (fields) =>
      fields.media_encryption !== 'dtls' ||
      fields.dtls_cert_file !== '' ||
      yes(fields.dtls_auto_generate_cert),
    ok: { ru: 'есть', en: 'there' },
    wrong: {
      ru: 'сертификата нет, шифровать звук нечем: вызов соединится без звука или сразу оборвётся',
      en: 'there is no certificate to encrypt the sound by: a call is silent, or ends at once',
    },
    cure: {
      ru: `Пусть Asterisk сделает сертификат сам; ${RELOAD.ru}.`,
      en: `Let Asterisk make one itself; ${RELOAD.en}.`,
    },
    lines: ['dtls_auto_generate_cert = yes'],
  },
  {
    name: 'codecs',
    tried: { ru: 'Кодеки, общие с браузером', en: 'Codecs in common with browsers' },
    isSound: (fields) => BROWSER_CODECS.test(fields.allow),
    ok: { ru: 'есть общие', en: 'some in common' },
    wrong: {
      ru: 'ни одного кодека, который знают браузеры (opus, ulaw, alaw, g722): вызов будет отклонён с кодом 488',
      en: 'no codec that browsers know (opus, ulaw, alaw, g722): calls are refused with 488',
    },
    cure: {
      ru: `Разрешите их в разделе этого endpoint; ${RELOAD.ru}.`,
      en: `Allow them in the section of the endpoint; ${RELOAD.en}.`,
    },
    lines: ['disallow = all', 'allow = opus,ulaw,alaw'],
  },
  {
    name: 'ice',
    tried: { ru: 'ICE: пути для звука', en: 'ICE: ways for the sound' },
    isSound: (fields) => yes(fields.ice_support),
    ok: { ru: 'ice_support включён', en: 'ice_support is on' },
    wrong: {
      ru: 'ice_support выключен: браузер не найдёт пути для звука',
      en: 'ice_support is off: the browser finds no way for the sound',
    },
    cure: {
      ru: `Включите его в разделе этого endpoint; в rtp.conf нужно icesupport = yes; ${RELOAD.ru}.`,
      en: `Switch it on in the section of the endpoint; rtp.conf needs icesupport = yes; ${RELOAD.en}.`,
    },
    lines: ['ice_support = yes'],
  },
];

/** What is right and wrong with the endpoints of browser phones, one diagnosis for each thing. Pure. */
export function examineEndpoints(endpoints: readonly EndpointFacts[]): Diagnosis[] {
  let sound = endpoints;
  return CHECKS.map((check) => {
    const wrong = sound.filter(({ fields }) => !check.isSound(fields));
    const tried = sound;
    // what is not loaded, or is no endpoint for browsers at all, has one fault and not five
    sound = sound.filter((one) => !wrong.includes(one));
    if (tried.length === 0) return diagnosis(check, 'skipped', ABOVE);
    if (wrong.length === 0) return diagnosis(check, 'ok', said(tried, check.ok));
    return diagnosis(check, 'failed', said(wrong, check.wrong), cureOf(check, wrong));
  });
}

const ABOVE: Phrase = {
  ru: 'Не проверено: сначала исправьте то, что выше.',
  en: 'Not tried: put right what stands above first.',
};

/** Asterisk does not tell the settings of endpoints. */
export function endpointsUntold(): Diagnosis[] {
  const found: Phrase = {
    ru: 'АТС не рассказывает настроек endpoint: модуль func_pjsip_endpoint не загружен. Проверит пробный звонок ниже.',
    en: 'The PBX does not tell the settings of endpoints: func_pjsip_endpoint is not loaded. The echo call below tries them.',
  };
  const lines = { file: 'modules.conf', lines: ['load = func_pjsip_endpoint.so'] };
  return CHECKS.map((check, nth) =>
    nth === 0 ? diagnosis(check, 'warning', found, lines) : diagnosis(check, 'skipped', ABOVE),
  );
}

/** No endpoint is for browsers. */
export function noEndpoint(): Diagnosis[] {
  const found: Phrase = {
    ru: 'Ни у кого нет телефона в браузере, и на АТС нет endpoint с webrtc = yes.',
    en: 'Nobody has a phone in the browser, and no endpoint of the PBX has webrtc = yes.',
  };
  const [first, ...rest] = CHECKS;
  return [
    ...(first ? [diagnosis(first, 'skipped', found)] : []),
    ...rest.map((check) => diagnosis(check, 'skipped', ABOVE)),
  ];
}

function said(endpoints: readonly EndpointFacts[], words: Phrase): Phrase {
  const names = endpoints.map(({ name }) => name).join(', ');
  return { ru: `${names}: ${words.ru}.`, en: `${names}: ${words.en}.` };
}

function cureOf({ cure, lines }: EndpointCheck, wrong: readonly EndpointFacts[]): Cure {
  return { cure, file: 'pjsip.conf', lines: [`[${wrong[0]?.name ?? ''}]`, ...lines] };
}
