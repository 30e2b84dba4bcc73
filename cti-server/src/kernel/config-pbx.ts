import { resolve } from 'node:path';
import { isCountry } from '@perezvon/crm-core';
import { type Static, type TObject, Type } from 'typebox';
import { Value } from 'typebox/value';
import { CDR_FORMS, type CdrConfig, cdrSchema, readCdr } from './config-cdr.ts';
import { type KeyProblem, wrongKey, wrongKeys } from './config-check.ts';
import { COUNTRY, EXTENSIONS, PbxCommon } from './config-pbx-shape.ts';
import { numberPattern } from './number-pattern.ts';
import { type Entry, secretPaths, takeSecrets } from './secret-parts.ts';

const strict = { additionalProperties: false } as const;

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
    problems: KeyProblem[];
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
