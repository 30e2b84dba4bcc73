import type { BridgeUse, Channel, Party, PbxEvent, SnapshotChannel } from '../event.ts';
import type { AmiEvent, AmiFields } from './ami-event.ts';
import { channelAskedFor } from './action-id.ts';
import { callerName, callerNumber, value } from './text.ts';

/** Which channels are whose, from the connection's settings. */
export interface NumberingSettings {
  /** The connection's id. */
  readonly pbx: string;
  /** Endpoint names that are extensions. */
  readonly extensions: RegExp;
  /** Endpoint names that are trunks; null: every endpoint that is no extension. */
  readonly trunks: readonly string[] | null;
}

type Body = PbxEvent extends infer E ? (E extends PbxEvent ? Omit<E, 'at' | 'pbx'> : never) : never;
type Rule = (fields: AmiFields, settings: NumberingSettings) => Body | Body[] | undefined;

/**
 * Who is at the end of a channel, by its name (`PJSIP/101-0000001f`): the endpoint part, never the
 * caller number, which dialplans change.
 */
export function partyOf(name: string, settings: NumberingSettings): Party {
  const slash = name.indexOf('/');
  const dash = name.lastIndexOf('-');
  return partyAt(name, name.slice(slash + 1, dash > slash ? dash : undefined), settings);
}

function partyAt(name: string, endpoint: string, settings: NumberingSettings): Party {
  const technology = name.includes('/') ? name.slice(0, name.indexOf('/')) : '';
  if (technology === 'Local') return { kind: 'local' };
  const real = /^(?:PJSIP|SIP|IAX2|DAHDI|Dahdi|Zap)$/.test(technology);
  if (!real) return { kind: 'other', name };
  if (settings.trunks?.includes(endpoint)) return { kind: 'trunk', name: endpoint };
  if (settings.extensions.test(endpoint)) return { kind: 'extension', number: endpoint };
  return settings.trunks === null ? { kind: 'trunk', name: endpoint } : { kind: 'other', name };
}

/** Who was to be rung: a channel's name when it answered, else what was asked for, without a channel's number. */
function originatedParty(name: string, settings: NumberingSettings): Party {
  const asked = partyAt(name, name.split('/')[1] ?? '', settings);
  return asked.kind === 'extension' ? asked : partyOf(name, settings);
}

function channelOf(fields: AmiFields, settings: NumberingSettings): Channel {
  const name = fields.channel ?? '';
  return {
    channel: fields.uniqueid ?? '',
    group: fields.linkedid ?? fields.uniqueid ?? '',
    name,
    party: partyOf(name, settings),
    number: callerNumber(fields.calleridnum),
    callerName: callerName(fields.calleridname),
    dialled: value(fields.exten),
  };
}

const at = (fields: AmiFields) => ({
  channel: fields.uniqueid ?? '',
  group: fields.linkedid ?? fields.uniqueid ?? '',
});

const seen = (fields: AmiFields) => ({
  kind: 'seen' as const,
  ...at(fields),
  dialled: value(fields.exten),
  number: null,
});

const DIAL_STATUS: Record<string, 'answered' | 'busy' | 'no-answer' | 'cancelled'> = {
  ANSWER: 'answered',
  BUSY: 'busy',
  NOANSWER: 'no-answer',
  CANCEL: 'cancelled',
};

