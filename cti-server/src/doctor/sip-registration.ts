import { createHash, randomBytes } from 'node:crypto';
import { WebSocket } from 'ws';
import type { Clock } from '../kernel/clock.ts';

const PATIENCE_MS = 5_000;

/** An account of a browser phone. */
export interface SipLogin {
  readonly extension: string;
  readonly password: string;
  /** Host of SIP addresses. */
  readonly domain: string;
}

/** What the PBX said to a registration: the SIP status; null: nothing in time, or the line broke. */
export type RegistrationAnswer = { readonly status: number } | null;

/**
 * Asks the PBX by SIP over WebSocket who is registered as the account (a REGISTER without Contact, RFC 3261 section
 * 10.2.3): it must know the account and take the password for that, and whoever is registered stays so.
 */
export function tryRegistration(
  url: string,
  login: SipLogin,
  clock: Pick<Clock, 'after'>,
): Promise<RegistrationAnswer> {
  const dialogue = { id: randomBytes(8).toString('hex'), tag: randomBytes(4).toString('hex') };
  return new Promise((resolve) => {
    const socket = new WebSocket(url, 'sip', { handshakeTimeout: PATIENCE_MS });
    const cancel = clock.after(PATIENCE_MS, () => settle(null));
    const settle = (answer: RegistrationAnswer) => {
      cancel();
      resolve(answer);
      socket.close();
    };
    let asked = 1;
    socket.on('open', () => socket.send(register(login, { ...dialogue, asked, proof: '' })));
    socket.on('error', () => settle(null));
    socket.on('close', () => settle(null));
    socket.on('message', (data) => {
      const text = Buffer.isBuffer(data) ? data.toString('utf8') : '';
      const status = Number(/^SIP\/2\.0 (\d{3})/.exec(text)?.[1]);
      if (!(status >= 200) || !text.includes(dialogue.id)) return;
      const challenge = challengeIn(text);
      // asked once more after the proof was sent: it is not taken
      if (status !== 401 || !challenge || asked === 2) return settle({ status });
      asked = 2;
      const proof = proofOf(login, challenge);
      socket.send(register(login, { ...dialogue, asked, proof }));
    });
  });
}

function register(
  { extension, domain }: SipLogin,
  { id, tag, asked, proof }: { id: string; tag: string; asked: number; proof: string },
): string {
  const address = `<sip:${extension}@${domain}>`;
  return [
    `REGISTER sip:${domain} SIP/2.0`,
    `Via: SIP/2.0/WS ${id}.invalid;branch=z9hG4bK${id}${asked}`,
    'Max-Forwards: 70',
    `From: ${address};tag=${tag}`,
    `To: ${address}`,
    `Call-ID: ${id}`,
    `CSeq: ${asked} REGISTER`,
    ...(proof ? [proof] : []),
    'User-Agent: Perezvon',
    'Content-Length: 0',
    '',
    '',
  ].join('\r\n');
}

interface Challenge {
  readonly realm: string;
  readonly nonce: string;
  readonly opaque: string | null;
  readonly qop: boolean;
}

/** The first MD5 challenge of an answer (Asterisk 22 may offer SHA-256 beside it). */
function challengeIn(answer: string): Challenge | null {
  for (const [, words = ''] of answer.matchAll(/^WWW-Authenticate: *Digest (.*?)\r?$/gim)) {
    const value = (name: string) => new RegExp(`\\b${name}="?([^",]*)"?`, 'i').exec(words)?.[1];
    const [realm, nonce, algorithm = 'MD5'] = [value('realm'), value('nonce'), value('algorithm')];
    if (realm === undefined || nonce === undefined || !/^MD5$/i.test(algorithm)) continue;
    return { realm, nonce, opaque: value('opaque') ?? null, qop: value('qop') !== undefined };
  }
  return null;
}

const md5 = (text: string) => createHash('md5').update(text).digest('hex');

/** The digest of RFC 2617. */
function proofOf({ extension, password, domain }: SipLogin, challenge: Challenge): string {
  const { realm, nonce, opaque, qop } = challenge;
  const uri = `sip:${domain}`;
  const secret = md5(`${extension}:${realm}:${password}`);
  const what = md5(`REGISTER:${uri}`);
  const own = randomBytes(8).toString('hex');
  const response = md5(
    qop ? `${secret}:${nonce}:00000001:${own}:auth:${what}` : `${secret}:${nonce}:${what}`,
  );
  return [
    `Authorization: Digest username="${extension}", realm="${realm}", nonce="${nonce}", uri="${uri}"`,
    `response="${response}", algorithm=MD5`,
    ...(opaque === null ? [] : [`opaque="${opaque}"`]),
    ...(qop ? [`qop=auth, nc=00000001, cnonce="${own}"`] : []),
  ].join(', ');
}
