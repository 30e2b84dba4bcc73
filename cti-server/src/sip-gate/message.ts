// One strict shape of SIP over WebSocket (RFC 3261, RFC 7118), much narrower than the standard allows.
// PBXs read SIP more generously than any gate in front of them (two messages in a frame, bare LF,
// folded and short headers), so what is not in this shape is refused instead of understood.

/** A message in the strict shape. Header names in lower case. */
export interface SipMessage {
  /** Null in a response. */
  readonly method: string | null;
  /** Request-URI; null in a response. */
  readonly uri: string | null;
  readonly headers: ReadonlyMap<string, readonly string[]>;
}

/** A verdict; `why` says to people and logs what was wrong. */
export type Verdict =
  | { readonly ok: true; readonly message: SipMessage | 'keep-alive' }
  | { readonly ok: false; readonly why: string };

const METHODS = new Set([
  'REGISTER',
  'INVITE',
  'ACK',
  'BYE',
  'CANCEL',
  'OPTIONS',
  'INFO',
  'UPDATE',
  'PRACK',
  'REFER',
  'NOTIFY',
]);

/** Exactly one of each in every message. */
const ONCE = ['from', 'to', 'call-id', 'cseq', 'content-length'] as const;

/** At most one of each. */
const AT_MOST_ONCE = [
  ...(['contact', 'authorization', 'proxy-authorization'] as const),
  ...(['refer-to', 'referred-by', 'replaces'] as const),
];

/**
 * Everything that a browser phone has reason to send. Not here, among others: P-Asserted-Identity,
 * Remote-Party-ID, Diversion (forged callers), Route, Record-Route, Path (detours).
 */
const ALLOWED = new Set([
  ...ONCE,
  ...AT_MOST_ONCE,
  'via',
  'max-forwards',
  'allow',
  'allow-events',
  'accept',
  'supported',
  'unsupported',
  'require',
  'user-agent',
  'server',
  'content-type',
  'content-disposition',
  'expires',
  'reason',
  'event',
  'subscription-state',
  'rseq',
  'rack',
  'session-expires',
  'min-se',
  'min-expires',
  'retry-after',
  'warning',
  'date',
  'priority',
  'info-package',
  'recv-info',
]);

const REQUEST_LINE = /^([A-Z]+) (sips?:[!-~]+) SIP\/2\.0$/;
const STATUS_LINE = /^SIP\/2\.0 [1-6]\d\d [^\p{Cc}]*$/u;
const HEADER_LINE = /^([A-Za-z][A-Za-z0-9-]+): ?(\S(?:[^\p{Cc}]*\S)?)?$/u;
/** An answer repeats From and To as they came from the PBX (RFC 3261 8.2.6.2), whatever a caller put into their name. */
const ECHOED_LINE = /^(From|To): ?([^\0\r\n]*)$/i;

/** Reads one WebSocket frame. Never throws. */
export function readSip(frame: string): Verdict {
  if (frame === '\r\n\r\n' || frame === '\r\n') return { ok: true, message: 'keep-alive' };
  const end = frame.indexOf('\r\n\r\n');
  if (end < 0) return no('no end of headers');
  const lines = frame.slice(0, end).split('\r\n');
  const first = lines.shift() ?? '';
  const request = REQUEST_LINE.exec(first);
  if (!request && !STATUS_LINE.test(first)) return no('first line');
  const headers = new Map<string, string[]>();
  for (const line of lines) {
    const echoed = request ? null : ECHOED_LINE.exec(line);
    const [, name = '', value = ''] = echoed ?? HEADER_LINE.exec(line) ?? [];
    const key = name.toLowerCase();
    if (!ALLOWED.has(key)) return no(name ? `header ${name}` : 'a header line');
    headers.set(key, [...(headers.get(key) ?? []), value]);
  }
  const message = { method: request?.[1] ?? null, uri: request?.[2] ?? null, headers };
  const why = misshapen(message, frame.slice(end + 4));
  return why === null ? { ok: true, message } : no(why);
}

/** The only value of a header that occurs once; empty when it is not there. */
export function only(message: SipMessage, name: string): string {
  return message.headers.get(name)?.[0] ?? '';
}

function misshapen({ method, headers }: SipMessage, body: string): string | null {
  if (method !== null && !METHODS.has(method)) return `method ${method}`;
  for (const name of ONCE) {
    if (headers.get(name)?.length !== 1) return `${name} must be there once`;
  }
  for (const name of AT_MOST_ONCE) {
    if ((headers.get(name)?.length ?? 0) > 1) return `${name} more than once`;
  }
  const via = headers.get('via')?.length ?? 0;
  if (via === 0 || (method !== null && via > 1)) return 'via must be there once';
  const length = headers.get('content-length')?.[0] ?? '';
  if (!/^\d{1,6}$/.test(length) || Number(length) !== Buffer.byteLength(body)) {
    return 'content-length is not the length of the rest';
  }
  if (body.includes('\0')) return 'NUL in the body';
  const sequence = /^\d{1,10} ([A-Z]+)$/.exec(headers.get('cseq')?.[0] ?? '');
  if (!sequence || (method !== null && sequence[1] !== method)) return 'cseq';
  return null;
}

function no(why: string): Verdict {
  return { ok: false, why };
}
