import type { Placed } from '../tolls/outside-calls.ts';
import type { PhoneTolls } from '../tolls/phone-tolls.ts';
import { readNameAddress, readUri } from './address.ts';
import { only, readSip, type SipMessage } from './message.ts';

/** What becomes of a frame of the browser. `answer`: sent back in place of the PBX's. */
export type Passage = { readonly pass: true } | { readonly pass: false; readonly answer?: string };

/** Holds the calls and transfers of one socket to the limits on outside calls. */
export interface TollWatch {
  /** For a frame that was found to be in shape and the user's own. */
  said(frame: string): Passage;
  /** A frame of the PBX. */
  heard(frame: string): void;
  /** The socket is gone. */
  end(): void;
}

interface Begun {
  readonly digits: string;
  readonly placed: Placed;
  /** The PBX asked for the password: the same INVITE comes again with it. */
  challenged: boolean;
  answered: boolean;
}

const PASS: Passage = { pass: true };
/** Begins the tags of our own answers: their ACK is for us. */
const OUR_TAG = 'perezvon-gate';
const WATCHED = /^(?:INVITE|REFER|BYE|ACK) /;
const TARGET = /^<(sips?:[^?>]+)(?:\?Replaces=([^>]+))?>$/;

/** Calls that are counted are followed by their Call-ID from the INVITE to their end. */
export function createTollWatch(tolls: PhoneTolls): TollWatch {
  const begun = new Map<string, Begun>();

  function over(callId: string): void {
    begun.get(callId)?.placed.over();
    begun.delete(callId);
  }

  function invite(message: SipMessage): Passage {
    const callId = only(message, 'call-id');
    const digits = digitsOf(message.uri ?? '');
    const before = begun.get(callId);
    if (before) {
      const again = before.challenged && before.digits === digits;
      before.challenged = false;
      return again ? PASS : refusal(message, '482 Merged Request');
    }
    const placed = tolls.call(digits);
    if (typeof placed === 'string') return refusal(message, `403 ${placed}`);
    begun.set(callId, { digits, placed, challenged: false, answered: false });
    return PASS;
  }

  function transfer(message: SipMessage): Passage {
    const [, address = '', replaces = ''] = TARGET.exec(only(message, 'refer-to')) ?? [];
    const digits = digitsOf(address);
    // who was consulted before was counted when they were called
    if (begun.get(callIdIn(replaces))?.digits === digits) return PASS;
    const passed = tolls.transfer(digits);
    return typeof passed === 'string' ? refusal(message, `403 ${passed}`) : PASS;
  }

  return {
    said(frame) {
      if (!WATCHED.test(frame)) return PASS;
      const verdict = readSip(frame);
      if (!verdict.ok || verdict.message === 'keep-alive') return PASS;
      const { message } = verdict;
      const tag = readNameAddress(only(message, 'to'))?.tag ?? null;
      if (message.method === 'INVITE' && tag === null) return invite(message);
      if (message.method === 'REFER') return transfer(message);
      if (message.method === 'BYE') over(only(message, 'call-id'));
      return message.method === 'ACK' && tag?.startsWith(OUR_TAG) ? { pass: false } : PASS;
    },
    heard(frame) {
      if (begun.size === 0) return;
      const callId = /^(?:call-id|i)[ \t]*:[ \t]*(\S+)/im.exec(frame)?.[1] ?? '';
      const call = begun.get(callId);
      if (!call) return;
      if (frame.startsWith('BYE ')) return over(callId);
      const status = Number(/^SIP\/2\.0 (\d{3})/.exec(frame)?.[1] ?? 0);
      if (call.answered || status < 200 || !/^cseq[ \t]*:[ \t]*\d+[ \t]+INVITE/im.test(frame))
        return;
      if (status < 300) call.answered = true;
      else if (status === 401 || status === 407) call.challenged = true;
      else over(callId);
    },
    end() {
      for (const callId of [...begun.keys()]) over(callId);
    },
  };
}

function digitsOf(uri: string): string {
  return (readUri(uri)?.user ?? '').replaceAll('%23', '#');
}

/** The Call-ID within an escaped Replaces (RFC 3891). */
function callIdIn(replaces: string): string {
  try {
    return decodeURIComponent(replaces).split(';')[0] ?? '';
  } catch {
    return '';
  }
}

/** A final answer of ours to a request of the browser (RFC 3261 section 8.2.6). */
function refusal(message: SipMessage, status: string): Passage {
  const to = only(message, 'to');
  const tagged = readNameAddress(to)?.tag == null ? `${to};tag=${OUR_TAG}` : to;
  const lines = [
    `SIP/2.0 ${status}`,
    `Via: ${only(message, 'via')}`,
    `From: ${only(message, 'from')}`,
    `To: ${tagged}`,
    `Call-ID: ${only(message, 'call-id')}`,
    `CSeq: ${only(message, 'cseq')}`,
    'Content-Length: 0',
  ];
  return { pass: false, answer: `${lines.join('\r\n')}\r\n\r\n` };
}
