import { dialledNumber } from '../channel-name.ts';
import type { BridgeUse, Channel, PbxEvent } from '../event.ts';
import { isWithheld } from '../withheld.ts';
import type { AmiEvent, AmiFields } from './ami-event.ts';
import { channelAskedFor } from './action-id.ts';
import { isOfEchoCall } from './echo-call.ts';
import { type NumberingSettings, partyAsked, partyOf } from './endpoint.ts';
import { callerName, callerNumber, value } from './text.ts';

export type { NumberingSettings };

type Body = PbxEvent extends infer E ? (E extends PbxEvent ? Omit<E, 'at' | 'pbx'> : never) : never;
type Rule = (fields: AmiFields, settings: NumberingSettings) => Body | Body[] | undefined;

/** What events and lists say of a channel in the same headers. */
export function channelOf(fields: AmiFields, settings: NumberingSettings): Channel {
  const name = fields.channel ?? '';
  return {
    channel: fields.uniqueid ?? '',
    group: fields.linkedid ?? fields.uniqueid ?? '',
    name,
    party: partyOf(name, settings, fields.context),
    number: callerNumber(fields.calleridnum),
    isWithheld: isWithheld(fields.calleridnum),
    callerName: callerName(fields.calleridname),
    dialled: dialledOf(fields),
  };
}

/** Places of the dialplan that nobody dials (start, invalid, time-out, hang-up…). */
const UNDIALLED = /^[sithoaeT]$/;
/** The state of a channel whose party calls us; one that is rung has another. */
const RING = '4';

function dialledOf({ exten }: AmiFields): string | null {
  const place = value(exten);
  return place === null || UNDIALLED.test(place) ? null : place;
}

const at = (fields: AmiFields) => ({
  channel: fields.uniqueid ?? '',
  group: fields.linkedid ?? fields.uniqueid ?? '',
});

const seen = (fields: AmiFields) => ({
  kind: 'seen' as const,
  ...at(fields),
  dialled: dialledOf(fields),
  caller: null,
  isCalling: fields.channelstate === RING,
});

const DIAL_STATUS: Record<string, 'answered' | 'busy' | 'no-answer' | 'cancelled'> = {
  ANSWER: 'answered',
  BUSY: 'busy',
  NOANSWER: 'no-answer',
  CANCEL: 'cancelled',
};

/** What a bridge is for, by the fields that bridge events and the list of bridges share. */
export function bridgeUse(fields: AmiFields): BridgeUse {
  // who waits in one hears music only: parked, or an agent of a pool
  if (fields.bridgetype === 'parking' || fields.bridgetechnology === 'holding_bridge')
    return 'parking';
  const isConference = fields.bridgecreator === 'ConfBridge' || fields.bridgetype === 'base';
  return isConference ? 'conference' : 'talk';
}

/** The conferences of MeetMe are no bridges to the PBX; they are to us. */
export const meetme = (room: string | undefined) => (room ? `meetme ${room}` : '');

const unparked = (fields: AmiFields, how: { by: string | null; back: boolean }) => ({
  kind: 'unparked' as const,
  channel: fields.parkeeuniqueid ?? '',
  ...how,
});

/** The PBX refused the transfer (no such number, not permitted): nobody was sent anywhere. */
const hasFailed = ({ result }: AmiFields) => result !== undefined && result !== 'Success';

const FAX = /^(?:ReceiveFAX|RxFAX)$/i;
const VOICEMAIL = /^(?:VoiceMail|VoicemailMain|MiniVM)/i;
/** Whether the variable is the file itself, or only the name that the dialplan has for it. */
const RECORDING_VARIABLES: ReadonlyMap<string, boolean> = new Map([
  ['MIXMONITOR_FILENAME', true],
  ['CALLFILENAME', false],
  ['_CALLFILENAME', false],
  ['__CALLFILENAME', false],
]);
/** The only cause that a soft hang-up has when a telephone line itself ended it. */
const BY_DEVICE = '1';

