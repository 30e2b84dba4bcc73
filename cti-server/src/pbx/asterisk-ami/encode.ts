/** An action refused before a byte of it was sent. */
export class UnsafeActionError extends Error {
  override readonly name = 'UnsafeActionError';
}

/** An action to send: its name and headers. Values of `Variable` are pairs. */
export interface AmiAction {
  readonly action: string;
  readonly [header: string]: string | Readonly<Record<string, string>>;
}

/** The only actions the product sends; what each needs is in docker/asterisk/etc/manager.conf. */
const ALLOWED = new Set([
  'challenge',
  'login',
  'logoff',
  'ping',
  'events',
  'originate',
  'hangup',
  'coreshowchannels',
  'corestatus',
  'bridgelist',
  'queuestatus',
  'parkedcalls',
  'devicestatelist',
  'extensionstatelist',
]);
const HEADER = /^[A-Za-z][A-Za-z0-9_-]*$/;
const VARIABLE_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;
// oxlint-disable-next-line no-control-regex -- exactly these must not pass
const CONTROL = /[\u0000-\u001f\u007f]/;
/** What goes into a dialplan extension: digits only, so that `500&PJSIP/trunk` can't dial two. */
export const DIAL_DIGITS = /^\+?[0-9*#]{1,32}$/;
/** A channel as events name it; one that begins with `/` would be a regular expression to Asterisk. */
const CHANNEL = /^(?:PJSIP|SIP|IAX2|DAHDI|Local)\/[A-Za-z0-9_.+@;/-]{1,120}$/;
/** Asterisk takes lines up to 1,024 bytes with their name; longer ones drop the whole message. */
const MAX_LINE_BYTES = 1_000;

const RULES: Record<string, RegExp> = {
  exten: DIAL_DIGITS,
  channel: CHANNEL,
  channelid: /^[A-Za-z0-9._-]{1,120}$/,
  otherchannelid: /^[A-Za-z0-9._-]{1,120}$/,
  context: /^[A-Za-z0-9_-]{1,79}$/,
  priority: /^1$/,
  timeout: /^\d{1,6}$/,
  callerid: /^[+0-9*#]{0,32}$/,
  async: /^true$/,
};

/**
 * Checks an action and gives it as asterisk-manager takes it. CR, LF, NUL or another control character
 * in any value is refused: one would begin a new header, two a new action with our rights.
 * @throws UnsafeActionError that names the header
 */
export function checkAction(action: AmiAction): Record<string, string | Record<string, string>> {
  if (!ALLOWED.has(action.action.toLowerCase())) {
    throw new UnsafeActionError(`AMI action "${printable(action.action)}" is not one of ours`);
  }
  const checked: Record<string, string | Record<string, string>> = {};
  for (const [header, value] of Object.entries(action)) {
    if (!HEADER.test(header))
      throw new UnsafeActionError(`"${printable(header)}" is no AMI header`);
    if (typeof value === 'string') checkValue(header, value);
    else {
      for (const [name, text] of Object.entries(value)) {
        if (!VARIABLE_NAME.test(name))
          throw new UnsafeActionError(`"${printable(name)}" is no variable`);
        checkValue(`${header} ${name}`, text);
        // Asterisk splits one header into several variables at commas
        if (text.includes(',')) throw new UnsafeActionError(`variable ${name} has a comma`);
      }
    }
    checked[header] = value as string;
  }
  return checked;
}

function checkValue(header: string, value: string): void {
  if (typeof value !== 'string') throw new UnsafeActionError(`${header} is no text`);
  if (CONTROL.test(value)) throw new UnsafeActionError(`${header} has a control character`);
  if (Buffer.byteLength(value) + header.length > MAX_LINE_BYTES) {
    throw new UnsafeActionError(`${header} is longer than ${MAX_LINE_BYTES} bytes`);
  }
  const rule = RULES[header.toLowerCase()];
  if (rule && !rule.test(value))
    throw new UnsafeActionError(`${header} is not of the allowed form`);
}

function printable(text: string): string {
  return JSON.stringify(text).slice(1, 60);
}