/** The digits of a dial string: `79161234567@pstn`, `PJSIP/pstn/sip:7916…@host`, `pstn/7916…`. */
function dialledDigits(dialString: string | undefined): string | null {
  const first = (dialString ?? '').split('@')[0] ?? '';
  const last =
    first
      .split('/')
      .at(-1)
      ?.replace(/^sips?:/, '') ?? '';
  return /^\+?[0-9*#]+$/.test(last) ? last : null;
}

/** What a bridge is for, by the fields that bridge events and the list of bridges share. */
export function bridgeUse(fields: AmiFields): BridgeUse {
  if (fields.bridgetype === 'parking' || fields.bridgetechnology === 'holding_bridge')
    return 'parking';
  const isConference = fields.bridgecreator === 'ConfBridge' || fields.bridgetype === 'base';
  return isConference ? 'conference' : 'talk';
}

const unparked = (fields: AmiFields, how: { by: string | null; back: boolean }) => ({
  kind: 'unparked' as const,
  channel: fields.parkeeuniqueid ?? '',
  ...how,
});

const VOICEMAIL = /^(?:VoiceMail|VoicemailMain|MiniVM)/i;
const RECORDING_VARIABLES = new Set(['MIXMONITOR_FILENAME', 'CALLFILENAME']);

/** One rule per event name; what has none is dropped by name before it is parsed. */
const RULES: Record<string, Rule> = {
  Newchannel: (f, s) => ({
    kind: 'channel',
    ...channelOf(f, s),
    originated: f.channelstate === '0',
  }),
  Newstate: (f) => {
    const state = f.channelstatedesc;
    if (state === 'Ringing') return { kind: 'ringing', ...at(f) };
    if (state === 'Up') return { kind: 'up', ...at(f) };
    return seen(f);
  },
  NewCallerid: (f) => ({ ...seen(f), number: callerNumber(f.calleridnum) }),
  NewConnectedLine: seen,
  Newexten: (f) => {
    if (VOICEMAIL.test(f.application ?? '')) return { kind: 'voicemail', ...at(f) };
    return seen(f);
  },
  VarSet: (f) =>
    RECORDING_VARIABLES.has(f.variable ?? '') && f.value
      ? { kind: 'recording', ...at(f), file: f.value }
      : undefined,
  DialBegin: (f) => ({
    kind: 'dial',
    from: f.uniqueid ?? null,
    to: f.destuniqueid ?? '',
    digits: dialledDigits(f.dialstring),
  }),
  DialState: (f) =>
    f.dialstatus === 'RINGING' && f.destuniqueid
      ? { kind: 'ringing', channel: f.destuniqueid, group: f.destlinkedid ?? f.destuniqueid }
      : undefined,
  DialEnd: (f) => ({
    kind: 'dial-end',
    to: f.destuniqueid ?? '',
    status: DIAL_STATUS[f.dialstatus ?? ''] ?? 'failed',
    forwardedTo: dialledDigits(f.forward),
  }),
  BridgeEnter: (f) => ({
    kind: 'bridge-enter',
    ...at(f),
    bridge: f.bridgeuniqueid ?? '',
    use: bridgeUse(f),
    replaces: value(f.swapuniqueid),
  }),
  BridgeLeave: (f) => ({ kind: 'bridge-leave', ...at(f), bridge: f.bridgeuniqueid ?? '' }),
  BridgeMerge: (f) => ({
    kind: 'bridge-merge',
    from: f.frombridgeuniqueid ?? '',
    into: f.tobridgeuniqueid ?? '',
  }),
  Hold: (f) => ({ kind: 'hold', ...at(f) }),
  Unhold: (f) => ({ kind: 'unhold', ...at(f) }),
  HangupRequest: (f) => ({ kind: 'hangup-request', ...at(f) }),
  SoftHangupRequest: seen,
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
    party: originatedParty(f.channel ?? '', s),
    dialled: value(f.exten),
    answered: f.response === 'Success',
  }),
  LocalBridge: (f) => ({
    kind: 'local-pair',
    one: f.localoneuniqueid ?? '',
    two: f.localtwouniqueid ?? '',
  }),
  BlindTransfer: (f) => ({
    kind: 'transfer',
    type: 'blind',
    by: value(f.transfereruniqueid),
    moved: value(f.transfereeuniqueid),
    to: value(f.extension),
  }),
  AttendedTransfer: (f) => ({
    kind: 'transfer',
    type: 'attended',
    by: value(f.origtransfereruniqueid),
    moved: value(f.transfereeuniqueid),
    to: value(f.transfertargetuniqueid) ?? value(f.secondtransfereruniqueid),
  }),
  // ParkedCall is also an item of the list that the ParkedCalls action asks for: that one has an ActionID.
  // Where the call was parked by a transfer, the one who did is named by dial string only.
  ParkedCall: (f, s) => {
    if (f.actionid) return undefined;
    const name = f.parkerchannel ?? f.parkerdialstring;
    return {
      kind: 'parked',
      channel: f.parkeeuniqueid ?? '',
      by: name ? partyOf(name, s) : null,
    };
  },
  UnParkedCall: (f) => unparked(f, { by: value(f.retrieveruniqueid), back: false }),
  ParkedCallTimeOut: (f) => unparked(f, { by: null, back: true }),
  ParkedCallGiveUp: (f) => unparked(f, { by: null, back: false }),
  Pickup: (f) => ({ kind: 'pickup', by: f.uniqueid ?? '', ringing: f.targetuniqueid ?? '' }),
};

const SNAPSHOT_ITEM = 'CoreShowChannel';
const OTHERS = new Set([
  SNAPSHOT_ITEM,
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
  const said = rule?.(event.fields, settings);
  if (!said) return [];
  const stamp = { at: event.at, pbx: settings.pbx };
  return (Array.isArray(said) ? said : [said])
    .filter(isWhole)
    .map((body) => ({ ...stamp, ...body }));
}

/** One item of the list of channels (`CoreShowChannels`), as the snapshot has it; `uses` by bridge. */
export function snapshotChannel(
  fields: AmiFields,
  settings: NumberingSettings,
  { uses, pair }: { uses: ReadonlyMap<string, BridgeUse>; pair: string | null },
): SnapshotChannel {
  const bridge = value(fields.bridgeid);
  const application = fields.application ?? '';
  return {
    ...channelOf(fields, settings),
    state:
      fields.channelstatedesc === 'Up'
        ? 'up'
        : fields.channelstatedesc === 'Ringing'
          ? 'ringing'
          : 'other',
    bridge,
    use: (bridge === null ? undefined : uses.get(bridge)) ?? 'talk',
    ageMs: durationMs(fields.duration ?? ''),
    queue: application === 'Queue' ? ((fields.applicationdata ?? '').split(',')[0] ?? null) : null,
    voicemail: application === 'VoiceMail',
    pair,
  };
}

/** `00:01:23` as ms. */
function durationMs(text: string): number {
  return text.split(':').reduce((sum, part) => sum * 60 + Number(part || 0), 0) * 1000;
}