/** Q.850 has seven bits; SIP's own numbers, which some drivers give, say nothing to who reads causes. */
function reasonIn(cause: string | undefined): number | null {
  const given = Number(cause ?? 0);
  return given > 0 && given < 128 ? given : null;
}

/** One rule per event name; what has none is dropped by name before it is parsed. */
const RULES: Record<string, Rule> = {
  Newchannel: (f, s) => ({
    kind: 'channel',
    ...channelOf(f, s),
    isCalling: f.channelstate === RING,
  }),
  Newstate: (f) => {
    const state = f.channelstatedesc;
    if (state === 'Ringing') return { kind: 'ringing', ...at(f) };
    if (state === 'Up') return { kind: 'up', ...at(f) };
    return seen(f);
  },
  NewCallerid: (f) => ({
    ...seen(f),
    caller: { number: callerNumber(f.calleridnum), name: callerName(f.calleridname) },
  }),
  NewConnectedLine: seen,
  Newexten: (f) => {
    if (VOICEMAIL.test(f.application ?? '')) return { kind: 'voicemail', ...at(f) };
    if (FAX.test(f.application ?? '')) return { kind: 'fax', ...at(f) };
    return seen(f);
  },
  VarSet: (f) => {
    const isFile = RECORDING_VARIABLES.get(f.variable ?? '');
    return isFile === undefined || !f.value
      ? undefined
      : { kind: 'recording', ...at(f), file: f.value, isFile };
  },
  MixMonitorStop: (f) => ({ kind: 'recording-end', ...at(f) }),
  // by any of its directions: our own commands mute both
  MixMonitorMute: (f) => ({ kind: 'recording-mute', ...at(f), isMuted: f.state === '1' }),
  DialBegin: (f) => ({
    kind: 'dial',
    from: f.uniqueid ?? null,
    to: f.destuniqueid ?? '',
    digits: dialledNumber(f.dialstring),
  }),
  DialState: (f) =>
    f.dialstatus === 'RINGING' && f.destuniqueid
      ? { kind: 'ringing', channel: f.destuniqueid, group: f.destlinkedid ?? f.destuniqueid }
      : undefined,
  DialEnd: (f) => ({
    kind: 'dial-end',
    from: f.uniqueid ?? null,
    to: f.destuniqueid ?? '',
    status: DIAL_STATUS[f.dialstatus ?? ''] ?? 'failed',
    forwardedTo: dialledNumber(f.forward),
  }),
  BridgeEnter: (f) => ({
    kind: 'bridge-enter',
    ...at(f),
    bridge: f.bridgeuniqueid ?? '',
    use: bridgeUse(f),
    replaces: value(f.swapuniqueid),
  }),
  MeetmeJoin: (f) => ({
    kind: 'bridge-enter',
    ...at(f),
    bridge: meetme(f.meetme),
    use: 'conference',
    replaces: null,
  }),
  MeetmeLeave: (f) => ({ kind: 'bridge-leave', ...at(f), bridge: meetme(f.meetme) }),
  BridgeLeave: (f) => ({ kind: 'bridge-leave', ...at(f), bridge: f.bridgeuniqueid ?? '' }),
  BridgeMerge: (f) => ({
    kind: 'bridge-merge',
    from: f.frombridgeuniqueid ?? '',
    into: f.tobridgeuniqueid ?? '',
  }),
  Hold: (f) => ({ kind: 'hold', ...at(f) }),
  Unhold: (f) => ({ kind: 'unhold', ...at(f) }),
  HangupRequest: (f) => ({ kind: 'hangup-request', ...at(f), cause: reasonIn(f.cause) }),
  // the DAHDI driver (ISDN, analogue lines) tells of the far end's hang-up in this way alone
  SoftHangupRequest: (f) =>
    f.cause === BY_DEVICE && /^(?:DAHDI|Zap)\//.test(f.channel ?? '')
      ? { kind: 'hangup-request', ...at(f), cause: null }
      : seen(f),
  Hangup: (f) => ({ kind: 'hangup', ...at(f), cause: Number(f.cause ?? 0) }),
  QueueCallerJoin: (f) => ({ kind: 'queue-join', ...at(f), queue: f.queue ?? '' }),
  QueueCallerLeave: (f) => ({ kind: 'queue-leave', ...at(f), queue: f.queue ?? '' }),
  QueueCallerAbandon: (f) => ({ kind: 'queue-leave', ...at(f), queue: f.queue ?? '' }),
  // at the end of a message; without the class "dialplan" it is the only sign of voicemail
  MessageWaiting: (f) => (f.uniqueid ? { kind: 'voicemail', ...at(f) } : undefined),
  // where no channel came about, some versions of Asterisk do not name it
  OriginateResponse: (f, s) => ({
    kind: 'originated',
    channel: value(f.uniqueid) ?? channelAskedFor(f.actionid) ?? '',
    name: f.channel ?? '',
    party: partyAsked(f.channel ?? '', s),
    dialled: dialledOf(f),
    answered: f.response === 'Success',
  }),
  LocalBridge: (f) => ({
    kind: 'local-pair',
    one: f.localoneuniqueid ?? '',
    two: f.localtwouniqueid ?? '',
  }),
  BlindTransfer: (f) =>
    hasFailed(f)
      ? undefined
      : {
          kind: 'transfer',
          type: 'blind',
          by: value(f.transfereruniqueid),
          moved: value(f.transfereeuniqueid),
          to: value(f.extension),
        },
  AttendedTransfer: (f) =>
    hasFailed(f)
      ? undefined
      : {
          kind: 'transfer',
          type: 'attended',
          by: value(f.origtransfereruniqueid),
          moved: value(f.transfereeuniqueid),
          to: value(f.transfertargetuniqueid) ?? value(f.secondtransfereruniqueid),
        },
  // ParkedCall is also an item of the list that the ParkedCalls action asks for: that one has an ActionID.
  // Where the call was parked by a transfer, the one who did is named by dial string only.
  ParkedCall: (f, s) => {
    if (f.actionid) return undefined;
    const name = f.parkerchannel ?? f.parkerdialstring;
    return {
      kind: 'parked',
      channel: f.parkeeuniqueid ?? '',
      by: name ? partyOf(name, s) : null,
      place: value(f.parkingspace),
    };
  },
  UnParkedCall: (f) => unparked(f, { by: value(f.retrieveruniqueid), back: false }),
  ParkedCallTimeOut: (f) => unparked(f, { by: null, back: true }),
  ParkedCallGiveUp: (f) => unparked(f, { by: null, back: false }),
  Pickup: (f) => ({ kind: 'pickup', by: f.uniqueid ?? '', ringing: f.targetuniqueid ?? '' }),
};

