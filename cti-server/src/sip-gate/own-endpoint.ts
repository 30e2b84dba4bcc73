import { only, readSip, type SipMessage } from './message.ts';

/** `"Name" <sip:user@host;params>;params`, or with a name of plain words; one address, nothing after it. */
const ADDRESS =
  /^(?:"(?:[^"\\]|\\[^\p{Cc}])*" ?|[A-Za-z0-9 .!%*_+'~-]*)<sips?:([^@<>,;?"\s]+)@[^<>,"\s@]+>(?:;[A-Za-z0-9.!%*_+`'~-]+(?:=[A-Za-z0-9.!%*_+`'~:-]+)?)*$/u;

/** What may be dialled; `#` travels as `%23` in a SIP address. */
const DIALLABLE = /^\+?(?:[0-9*#]|%23){1,32}$/i;

/**
 * Why the user of `extension` may not send this frame; null when they may. The message must be in the
 * strict shape, and all identities in it the user's own.
 */
export function whyRefused(frame: string, extension: string): string | null {
  const verdict = readSip(frame);
  if (!verdict.ok) return verdict.why;
  if (verdict.message === 'keep-alive') return null;
  const { message } = verdict;
  return (
    whyNotOwn(message, extension) ??
    (message.method === null ? null : whyNotRequest(message, extension))
  );
}

function whyNotOwn(message: SipMessage, extension: string): string | null {
  for (const name of ['authorization', 'proxy-authorization']) {
    const value = message.headers.get(name)?.[0];
    if (value !== undefined && digestUser(value) !== extension) return `${name}: another user`;
  }
  const contact = message.headers.get('contact')?.[0];
  if (contact === undefined || (contact === '*' && message.method === 'REGISTER')) return null;
  return userOf(contact) === extension ? null : 'contact: another user';
}

function whyNotRequest(message: SipMessage, extension: string): string | null {
  if (userOf(only(message, 'from')) !== extension) return 'from: another user';
  const to = userOf(only(message, 'to'));
  if (message.method === 'REGISTER') return to === extension ? null : 'to: another user';
  const outside = message.method === 'INVITE' && !/;tag=/i.test(only(message, 'to'));
  if (outside) {
    const dialled = /^sips?:([^@]+)@/.exec(message.uri ?? '')?.[1] ?? '';
    if (!DIALLABLE.test(dialled) || !DIALLABLE.test(to ?? '')) return 'not a number to dial';
  }
  const target = message.headers.get('refer-to')?.[0];
  if (target === undefined) return null;
  const transferred = /^<?sips?:([^@<>,;?]+)@[^<>,\s"]+>?$/.exec(target)?.[1] ?? '';
  return DIALLABLE.test(transferred) ? null : 'refer-to: not a number to dial';
}

function userOf(address: string): string | null {
  return ADDRESS.exec(address)?.[1] ?? null;
}

/** The user name of a digest, where it is there once and plain. */
function digestUser(value: string): string | null {
  if (!/^Digest [^\p{Cc}]*$/u.test(value)) return null;
  const names = value.match(/username\s*\*?\s*=/gi) ?? [];
  if (names.length !== 1) return null;
  return /(?:^Digest |, ?)username="([^"\\]*)"/.exec(value)?.[1] ?? null;
}
