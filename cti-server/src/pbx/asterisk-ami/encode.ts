/** An action refused before a byte of it was sent. */
export class UnsafeActionError extends Error {
  override readonly name = 'UnsafeActionError';
}

/** An action to send: its name and headers. */
export interface AmiAction {
  readonly action: string;
  readonly [header: string]: string;
}

/** The only actions the product sends; what each needs is in docker/asterisk/etc/manager.conf. */
const ACTIONS: ReadonlySet<string> = new Set([
  'login',
  'ping',
  'originate',
  'hangup',
  'blindtransfer',
  'atxfer',
  'cancelatxfer',
  'playdtmf',
  'mixmonitormute',
  'coreshowchannels',
  'corestatus',
  'bridgelist',
  'devicestatelist',
  'extensionstatelist',
  'queuestatus',
  'queuepause',
  'queueadd',
  'queueremove',
  // the doctor's
  'listcommands',
  'coresettings',
  'showdialplan',
  'getvar',
  'sippeers',
  'queuepenalty',
]);
/** What goes into a dialplan extension: digits only, so that `500&PJSIP/trunk` can't dial two. */
export const DIAL_DIGITS = /^\+?[0-9*#]{1,32}$/;
/** A channel as events name it; one that begins with `/` would be a regular expression to Asterisk. */
const CHANNEL = /^(?:PJSIP|SIP|IAX2|DAHDI|Local)\/[A-Za-z0-9_.+@;/-]{1,120}$/;
// oxlint-disable-next-line no-control-regex -- exactly these must not pass
const PRINTABLE = /^[^\u0000-\u001f\u007f]{1,79}$/;

/** Who takes calls of a queue, as events name them. */
const MEMBER = /^[A-Za-z0-9_]{1,20}\/[A-Za-z0-9_.+@;/-]{1,120}$/;
/** What the queue log and the PBX's own store of members keep: `|` and `;` would begin another field there. */
const WORDS = /^[\p{L}\p{N} .,:!?()'’–-]{1,79}$/u;

/** Each header that is sent, and the whole form of its value. Others are refused. */
const HEADERS: ReadonlyMap<string, RegExp> = new Map([
  ['exten', DIAL_DIGITS],
  ['channel', CHANNEL],
  ['channelid', /^[A-Za-z0-9._-]{1,120}$/],
  ['context', /^[A-Za-z0-9_-]{1,79}$/],
  ['priority', /^1$/],
  ['timeout', /^\d{1,6}$/],
  ['callerid', /^[+0-9*#]{0,32}$/],
  ['async', /^true$/],
  ['direction', /^both$/],
  ['state', /^[01]$/],
  ['queue', /^[A-Za-z0-9_.@-]{1,79}$/],
  ['interface', MEMBER],
  ['paused', /^(?:true|false)$/],
  ['reason', WORDS],
  ['membername', WORDS],
  ['penalty', /^\d{1,9}$/],
  ['digit', /^[0-9*#A-D]$/],
  // of the doctor's calls: one ends at once, the other speaks to itself
  ['application', /^(?:Hangup|Echo)$/],
  ['variable', /^PJSIP_ENDPOINT\([A-Za-z0-9_.-]{1,79},[a-z0-9_]{1,40}\)$/],
  ['authtype', /^MD5$/],
  ['username', PRINTABLE],
  ['key', /^[0-9a-f]{32}$/],
  ['events', /^[a-z]+(?:,[a-z]+)*$/],
  ['actionid', /^perezvon-[A-Za-z0-9._-]{1,200}$/],
]);

/**
 * Checks an action and gives it as asterisk-manager takes it. Every header has a form of its own; none lets
 * CR, LF, NUL or another control character through: one would begin a new header, two a new action with our
 * rights.
 * @throws UnsafeActionError that names the header
 */
export function checkAction(action: AmiAction): Record<string, string> {
  const name = String(action.action).toLowerCase();
  if (!ACTIONS.has(name)) {
    throw new UnsafeActionError(`AMI action "${printable(action.action)}" is not one of ours`);
  }
  const checked: Record<string, string> = { action: name };
  for (const [header, value] of Object.entries(action)) {
    if (header === 'action') continue;
    const form = HEADERS.get(header);
    if (!form) throw new UnsafeActionError(`"${printable(header)}" is no header of ours`);
    if (typeof value !== 'string' || !form.test(value))
      throw new UnsafeActionError(`${header} is not of the allowed form`);
    checked[header] = value;
  }
  return checked;
}

function printable(text: string): string {
  return JSON.stringify(text).slice(1, 60);
}