const OTHERS = new Set([
  'CoreShowChannel',
  'Status',
  'BridgeListItem',
  'CoreShowChannelsComplete',
  'FullyBooted',
  'Shutdown',
]);

/** Names come from the wire: `constructor` must find nothing. */
const BY_NAME: ReadonlyMap<string, Rule> = new Map(Object.entries(RULES));

/** Whether an event of this name says anything about calls; others are dropped before parsing. */
export function isWantedEvent(name: string): boolean {
  return BY_NAME.has(name) || OTHERS.has(name) || name.endsWith('Complete');
}

/** Without the id of a channel or bridge nothing may be concluded: all that lack it would be one. */
function isWhole(body: Body): boolean {
  return !('channel' in body && body.channel === '') && !('bridge' in body && body.bridge === '');
}

/** What one AMI event says, in the words of PbxEvent; most say one thing, some nothing. Pure. */
export function translate(event: AmiEvent, settings: NumberingSettings): PbxEvent[] {
  const rule = BY_NAME.get(event.name);
  if (isOfEchoCall(event.fields)) return [];
  const said = rule?.(event.fields, settings);
  if (!said) return [];
  const stamp = { at: event.at, pbx: settings.pbx };
  return (Array.isArray(said) ? said : [said])
    .filter(isWhole)
    .map((body) => ({ ...stamp, ...body }));
}
