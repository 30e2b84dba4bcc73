import type { Party } from '../event.ts';

/** Which channels are whose, from the connection's settings. */
export interface NumberingSettings {
  /** The connection's id. */
  readonly pbx: string;
  /** Endpoint names that are extensions. */
  readonly extensions: RegExp;
  /** Endpoint names that are trunks; null: every endpoint that is no extension. */
  readonly trunks: readonly string[] | null;
}

/** Channels of Asterisk itself: halves of its own, announcers, recorders, spies, sockets of applications. */
const OWN =
  /^(?:Local|Snoop|UnicastRTP|MulticastRTP|Message|Bridge|CBAnn|CBRec|Announcer|Recorder|AsyncGoto|Surrogate|Parked|AudioSocket|WebSocket|DAHDI\/pseudo|Zap\/pseudo)\b/;

/** Contexts that lines, not phones, come in by where nobody gave them another name. */
const LINE_CONTEXT =
  /^(?:from-(?:trunk|pstn|did|analog|digital|dahdi|zaptel|outside|provider)|incoming|inbound)(?![a-z])/i;

/**
 * Who is at the end of a channel, by its name (`PJSIP/101-0000001f`): the endpoint part, never the caller
 * number, which dialplans change. Of whatever technology: phones and lines differ by name alone. `context`,
 * where it is known, tells a line whose name looks like an extension (`DAHDI/12-1`, an account of five digits).
 */
export function partyOf(name: string, settings: NumberingSettings, context?: string): Party {
  const slash = name.indexOf('/');
  if (slash < 0 || OWN.test(name)) return { kind: 'local' };
  const dash = name.lastIndexOf('-');
  const endpoint = name.slice(slash + 1, dash > slash ? dash : undefined);
  const { extensions, trunks } = settings;
  // `DAHDI/i1/79161234567-1a`: the line is the span, the rest is this call's
  const line = endpoint.split('/', 1)[0] ?? endpoint;
  if (trunks?.includes(endpoint) || trunks?.includes(line)) return { kind: 'trunk', name: line };
  const number = extensionNamed(endpoint, extensions);
  const isLine = number === null || (trunks === null && LINE_CONTEXT.test(context ?? ''));
  if (!isLine) return { kind: 'extension', number };
  return trunks === null ? { kind: 'trunk', name: line } : { kind: 'other', name: endpoint };
}

/** Who was to be rung by a click-to-call: what was asked for (`PJSIP/101`), or a channel's name. */
export function partyAsked(name: string, settings: NumberingSettings): Party {
  const isOwn = OWN.test(name) || !name.includes('/');
  const number = isOwn ? null : extensionNamed(name.split('/')[1] ?? '', settings.extensions);
  return number === null ? partyOf(name, settings) : { kind: 'extension', number };
}

/** MikoPBX calls the browser's phone of 201 `201-WS`; some technologies name the device, too (`101@desk`). */
function extensionNamed(endpoint: string, extensions: RegExp): string | null {
  if (extensions.test(endpoint)) return endpoint;
  const number = endpoint.replace(/(?:-WS|@.*)$/, '');
  return number !== endpoint && extensions.test(number) ? number : null;
}

const NUMBER = /^(?:sips?:)?w*(\+?[0-9*#]+)(?:[@;!,?].*)?$/i;

/**
 * The number in a dial string, whatever the technology: `79161234567@pstn`, `pstn/sip:7916…@host`,
 * `user:secret@host/7916…@context`, `g0/w7916…`. Null where it names a device only.
 */
export function dialledNumber(dialString: string | undefined): string | null {
  for (const part of (dialString ?? '').split('/').reverse()) {
    const number = NUMBER.exec(part)?.[1];
    if (number) return number;
  }
  return null;
}
