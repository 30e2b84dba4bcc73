import { readNameAddress, readUri, type SipUri } from './address.ts';
import { only, readSip, type SipMessage } from './message.ts';

/** What may be dialled; `#` travels as `%23` in a SIP address. */
const DIALLABLE = /^\+?(?:[0-9*#]|%23){1,32}$/i;

/** `<sip:102@pbx>`; behind `?` the call to be taken over, where one was consulted before (RFC 5589 section 7.1). */
const TRANSFER_TARGET = /^<([^<>?\s]+)(?:\?Replaces=[A-Za-z0-9%.!*_~'()-]+)?>$/;

/**
 * The dialog whose place a call takes (RFC 3891), by its three names: a phone that was loaded anew takes its own call
 * back. Nobody but the two ends of a dialog knows all three, and the PBX makes them up by chance.
 */
const TAKEN_PLACE =
  /^[A-Za-z0-9.!%*_+`'~@:-]+;to-tag=[A-Za-z0-9.!%*_+`'~-]+;from-tag=[A-Za-z0-9.!%*_+`'~-]+$/;

/** Requests that begin something. All others belong into a call and bear the tag of its other side. */
const BEGINS: ReadonlySet<string> = new Set(['REGISTER', 'INVITE', 'CANCEL', 'OPTIONS']);

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
  const { user, host } = uriOf(contact) ?? {};
  if (user !== extension) return 'contact: another user';
  // A browser has no address (RFC 7118 section 5.2.1); another host would take the calls elsewhere.
  return host?.endsWith('.invalid') ? null : 'contact: another host';
}

function whyNotRequest(message: SipMessage, extension: string): string | null {
  const { method, uri } = message;
  if (uriOf(only(message, 'from'))?.user !== extension) return 'from: another user';
  const to = readNameAddress(only(message, 'to'));
  if (!to) return 'to';
  const replaces = message.headers.get('replaces')?.[0];
  if (replaces !== undefined && (method !== 'INVITE' || to.tag !== null))
    return 'replaces in a call';
  if (method === 'REGISTER') return readUri(to.uri)?.user === extension ? null : 'to: another user';
  // In a call the PBX goes by the tags; it answers 481 where it knows no such call.
  if (to.tag !== null) return whyNotTransfer(message);
  if (!BEGINS.has(method ?? '')) return `${method} outside a call`;
  if (message.headers.has('refer-to')) return 'refer-to outside a call';
  if (method !== 'INVITE') return null;
  const both = [readUri(uri ?? ''), readUri(to.uri)];
  if (replaces !== undefined) return whyNotBack(replaces, both, extension);
  return both.every((target) => isDiallable(target)) ? null : 'not a number to dial';
}

/** It goes to the own extension: where the PBX knows no such dialog, nobody else is called. */
function whyNotBack(
  replaces: string,
  targets: readonly (SipUri | null)[],
  extension: string,
): string | null {
  if (!TAKEN_PLACE.test(replaces)) return 'replaces';
  return targets.every((target) => target?.user === extension) ? null : 'replaces: another number';
}

function whyNotTransfer(message: SipMessage): string | null {
  const [target] = message.headers.get('refer-to') ?? [];
  if (target === undefined) return null;
  const [, address = ''] = TRANSFER_TARGET.exec(target) ?? [];
  return isDiallable(readUri(address)) ? null : 'refer-to: not a number to dial';
}

function isDiallable(target: SipUri | null): boolean {
  return DIALLABLE.test(target?.user ?? '');
}

function uriOf(header: string): SipUri | null {
  const address = readNameAddress(header);
  return address && readUri(address.uri);
}

/** The user name of a digest, where it is there once and plain. */
function digestUser(value: string): string | null {
  if (!/^Digest [^\p{Cc}]*$/u.test(value)) return null;
  const names = value.match(/username\s*\*?\s*=/gi) ?? [];
  if (names.length !== 1) return null;
  return /(?:^Digest |, ?)username="([^"\\]*)"/.exec(value)?.[1] ?? null;
}
