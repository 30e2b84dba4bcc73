import { toE164 } from '@perezvon/crm-core';
import { followAbsence } from './absence.ts';
import type { CallLog } from './call-log/call-log.ts';
import type { CallChange } from './calls/change.ts';
import type { CaptureKeeper } from './captures/keeper.ts';
import type { Numbering } from './calls/direction.ts';
import { type CallTracker, createCallTracker } from './calls/tracker.ts';
import {
  type CallRecord,
  type PbxGap,
  type PbxStatus,
  type Traffic,
  withRecordings,
} from './contract/index.ts';
import type { Identify } from './identify/identify.ts';
import { type Clock, iso } from './kernel/clock.ts';
import type { PbxConfig } from './kernel/config-pbx.ts';
import { doing } from './kernel/doing.ts';
import { numberPattern } from './kernel/number-pattern.ts';
import { createSteadyClock } from './kernel/steady-clock.ts';
import type { Log } from './kernel/log.ts';
import { channelsIn, type PbxEvent } from './pbx/event.ts';
import type { PbxConnector, PbxSink } from './pbx/connector.ts';
import type { ConnectorKind } from './pbx/registry.ts';
import { recordingsByTemplate } from './recordings/paths.ts';

/** One PBX connection from its bytes to the log. */
export interface UpperRoad {
  readonly config: PbxConfig;
  readonly connector: PbxConnector;
  readonly tracker: CallTracker;
  isExtension(digits: string): boolean;
  readonly numbering: Numbering;
  /** A written number in the connection's country as E.164; null when it is none. */
  toE164(number: string): string | null;
  status(): PbxStatus;
  traffic(): Traffic;
  /** When the link was away, the latest first. */
  gaps(most: number): PbxGap[];
  start(): void;
  /** Lets the PBX go; calls there go on. */
  stop(): Promise<void>;
}

