import { Type } from 'typebox';

const strict = { additionalProperties: false } as const;

/** What a country may be, in words. */
export const COUNTRY = {
  ru: 'страна двумя заглавными буквами (ISO 3166), например RU',
  en: 'a country of two capitals (ISO 3166), such as RU',
};

/** What a pattern of extensions may be, in words. */
export const EXTENSIONS = {
  ru: 'регулярное выражение без просмотра вперёд и назад и без обратных ссылок, например "[0-9]{2,6}"',
  en: 'a regular expression without look-around and back-references, such as "[0-9]{2,6}"',
};

/** As phones dial it. */
const DIALLED = '^[0-9*#]{1,16}$';

function codeOf(what: string, ru: string) {
  return Type.String({
    pattern: DIALLED,
    description: `digits, * and # for ${what}`,
    ru: `цифры, * и #: ${ru}`,
  });
}

/** What every PBX connection has, whatever its connector; the connector's own keys stand beside these. */
export const PbxCommon = {
  id: Type.String({
    pattern: '^[a-z0-9-]{1,32}$',
    description: 'a short id: a-z, 0-9, -',
    ru: 'короткое имя: a-z, 0-9, -',
  }),
  name: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
  connector: Type.Optional(
    Type.String({ description: 'the name of a connector', ru: 'название коннектора' }),
  ),
  /** ISO 3166: in whose national form numbers are read. */
  country: Type.Optional(
    Type.String({ pattern: '^[A-Z]{2}$', description: COUNTRY.en, ru: COUNTRY.ru }),
  ),
  /** Digits for an outside line. */
  outsidePrefix: Type.Optional(
    Type.String({
      pattern: '^[0-9*#]{0,8}$',
      description: 'digits, or "" for none',
      ru: 'цифры, или "", если его нет',
    }),
  ),
  /** Which numbers are extensions, whole match. */
  extensions: Type.Optional(
    Type.String({
      format: 'regex',
      maxLength: 500,
      description: EXTENSIONS.en,
      ru: EXTENSIONS.ru,
    }),
  ),
  /** How outside numbers are dialled after the prefix; `{digits}` is E.164 without its plus. */
  dialFormat: Type.Optional(
    Type.String({
      pattern: '^[+0-9*#]*\\{digits\\}[0-9*#]*$',
      description: 'text with {digits} in it, such as "{digits}"',
      ru: 'текст, в котором есть {digits}, например "{digits}"',
    }),
  ),
  /** SIP over WebSocket for browser phones: the PBX's own address, and the host of SIP addresses. */
  sip: Type.Optional(
    Type.Object(
      {
        url: Type.String({
          pattern: '^wss?://',
          description: 'a ws:// or wss:// address',
          ru: 'адрес ws:// или wss://',
        }),
        domain: Type.Optional(
          Type.String({
            pattern: '^[A-Za-z0-9.-]{1,253}$',
            description: 'a host name or address, such as pbx.example.org',
            ru: 'имя или адрес узла, например pbx.example.org',
          }),
        ),
        /** Asked by browser phones for their outside address; none is needed where these reach the PBX. */
        stun: Type.Optional(
          Type.Array(
            Type.String({
              pattern: '^stuns?:[A-Za-z0-9.:-]{1,253}$',
              description: 'a STUN server, such as stun:stun.example.org:3478',
              ru: 'сервер STUN, например stun:stun.example.org:3478',
            }),
          ),
        ),
        /** How browser phones send tones: RFC 4733, or SIP INFO where the PBX does not hear these. */
        dtmf: Type.Optional(
          Type.Union([Type.Literal('rfc4733'), Type.Literal('info')], {
            description: 'rfc4733 or info',
            ru: 'rfc4733 или info',
          }),
        ),
      },
      strict,
    ),
  ),
  /** What phones dial for these; without a code the page does not offer it. */
  codes: Type.Optional(
    Type.Object(
      {
        pickup: Type.Optional(
          codeOf('before the extension that rings', 'перед номером, который звонит'),
        ),
        park: Type.Optional(codeOf('the parking lot', 'парковка')),
        voicemail: Type.Optional(codeOf('the own voicemail', 'своя голосовая почта')),
      },
      strict,
    ),
  ),
  /** Number of the house → its name, to be found by it: queues, rooms. */
  numbers: Type.Optional(
    Type.Record(Type.String({ pattern: DIALLED }), Type.String({ minLength: 1, maxLength: 100 }), {
      propertyNames: Type.String({
        pattern: DIALLED,
        description: 'a number of digits, * and #, and its name, such as 501 = Sales queue',
        ru: 'номер из цифр, * и # и его название, например 501 = Очередь продаж',
      }),
    }),
  ),
  /** Directory of the recordings as this server sees it. */
  recordingsDir: Type.Optional(Type.String({ minLength: 1 })),
  /** In its place: where the PBX offers them by HTTP(S). */
  recordingsUrl: Type.Optional(
    Type.Object(
      {
        url: Type.String({
          pattern: '^https?://[^@?#]+/$',
          description: 'an http:// or https:// address that ends with a slash',
          ru: 'адрес http:// или https:// с чертой на конце',
        }),
        user: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
        secret: Type.Optional(Type.String({ minLength: 1, maxLength: 200, writeOnly: true })),
      },
      strict,
    ),
  ),
  /** How a recording is called, where the PBX does not tell its file. */
  recordingPath: Type.Optional(
    Type.String({
      pattern: '^(?:[^{}/]|/(?!/)|\\{(?:yyyy|mm|dd|hh|mi|ss|file|id|number|did|extension)\\})+$',
      description:
        'a path with {yyyy} {mm} {dd} {hh} {mi} {ss} {file} {id} {number} {did} {extension} in it, such as "{yyyy}/{mm}/{dd}/{id}.wav"',
      ru: 'путь, в котором бывают {yyyy} {mm} {dd} {hh} {mi} {ss} {file} {id} {number} {did} {extension}, например "{yyyy}/{mm}/{dd}/{id}.wav"',
    }),
  ),
  /** Where the PBX writes its call detail records; config-cdr.ts has its forms. */
  cdr: Type.Optional(Type.Unknown()),
  /** DID or queue → what it is for, shown on the card. */
  labels: Type.Optional(Type.Record(Type.String(), Type.String({ minLength: 1, maxLength: 100 }))),
};
