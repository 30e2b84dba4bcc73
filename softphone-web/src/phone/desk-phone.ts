import type { CallView } from '@perezvon/cti-server/contract';
import type { ApiClient } from '../services/api-client.ts';
import type { LiveState, LiveStore } from '../services/live-store.ts';
import { ownPart } from '../services/own-part.ts';
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
  readonly api: Pick<ApiClient, 'dial' | 'hangUp'>;
}

/**
 * The phone on the desk, seen through the server: its calls are those of the live store at this
 * extension. It can dial and hang up; for the rest the user has the phone itself (`desk-phone`).
 */
export function createDeskPhone(options: DeskPhoneOptions): Phone {
  const { live, api } = options;
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
      const { result } = await api.hangUp(id);
      if (result === 'refused') throw new PhoneRefusal('failed');
    },
    answer: refuse,
    reject: refuse,
    mute: refuse,
    hold: refuse,
    dtmf: refuse,
  };
}

const refuse = () => Promise.reject(new PhoneRefusal('desk-phone'));

function derive(live: LiveState, options: DeskPhoneOptions): PhoneState {
  return {
    device: 'desk',
    extension: options.extension,
    registration: registrationOf(live, options.pbx),
    microphone: 'unasked',
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
    return (call && call.pbx === pbx && callAt(extension, call)) || [];
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
