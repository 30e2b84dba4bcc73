import { setTimeout as pass } from 'node:timers/promises';
import type { PhoneCall } from '../../../fixtures/asterisk/sip-phone/phone-call.ts';
import type { CallView } from '../../src/contract/index.ts';
import type { Office, Pair } from '../office.ts';

/** What must be in the log. */
export type Expected = Partial<CallView>;

/**
 * Makes a call with this number outside; resolves when it is over, with what must be in the log. A call
 * without a number of its own (`externalNumber: null`) says by what else it is known: `from` and `dialled`, or `did`.
 */
export type Script = (office: Office, number: string) => Promise<Expected>;

/** As `Script`, with two phones for it alone. */
export type PairScript = (call: PairCall) => Promise<Expected>;

/** What a script with a pair of phones is given. */
export interface PairCall {
  readonly office: Office;
  readonly number: string;
  readonly pair: Pair;
}

/** How long phones ring before somebody answers, ms. */
export const RING_MS = 500;
/** How long people talk, hold or wait, ms. */
export const TALK_MS = 1_200;
/** DIDs of the sample dialplan. */
export const SALES = '74950000001';
export const SUPPORT = '74950000002';
export const IVR = '74950000005';
export const VOICEMAIL = '74950000007';
export const SERVICE = '74950000008';

/** The DID of one phone. */
export const didOf = (extension: string) => `74950000${extension}`;
export const inbound = { direction: 'inbound' } as const;
export const outbound = { direction: 'outbound' } as const;
export const unanswered = { answeredAt: null, handledBy: [] as string[] };

/** It rings, is answered, and they talk for a while. */
export async function answered(call: PhoneCall): Promise<void> {
  await pass(RING_MS);
  await call.answer();
  await pass(TALK_MS);
}
