import {
  type EndReason,
  isLive,
  MAX_CALLS,
  MAX_REMOTE_TEXT,
  type Microphone,
  type PhoneCall,
  type PhoneState,
  type Registration,
} from './phone.ts';
import type { LiveQuality } from './quality.ts';

/** What happens to a phone. `at` is ms since the epoch. */
export type PhoneEvent =
  | { readonly kind: 'registration'; readonly registration: Registration }
  | { readonly kind: 'microphone'; readonly microphone: Microphone }
  | { readonly kind: 'messages'; readonly messages: number }
  | {
      readonly kind: 'invited' | 'dialled';
      readonly id: string;
      readonly remoteNumber: string;
      readonly remoteName: string;
      readonly at: number;
      /** The call that it asks somebody about. */
      readonly asksFor?: string;
    }
  /** A call of before the page was loaded anew; it is answered when it is back. */
  | { readonly kind: 'returning'; readonly call: PhoneCall }
  | { readonly kind: 'answered'; readonly id: string; readonly at: number }
  | { readonly kind: 'muted' | 'joined' | 'ringback'; readonly id: string; readonly on: boolean }
  | { readonly kind: 'held'; readonly id: string; readonly on: boolean; readonly at: number }
  | { readonly kind: 'quality'; readonly id: string; readonly quality: LiveQuality }
  | { readonly kind: 'ended'; readonly id: string; readonly reason: EndReason; readonly at: number }
  | { readonly kind: 'forgotten'; readonly id: string };

/** A phone that is switched off and has no calls. */
export function quietPhone(device: PhoneState['device'], extension: string | null): PhoneState {
  return {
    device,
    extension,
    registration: { kind: 'off' },
    microphone: 'unasked',
    messages: null,
    calls: [],
  };
}

/**
 * The phone after an event: pure. An event that does not fit (an unknown call, a call that is over, a
 * third call) changes nothing and gives the very same state.
 */
export function phoneReduce(state: PhoneState, event: PhoneEvent): PhoneState {
  switch (event.kind) {
    case 'registration':
      return { ...state, registration: event.registration };
    case 'microphone':
      return { ...state, microphone: event.microphone };
    case 'messages':
      return state.messages === event.messages ? state : { ...state, messages: event.messages };
    case 'invited':
    case 'dialled':
      return began(state, event);
    case 'returning':
      return added(state, { ...event.call, state: 'returning', heldSince: null, joined: false });
    case 'forgotten': {
      const calls = state.calls.filter((call) => call.id !== event.id || isLive(call));
      return calls.length === state.calls.length ? state : { ...state, calls };
    }
    default:
      return withCall(state, event.id, (call) => changed(call, event));
  }
}

/** Whether a further call may come in or go out. */
export function hasRoom(state: PhoneState): boolean {
  return state.calls.filter(isLive).length < MAX_CALLS;
}

function began(
  state: PhoneState,
  event: Extract<PhoneEvent, { kind: 'invited' | 'dialled' }>,
): PhoneState {
  const inbound = event.kind === 'invited';
  const call: PhoneCall = {
    id: event.id,
    direction: inbound ? 'inbound' : 'outbound',
    remoteNumber: event.remoteNumber.slice(0, MAX_REMOTE_TEXT),
    remoteName: event.remoteName.slice(0, MAX_REMOTE_TEXT),
    state: inbound ? 'ringing' : 'dialling',
    muted: false,
    heldSince: null,
    joined: false,
    asksFor: event.asksFor ?? null,
    ringback: false,
    startedAt: event.at,
    answeredAt: null,
    endedAt: null,
    endReason: null,
  };
  return added(state, call);
}

function added(state: PhoneState, call: PhoneCall): PhoneState {
  if (!hasRoom(state) || state.calls.some(({ id }) => id === call.id)) return state;
  return { ...state, calls: [...state.calls, call] };
}

type ChangeEvent = Extract<
  PhoneEvent,
  { kind: 'answered' | 'muted' | 'held' | 'joined' | 'ringback' | 'quality' | 'ended' }
>;

function changed(call: PhoneCall, event: ChangeEvent): PhoneCall {
  if (call.state === 'ended') return call;
  const spoken = call.state === 'talking' || call.state === 'held';
  switch (event.kind) {
    case 'answered':
      // The wall clock may be set back in a call: times never run backwards in one call.
      if (spoken) return call;
      return {
        ...call,
        state: 'talking',
        ringback: false,
        // of one that is back: when it was answered first
        answeredAt: call.answeredAt ?? Math.max(event.at, call.startedAt),
      };
    case 'ringback':
      return call.state === 'dialling' && call.ringback !== event.on
        ? { ...call, ringback: event.on }
        : call;
    case 'quality':
      return spoken ? { ...call, quality: event.quality } : call;
    case 'muted':
      return spoken && call.muted !== event.on ? { ...call, muted: event.on } : call;
    case 'held': {
      const next = event.on ? 'held' : 'talking';
      if (!spoken || call.state === next) return call;
      return { ...call, state: next, heldSince: event.on ? event.at : null, joined: false };
    }
    case 'joined':
      return call.state === 'talking' && call.joined !== event.on
        ? { ...call, joined: event.on }
        : call;
    case 'ended': {
      const endedAt = Math.max(event.at, call.answeredAt ?? call.startedAt);
      return {
        ...call,
        state: 'ended',
        muted: false,
        heldSince: null,
        joined: false,
        ringback: false,
        endedAt,
        endReason: event.reason,
      };
    }
  }
}

function withCall(
  state: PhoneState,
  id: string,
  change: (call: PhoneCall) => PhoneCall,
): PhoneState {
  const before = state.calls.find((call) => call.id === id);
  const after = before && change(before);
  if (!after || after === before) return state;
  return { ...state, calls: state.calls.map((call) => (call === before ? after : call)) };
}
