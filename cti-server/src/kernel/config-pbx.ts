import { resolve } from 'node:path';
import { isCountry } from '@perezvon/crm-core';
import { type Static, type TObject, Type } from 'typebox';
import { Value } from 'typebox/value';
import { CDR_FORMS, type CdrConfig, cdrSchema, readCdr } from './config-cdr.ts';
import { wrongKey, wrongKeys } from './config-check.ts';
import type { Phrase } from './errors.ts';
import { numberPattern } from './number-pattern.ts';
import { type Entry, secretPaths, takeSecrets } from './secret-parts.ts';

const strict = { additionalProperties: false } as const;

const COUNTRY = {
  ru: 'страна двумя заглавными буквами (ISO 3166), например RU',
  en: 'a country of two capitals (ISO 3166), such as RU',
};

const EXTENSIONS = {
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
const PbxCommon = {
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
        domain: Type.Optional(Type.String({ pattern: '^[A-Za-z0-9.-]{1,253}$' })),
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
    Type.Record(Type.String({ pattern: DIALLED }), Type.String({ minLength: 1, maxLength: 100 })),
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
  labels: Type.Optional(Type.Record(Type.String(), Type.String({ maxLength: 100 }))),
};

/** A PBX connection: what all have in common, and `settings` for its connector, by its own schema. */
export interface PbxConfig {
  readonly id: string;
  readonly name: string;
  readonly connector: string;
  readonly country: string;
  readonly outsidePrefix: string;
  readonly extensions: string;
  readonly dialFormat: string;
  readonly sip: {
    readonly url: string;
    readonly domain: string;
    readonly stun: readonly string[];
    readonly dtmf: 'rfc4733' | 'info';
  } | null;
  readonly codes: { readonly [code in 'pickup' | 'park' | 'voicemail']?: string };
  /** Number → name. */
  readonly numbers: ReadonlyMap<string, string>;
  readonly recordingsDir: string | null;
  readonly recordingsUrl: {
    readonly url: string;
    readonly user: string | null;
    readonly secret: string | null;
  } | null;
  /** recordings/paths.ts fills it in. */
  readonly recordingPath: string | null;
  readonly cdr: CdrConfig | null;
  /** What a DID or queue is for. */
  readonly labels: ReadonlyMap<string, string>;
  readonly settings: Readonly<Record<string, unknown>>;
  /** As it was given, without its secrets; `secrets`: dotted paths of those. */
  readonly entry: Entry;
  readonly secrets: readonly string[];
}

const DEFAULT_CONNECTOR = 'asterisk-ami';

/** The connector that an entry of `pbx` names, or the one that is meant without a name. */
export function connectorOf(entry: Entry): string {
  return typeof entry.connector === 'string' ? entry.connector : DEFAULT_CONNECTOR;
}

/** What an entry of `pbx` may have at all: for a form. */
export function formSchema(own: TObject): TObject {
  return Type.Object({ ...own.properties, ...PbxCommon, cdr: Type.Optional(CDR_FORMS) }, strict);
}

/** The schema of an entry of `pbx`: the connector's own keys, and what all have in common. */
export function entrySchema(own: TObject, entry: Entry): TObject {
  const cdr = Type.Optional(cdrSchema(entry.cdr));
  return Type.Object({ ...own.properties, ...PbxCommon, cdr }, strict);
}

/**
 * Reads one entry of `pbx`; what is wrong with it is added to `problems`. Paths are relative to `base`.
 */
export function readPbx(
  entry: unknown,
  context: {
    where: string;
    connectors: ReadonlyMap<string, TObject>;
    base: string;
    problems: Phrase[];
  },
): PbxConfig {
  const { where, connectors, base, problems } = context;
  const given = (typeof entry === 'object' && entry !== null ? entry : {}) as Entry;
  const connector = connectorOf(given);
  const own = connectors.get(connector);
  if (!own) {
    const known = [...connectors.keys()].join(', ');
    const allowed = { ru: `одно из ${known}`, en: `one of ${known}` };
    const given = JSON.stringify(connector);
    problems.push(wrongKey({ where, name: 'connector', given, allowed }));
  }
  const ownKeys = own?.properties ?? {};
  const whole = Type.Object({ ...ownKeys, ...PbxCommon }, strict);
  const filled = Value.Default(whole, structuredClone(given)) as Record<string, unknown>;
  if (own) problems.push(...wrongKeys(whole, filled, where));
  const { country } = filled;
  if (typeof country === 'string' && /^[A-Z]{2}$/.test(country) && !isCountry(country)) {
    const given = { ru: `"${country}", такой нет`, en: `"${country}", and there is no such one` };
    problems.push(wrongKey({ where, name: 'country', given, allowed: COUNTRY }));
  }
  const { extensions } = filled;
  // what is no regular expression at all is named above
  if (Value.Check(Type.String({ format: 'regex' }), extensions) && !isPattern(extensions)) {
    const given = JSON.stringify(extensions);
    problems.push(wrongKey({ where, name: 'extensions', given, allowed: EXTENSIONS }));
  }
  const common = filled as Partial<Static<ReturnType<typeof pbxObject>>>;
  const id = String(common.id ?? '');
  const all = {
    id,
    name: id,
    country: 'RU',
    outsidePrefix: '',
    extensions: '[0-9]{2,6}',
    ...filled,
  };
  const picked = Object.fromEntries(
    Object.entries(all).filter(([key]) => Object.hasOwn(ownKeys, key)),
  );
  const sip = common.sip;
  const paths = own ? secretPaths(entrySchema(own, given)) : [];
  const { plain, secrets } = takeSecrets(given, paths);
  return {
    id,
    name: common.name ?? id,
    connector,
    country: all.country,
    outsidePrefix: all.outsidePrefix,
    extensions: all.extensions,
    dialFormat: common.dialFormat ?? '{digits}',
    sip:
      typeof sip === 'object'
        ? {
            url: sip.url,
            domain: sip.domain ?? hostOf(sip.url),
            stun: sip.stun ?? [],
            dtmf: sip.dtmf ?? 'rfc4733',
          }
        : null,
    codes: common.codes ?? {},
    numbers: new Map(Object.entries(common.numbers ?? {})),
    recordingsDir:
      typeof common.recordingsDir === 'string' ? resolve(base, common.recordingsDir) : null,
    recordingsUrl: common.recordingsUrl
      ? { user: null, secret: null, ...common.recordingsUrl }
      : null,
    recordingPath: common.recordingPath ?? null,
    cdr: readCdr(common.cdr, { where, base, problems }),
    labels: new Map(Object.entries(common.labels ?? {})),
    settings: picked,
    entry: plain,
    secrets: Object.keys(secrets),
  };
}

/** Whether it can be matched in time that no text can stretch. */
function isPattern(text: string): boolean {
  try {
    numberPattern(text);
    return true;
  } catch {
    return false;
  }
}

const pbxObject = () => Type.Object(PbxCommon);

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).hostname : '';
}
