import type { CallView, ContactBrief } from '@perezvon/cti-server/contract';
import { useEffect, useRef, useState } from 'react';
import type { PhoneActs } from '../phone/phone-acts.ts';
import { isLive, type PhoneCall, type PhoneState } from '../phone/phone.ts';
import { numberIn } from '../text/number-in.ts';
import type { PhoneCallInfo, RecordBrief } from '../../sdk/words.ts';
import { callEvents } from './call-events.ts';
import { type FrameMethods, FrameRefusal, type HostLink } from './host-link.ts';

/** What the page around the frame gets to see and do. */
export interface HostParts {
  /** Null outside of frames. */
  readonly link: HostLink | null;
  readonly user: { readonly name: string; readonly extension: string | null };
  readonly state: PhoneState;
  readonly acts: PhoneActs | null;
  readonly nameOf: (call: PhoneCall) => string;
  /** The server's record of a call, as far as it is known. */
  readonly recordOf: (call: PhoneCall) => CallView | null;
  readonly cards: readonly CallView[];
  /** Calls a number; gives the call's id, null where it is not known. */
  readonly call: (number: string) => Promise<string | null>;
}

/** Longest text of another page that is kept. */
const LONGEST = 200;

/**
 * Tells the page around the frame what happens at the phone, and does what that page asks. Gives whom that page says calls
 * are with, by call.
 */
export function useHost(parts: HostParts): Readonly<Record<string, RecordBrief>> {
  const { link } = parts;
  const [records, setRecords] = useState<Readonly<Record<string, RecordBrief>>>({});
  // For whom a call is being dialled: it is told of before the phone says which call that is.
  const dialled = useRef<RecordBrief | null>(null);
  const latest = useRef({ ...parts, records, dialled });
  useEffect(() => {
    latest.current = { ...parts, records, dialled };
  });

  const { name, extension } = parts.user;
  useEffect(() => {
    if (!link) return;
    const stop = link.serve(methodsOf(() => latest.current, setRecords));
    link.tell('loggedIn', { userName: name, extension });
    return () => {
      stop();
      link.tell('loggedOut', {});
    };
  }, [link, name, extension]);

  const before = useRef<readonly PhoneCall[]>([]);
  const { calls } = parts.state;
  useEffect(() => {
    const events = callEvents(before.current, calls, (call) => infoOf(call, latest.current));
    before.current = calls;
    for (const event of events) link?.tell(event.name, event.detail as never);
  }, [link, calls]);

  usePops(parts, () => latest.current);
  return records;
}

type Latest = HostParts & {
  readonly records: Readonly<Record<string, RecordBrief>>;
  readonly dialled: { current: RecordBrief | null };
};

/** A card is told once, when it is known as far as it can be who calls. */
function usePops({ link, cards, state }: HostParts, latest: () => Latest): void {
  const popped = useRef(new Set<string>());
  useEffect(() => {
    for (const card of cards) {
      if (popped.current.has(card.id) || card.caller.kind === 'pending') continue;
      const call = state.calls.find((one) => latest().recordOf(one)?.id === card.id);
      if (!call) continue;
      popped.current.add(card.id);
      const contacts = contactsOf(card).map(({ id, name, companyName }) => ({
        id,
        name,
        companyName,
      }));
      link?.tell('screenPop', { ...infoOf(call, latest()), contacts });
    }
  }, [link, cards, state, latest]);
}

function contactsOf({ caller }: CallView): readonly ContactBrief[] {
  if (caller.kind === 'known') return [caller.contact];
  return caller.kind === 'ambiguous' ? caller.contacts : [];
}

function infoOf(call: PhoneCall, parts: Latest): PhoneCallInfo {
  const { user, nameOf, recordOf, records, dialled } = parts;
  const record = recordOf(call);
  const told = records[call.id] ?? (call.state === 'dialling' ? dialled.current : null);
  const other = record?.e164 ?? (call.remoteNumber || null);
  const own = user.extension;
  const isInbound = call.direction === 'inbound';
  return {
    callId: call.id,
    externalCallId: record?.id ?? null,
    direction: isInbound ? 'INBOUND' : 'OUTBOUND',
    phoneNumber: other,
    fromNumber: isInbound ? other : own,
    toNumber: isInbound ? (record?.did ?? own) : other,
    name: nameOf(call) || null,
    callStartTime: call.startedAt,
    recordId: told?.recordId ?? null,
  };
}

function methodsOf(
  latest: () => Latest,
  setRecords: (change: (now: Record<string, RecordBrief>) => Record<string, RecordBrief>) => void,
): FrameMethods {
  const keep = (id: string, record: RecordBrief) => setRecords((now) => ({ ...now, [id]: record }));

  function chosen(wanted: unknown, ...states: readonly PhoneCall['state'][]): PhoneCall {
    const { calls } = latest().state;
    const found =
      wanted === undefined
        ? states.map((state) => calls.find((call) => call.state === state)).find(Boolean)
        : calls.find((call) => call.id === wanted && states.includes(call.state));
    if (!found) throw new FrameRefusal('no-such-call', 'There is no such call.');
    return found;
  }

  function acts(): PhoneActs {
    const { acts } = latest();
    if (!acts) throw new FrameRefusal('refused', 'The user has no phone.');
    return acts;
  }

  return {
    async dial(written, told) {
      const number = typeof written === 'string' ? numberIn(written) : null;
      if (number === null) throw new FrameRefusal('bad-request', 'This is no number to dial.');
      const record = told === undefined ? null : recordFrom(told);
      const { dialled, call } = latest();
      dialled.current = record;
      try {
        const callId = await call(number);
        if (record && callId !== null) keep(callId, record);
        return { callId };
      } finally {
        dialled.current = null;
      }
    },
    async answer(callId) {
      acts().answer(chosen(callId, 'ringing').id);
    },
    async hangUp(callId) {
      const call = chosen(callId, 'talking', 'dialling', 'returning', 'ringing', 'held');
      if (call.state === 'ringing') acts().reject(call.id);
      else acts().hangUp(call.id);
    },
    async setContact(told, callId) {
      const call =
        callId === undefined
          ? chosen(undefined, 'ringing', 'talking', 'dialling', 'returning', 'held')
          : latest().state.calls.find((one) => one.id === callId);
      if (!call || !isLive(call)) throw new FrameRefusal('no-such-call', 'There is no such call.');
      keep(call.id, recordFrom(told));
    },
  };
}

function recordFrom(told: unknown): RecordBrief {
  const { recordId, recordName, objectType } = (told ?? {}) as Partial<Record<string, unknown>>;
  if (typeof recordId !== 'string' || typeof recordName !== 'string') {
    throw new FrameRefusal('bad-request', 'A record needs recordId and recordName, both text.');
  }
  return {
    recordId: recordId.slice(0, LONGEST),
    recordName: recordName.slice(0, LONGEST),
    ...(typeof objectType === 'string' ? { objectType: objectType.slice(0, LONGEST) } : {}),
  };
}
