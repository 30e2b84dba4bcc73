import { type DatabaseHandle, interactionReader } from '@perezvon/crm-core';
import { type CallLog, createCallLog } from './call-log/call-log.ts';
import type { LoggedCall } from './call-log/entry.ts';
import { type CaptureKeeper, createCaptureKeeper } from './captures/keeper.ts';
import { createCaptureStore } from './captures/store.ts';
import type { CallView, PbxStatus } from './contract/index.ts';
import { createCrm } from './crm/registry.ts';
import { createIdentify, type Identify } from './identify/identify.ts';
import type { Clock } from './kernel/clock.ts';
import type { PbxConfig } from './kernel/config-pbx.ts';
import type { Log } from './kernel/log.ts';
import { createHub } from './live/hub.ts';
import { createLive, type Live } from './live/live.ts';
import { createOperators, type Operators } from './operators/operators.ts';
import { createPresence, type Presence } from './presence/presence.ts';
import type { ConnectorKind } from './pbx/registry.ts';
import { followPops } from './screen-pop/follow-pops.ts';
import { createHistory } from './screen-pop/history.ts';
import { present } from './screen-pop/present.ts';
import type { Scopes } from './users/scopes.ts';
import { createRoads, type Roads } from './roads.ts';
import { createUpperRoad } from './upper-road.ts';
import type { Writer } from './writer/writer.ts';

/** The upper road as a whole: from every PBX to the live channel. */
export interface Core {
  readonly callLog: CallLog;
  readonly identify: Identify;
  readonly captures: CaptureKeeper;
  readonly roads: Roads;
  /** A logged call as a browser sees it. */
  readonly view: (call: LoggedCall) => CallView;
  readonly live: Live;
  readonly tellMissed: () => void;
  readonly tellWork: (contactId: string | null) => void;
  readonly operators: Operators;
  readonly presence: Presence;
  /** `listener` hears what the PBXs say of phones and queues, after it is known here. */
  readonly followPresence: (listener: Presence['hear']) => void;
  /** Writes what waits; after the stop of the roads. */
  close(): Promise<void>;
}

/**
 * pbx → calls → identify → call-log → screen-pop → live, joined in this order. All that is outside of the
 * process comes in by the arguments: clock and chance, the database and who writes to it, the lines to the
 * PBXs. So a simulation runs the very same core (A10).
 */
export function createCore(parts: {
  /** How long what the PBX said is kept, days; asked anew each time. */
  captureDays: () => number;
  /** The PBXs to begin with. */
  pbx: readonly PbxConfig[];
  connectors: ReadonlyMap<string, ConnectorKind>;
  database: DatabaseHandle;
  writer: Writer;
  /** Whose calls a user sees. */
  scopes: Pick<Scopes, 'of'>;
  /** Told when the disk failed: the process should end. */
  onFatal: (error: unknown) => void;
  clock: Clock;
  log: Log;
}): Core {
  const { connectors, database, onFatal, clock, log } = parts;
  const { writes } = parts.writer;
  const callLog = createCallLog({
    handle: database,
    writes: writes.callLog,
    clock,
    log,
    onFatal,
  });
  const crm = createCrm(database);
  const identify = createIdentify({ crm, choiceFor: callLog.choiceFor, clock, log });
  const captures = createCaptureKeeper({
    store: { ...createCaptureStore(database), ...writes.captures },
    days: parts.captureDays,
    clock,
    log,
  });
  const presenceFollowers: Presence['hear'][] = [];
  const roads = createRoads({
    configs: parts.pbx,
    build(pbx) {
      const kind = connectors.get(pbx.connector);
      const onStatus = (status: PbxStatus) => {
        if (status.state !== 'up') presence.forget(status.pbx);
        hub.tellPbx(status);
      };
      const road = { config: pbx, identify, callLog, captures, onStatus, clock, log };
      const onPresence: Presence['hear'] = (event) => {
        for (const hear of [presence.hear, ...presenceFollowers]) hear(event);
      };
      return kind ? createUpperRoad({ ...road, onPresence, kind }) : null;
    },
    callLog,
    clock,
  });
  const past = interactionReader(database);
  const history = createHistory((contactId) => past.lastForContact(contactId, 6));
  const labelFor = (pbx: string, name: string) => roads.of(pbx)?.config.labels.get(name) ?? null;
  const view = (call: LoggedCall) =>
    present(call, {
      labelFor,
      historyOf: history.of,
    });
  const operators = createOperators();
  const presence = createPresence({
    operators,
    labelFor,
    clock,
    tell: (news) => hub.tellPresence(news),
  });
  operators.watch(presence.touch);
  const hub = createHub({
    log: callLog,
    view,
    presence,
    pbx: () => roads.list().map((road) => road.status()),
    scopes: parts.scopes,
  });
  for (const follow of [operators.follow, history.follow]) callLog.subscribe(follow);
  callLog.subscribe(hub.tell);
  callLog.subscribe(followPops({ captures, operators }));
  roads.follow({
    added: hub.tellLinks,
    removed(pbx) {
      presence.forget(pbx);
      hub.tellLinks();
    },
  });
  const live = createLive({ hub, operators, clock, lastN: () => callLog.lastN() });

  return {
    callLog,
    identify,
    captures,
    roads,
    view,
    live,
    operators,
    presence,
    followPresence: (listener) => void presenceFollowers.push(listener),
    tellMissed: hub.tellMissed,
    tellWork: hub.tellWork,
    async close() {
      await captures.close();
      await callLog.close();
      await parts.writer.close();
    },
  };
}