/** connector → tracker → identify → call log, for one PBX. `onStatus` hears of the link. */
export function createUpperRoad(parts: {
  config: PbxConfig;
  kind: ConnectorKind;
  identify: Identify;
  callLog: CallLog;
  captures: Pick<CaptureKeeper, 'heard' | 'merged' | 'ended'>;
  onStatus: (status: PbxStatus) => void;
  onPresence: PbxSink['presence'];
  clock: Clock;
  log: Log;
}): UpperRoad {
  const { config, kind, identify, callLog, captures, clock } = parts;
  const { id: pbx, country, outsidePrefix } = config;
  const log = parts.log.child({ pbx });
  const steady = createSteadyClock(clock, (by) => {
    log.warn({ by }, 'The clock of this machine was set; calls that go on keep their lengths');
    sink.event({ kind: 'clock-step', at: clock.now(), pbx, by });
  });
  const connector = kind.create(config, { clock: steady, log });
  const extensions = numberPattern(config.extensions);
  const isExtension = (digits: string) => extensions.test(digits);
  const numbering = { outsidePrefix, isExtension, toE164: e164Of };
  const tracker = createCallTracker({
    pbx,
    numbering,
    memories: callLog.memories(pbx),
    unheardSince: callLog.seenAt(pbx),
    endOf: callLog.endOf,
  });
  const absence = followAbsence({ pbx, callLog, clock });
  let link: Omit<PbxStatus, 'pbx' | 'name' | 'lastGap'> = {
    state: 'connecting',
    since: iso(clock.now()),
    problem: null,
    detail: null,
  };

  function e164Of(number: string): string | null {
    const reading = toE164(number, { country, internal: isExtension });
    return reading.kind === 'e164' ? reading.e164 : null;
  }

  function status(): PbxStatus {
    const gap = callLog.lastGap(pbx);
    const lastGap = gap && { from: iso(gap.from), to: iso(gap.to) };
    return { pbx, name: config.name, ...link, lastGap };
  }

  function pass({ at, call: told, complete, merged, memory }: CallChange): void {
    const call = named(told);
    const caller = identify.identify(call, (answer) =>
      callLog.setCaller(call.id, answer, clock.now()),
    );
    callLog.append({ at, pbx, record: call, caller, complete, merged, memory: memory() });
    captures.merged(call.id, merged);
    if (call.state === 'ended') captures.ended(call.id);
    for (const id of call.state === 'ended' ? [...merged, call.id] : merged) identify.forget(id);
  }

  /** Where the settings say what recordings are called, they are called so once they are there. */
  function named(call: CallRecord): CallRecord {
    if (config.recordingPath === null || call.state !== 'ended') return call;
    return withRecordings(call, recordingsByTemplate(config.recordingPath, call));
  }

  /** Calls that the log holds open and of which nothing is remembered: they ended while nobody saw. */
  function closeMissing(): void {
    const now = clock.now();
    const open = new Set(tracker.open(now).map(({ id }) => id));
    callLog.closeMissing(pbx, open, { at: now, seenAt: callLog.seenAt(pbx) });
  }

  /** Each call keeps what the snapshot says of its own channels. */
  function hearSnapshot(
    { at, channels }: Extract<PbxEvent, { kind: 'snapshot' }>,
    said: (channels: ReadonlySet<string>) => string,
  ): void {
    const byCall = Map.groupBy(channels, ({ channel }) => tracker.callOf(channel));
    for (const [call, own] of byCall) {
      const text = said(new Set(own.map(({ channel }) => channel)));
      captures.heard([call], { at, text, minor: false });
    }
  }

  function onStatus(next: typeof link): void {
    link = next;
    absence.status(next.state);
    parts.onStatus(status());
  }

  const sink: PbxSink = {
    event(event, raw) {
      const channels = raw === undefined ? [] : channelsIn(event);
      const calls = new Set(channels.map(tracker.callOf));
      const changes = tracker.apply(event);
      for (const change of changes) pass(change);
      for (const one of tracker.quiet()) callLog.remember({ at: event.at, pbx, ...one });
      if (typeof raw === 'string') {
        for (const channel of channels) calls.add(tracker.callOf(channel));
        // a call that failed before it began has no channel to ask for it
        if (event.kind === 'originated') for (const { call } of changes) calls.add(call.id);
        for (const id of changes.flatMap(({ merged }) => merged)) calls.delete(id);
        captures.heard(calls, { at: event.at, text: raw, minor: event.kind === 'seen' });
      }
      if (event.kind === 'snapshot' && typeof raw === 'function') hearSnapshot(event, raw);
    },
    presence: parts.onPresence,
    status: onStatus,
    gap: absence.gap,
  };

  return {
    config,
    connector,
    tracker,
    isExtension,
    numbering,
    toE164: e164Of,
    status,
    traffic: () => trafficOf(pbx, connector, tracker),
    gaps: (most) =>
      callLog.gaps(pbx, most).map(({ from, to }) => ({ pbx, from: iso(from), to: iso(to) })),
    start() {
      closeMissing();
      try {
        doing({ pbx }, () => connector.start(sink));
      } catch (error) {
        log.error({ error: String(error) }, 'The PBX connection could not start');
        const detail = `The connection could not start: ${String(error)}. Correct its settings and restart.`;
        onStatus({ state: 'down', since: iso(clock.now()), problem: 'pbx-start', detail });
      }
    },
    async stop() {
      absence.stop();
      await connector.stop();
    },
  };
}

const AS_TEXT = 4_000;

function trafficOf(pbx: string, connector: PbxConnector, tracker: CallTracker): Traffic {
  const { messages, events, unused, refused, setAside, firstSetAside, answerMs, stalls } =
    connector.traffic();
  const most = <Key extends string>(counts: ReadonlyMap<Key, number>) =>
    [...counts].sort((a, b) => b[1] - a[1]);
  return {
    pbx,
    messages,
    events,
    unused: most(unused).map(([name, count]) => ({ name, count })),
    ignored: most(tracker.ignored).map(([reason, count]) => ({ reason, count })),
    refused,
    setAside,
    firstSetAside: firstSetAside.map(({ at, text, error }) => ({
      at: iso(at),
      text: text.slice(0, AS_TEXT),
      error: String(error),
    })),
    answerMs,
    stalls,
  };
}
