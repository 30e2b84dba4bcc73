import { type CallView, talkingNow } from '@perezvon/cti-server/contract';
import type { ApiClient } from '../services/api-client.ts';
import type { BrowserClock } from '../services/browser-clock.ts';
import type { LiveState, LiveStore } from '../services/live-store.ts';
import { ownPart } from '../services/own-part.ts';
import { asksIn } from './consultation-watch.ts';
import {
  MAX_REMOTE_TEXT,
  type OwnRegistration,
  type Phone,
  type PhoneCall,
  type PhoneCallState,
  PhoneRefusal,
  type PhoneState,
} from './phone.ts';

/** What the desk phone needs from outside. */
export interface DeskPhoneOptions {
  readonly extension: string;
  /** The PBX connection that the extension belongs to. */
  readonly pbx: string | null;
  readonly live: LiveStore;
  readonly api: Pick<ApiClient, 'dial' | 'hangUp' | 'transfer' | 'consultation' | 'tones'>;
  readonly clock: Pick<BrowserClock, 'after'>;
}

/** Behind the id of a call: the talk beside it with who is asked. */
const ASKED = '~asked';

/**
 * The phone on the desk, seen through the server: its calls are those of the live store at this
 * extension. What the PBX can do for it is done by commands; for the rest the user has the phone's own keys
 * (`desk-phone`).
 */
export function createDeskPhone(options: DeskPhoneOptions): Phone {
  const { live, api, clock } = options;
  let seen = live.getState();
  let state = derive(seen, options);

  function current(): PhoneState {
    if (live.getState() !== seen) {
      seen = live.getState();
      state = derive(seen, options);
    }
    return state;
  }

  return {
    state: current,
    subscribe: (listener) => live.subscribe(listener),
    // It is switched on and off on the desk.
    start: async () => undefined,
    stop: async () => undefined,
    askMicrophone: async () => undefined,
    async dial(digits) {
      const answer = await api.dial(digits);
      return answer.callId ?? '';
    },
    async hangUp(id) {
      // not the own leg: that would send the one who waits on
      if (id.endsWith(ASKED)) return api.consultation(callOf(id), 'cancel');
      await hangUp(id);
    },
    reject: hangUp,
    dtmf: (id, tones) => api.tones(callOf(id), tones),
    transfer: (id, digits) => api.transfer(callOf(id), { number: digits }),
    async consult(id, digits) {
      const callId = callOf(id);
      await asksIn({ callId, live, clock }, () =>
        api.transfer(callId, { number: digits, ask: true }),
      );
      return `${id}${ASKED}`;
    },
    connect: (id) => api.consultation(callOf(id), 'complete'),
    answer: refuse,
    hold: refuse,
    confer: refuse,
    mute: refuse,
  };

  async function hangUp(id: string): Promise<void> {
    const { result } = await api.hangUp(callOf(id));
    if (result === 'refused') throw new PhoneRefusal('failed');
  }
}

const callOf = (id: string) => (id.endsWith(ASKED) ? id.slice(0, -ASKED.length) : id);

const refuse = () => Promise.reject(new PhoneRefusal('desk-phone'));

function derive(live: LiveState, options: DeskPhoneOptions): PhoneState {
  return {
    device: 'desk',
    extension: options.extension,
    registration: registrationOf(live, options.pbx),
    microphone: 'unasked',
    // its own lamp says so
    messages: null,
    calls: callsAt(options, live),
  };
}

/** The calls of a desk phone now, in order of start. */
export function callsAt(
  { pbx, extension }: Pick<DeskPhoneOptions, 'pbx' | 'extension'>,
  live: Pick<LiveState, 'calls' | 'order'>,
): PhoneCall[] {
  const calls = live.order.flatMap((id) => {
    const call = live.calls[id];
    return call && call.pbx === pbx ? partsAt(extension, call) : [];
  });
  return calls.reverse();
}

/** The page knows of the desk phone as much as it knows of the PBX. */
function registrationOf({ link, pbx }: LiveState, own: string | null): OwnRegistration {
  if (link.kind === 'lost') return { kind: 'lost', since: link.since };
  if (link.kind !== 'live') return { kind: 'connecting' };
  const status = pbx.find((one) => one.pbx === own);
  if (!status || status.state === 'up') return { kind: 'ready' };
  if (status.state === 'connecting') return { kind: 'connecting' };
  return { kind: 'lost', since: Date.parse(status.since) };
}

/** The call, and before it the talk with who is asked about it: the newer one first. */
function partsAt(extension: string, call: CallView): PhoneCall[] {
  const own = callAt(extension, call);
  const asked = own && askedBeside(own, extension, call);
  // who is asked is not in it: for a moment after a consultation the PBX has both
  return asked ? [asked, { ...own, joined: false }] : own ? [own] : [];
}

function askedBeside(own: PhoneCall, extension: string, call: CallView): PhoneCall | null {
  const talk = call.consultations.findLast((one) => one.from === extension && !one.endedAt);
  if (!talk) return null;
  const waits = own.state !== 'held';
  return {
    ...own,
    id: `${own.id}${ASKED}`,
    direction: 'outbound',
    remoteNumber: talk.to.slice(0, MAX_REMOTE_TEXT),
    remoteName: '',
    state: talk.answeredAt === null ? 'dialling' : waits ? 'held' : 'talking',
    asksFor: own.id,
    joined: false,
    startedAt: Date.parse(talk.startedAt),
    answeredAt: talk.answeredAt === null ? null : Date.parse(talk.answeredAt),
  };
}

function callAt(extension: string, call: CallView): PhoneCall | null {
  const state = stateAt(extension, call);
  if (!state) return null;
  const leg = call.legs.findLast((one) => one.party === extension && one.answeredAt);
  const placed = call.from === extension;
  const number = call.externalNumber ?? (placed ? call.dialled : call.from);
  const { caller } = call;
  const name = caller.kind === 'known' ? caller.contact.name : call.externalName;
  const answeredAt = state === 'dialling' ? null : (leg?.answeredAt ?? call.answeredAt);
  return {
    id: call.id,
    direction: placed ? 'outbound' : 'inbound',
    remoteNumber: (number ?? '').slice(0, MAX_REMOTE_TEXT),
    remoteName: (name ?? '').slice(0, MAX_REMOTE_TEXT),
    state,
    muted: false,
    heldSince: null,
    // more of us than one in it
    joined: state === 'talking' && call.direction !== 'internal' && talkingNow(call).length > 1,
    asksFor: null,
    ringback: false,
    startedAt: Date.parse(call.startedAt),
    answeredAt: state === 'ringing' || answeredAt === null ? null : Date.parse(answeredAt),
    endedAt: null,
    endReason: null,
  };
}

function stateAt(extension: string, call: CallView): PhoneCallState | null {
  switch (ownPart(call, extension)) {
    case 'talks':
      return call.state === 'held' ? 'held' : 'talking';
    case 'dials':
      return 'dialling';
    case 'rings':
      return 'ringing';
    case null:
      return null;
  }
}
