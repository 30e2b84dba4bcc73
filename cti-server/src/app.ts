import { createContactStore, createInteractionStore } from '@perezvon/crm-core';
import type { Demo } from './api/demo.ts';
import { createApi } from './api/server.ts';
import { openSockets } from './api/sockets.ts';
import { addRoutes } from './api/routes.ts';
import { createContactSaved } from './call-log/contact-saved.ts';
import { createCdrRecords } from './cdr/records.ts';
import { createCdrStore } from './cdr/store.ts';
import { createCommands } from './commands/commands.ts';
import type { User } from './contract/index.ts';
import { createCore } from './core.ts';
import { createHealth } from './health.ts';
import { type Clock, systemClock } from './kernel/clock.ts';
import type { Config } from './kernel/config.ts';
import type { Log } from './kernel/log.ts';
import { createOriginCheck } from './kernel/origin.ts';
import { closeWithin, listenAt } from './listen.ts';
import { openData } from './open-data.ts';
import { CONNECTORS, type ConnectorKind } from './pbx/registry.ts';
import { createFolderSource } from './recordings/folder-source.ts';
import { createFolderWatch } from './recordings/folder-watch.ts';
import { createHttpSource } from './recordings/http-source.ts';
import { createRecordingPlays } from './recordings/plays.ts';
import { createRecordings } from './recordings/recordings.ts';
import { createSipGate } from './sip-gate/sip-gate.ts';
import { createExplanations } from './explain/explanations.ts';
import type { Accounts } from './users/accounts.ts';
import { openPeople } from './users/people.ts';
import { createWriter } from './writer/writer.ts';

/** The running server. */
export interface App {
  /** Where the page is, such as `http://127.0.0.1:8080`. */
  readonly origin: string;
  /** Where it listens; another one than `origin` behind a proxy. */
  readonly address: string;
  readonly accounts: Accounts;
  /** Closes sockets with 1001, lets requests in flight finish, writes what waits. */
  stop(): Promise<void>;
}

/** Requests in flight at the stop get so long; what waits for the disk needs time, too. */
const HTTP_WITHIN_MS = 1_800;

/** What `startApp` needs; all but the configuration and the log have the real thing as default. */
export interface AppOptions {
  readonly config: Config;
  readonly log: Log;
  readonly version: string;
  /** cti-server's own migrations. */
  readonly migrations: string;
  /** Told when the disk failed: the process should end. */
  readonly onFatal: (error: unknown) => void;
  readonly clock?: Clock;
  /** The demo's "Call me"; never set in production. */
  readonly demo?: Demo;
  readonly connectors?: ReadonlyMap<string, ConnectorKind>;
}

/**
 * Builds each part once and joins them in the order of the data:
 * pbx → calls → identify → call-log → screen-pop → live; api and commands the other way.
 * Throws `AppError` or `StorageError`, each with its cure, when it cannot run.
 */
export async function startApp(options: AppOptions): Promise<App> {
  const { config, log, version, clock = systemClock, connectors = CONNECTORS } = options;
  const data = openData(config.dataDir, options.migrations);
  const { database } = data;
  const { onFatal } = options;
  const writer = createWriter({ handle: database, onLost: onFatal, clock, log });
  const { writes } = writer;

  // Who may come in
  const origins = createOriginCheck(config.publicOrigin);
  const { accounts, sessions } = openPeople({ database, writes, config, clock, log });

  // The upper road: each PBX → calls → identify → call log → live
  const core = createCore({ config, connectors, database, writer, onFatal, clock, log });
  const { callLog, identify, captures, roads, roadOf, view, live } = core;

  const recordingSources = new Map(
    roads.flatMap(({ config: { id, recordingsDir, recordingsUrl } }) => {
      if (recordingsDir !== null) return [[id, createFolderSource(recordingsDir)] as const];
      return recordingsUrl === null ? [] : [[id, createHttpSource(recordingsUrl)] as const];
    }),
  );

  const recordingFolders = createFolderWatch({
    folders: roads.flatMap(({ config: { id: pbx, recordingsDir: dir } }) =>
      dir ? [{ pbx, dir }] : [],
    ),
    clock,
    log,
  });

  const records = createCdrRecords({
    roads,
    log: callLog,
    identify: (call) =>
      identify.identify(call, (answer) => callLog.setCaller(call.id, answer, clock.now())),
    store: { ...createCdrStore(database), ...writes.cdr },
    clock,
    logger: log,
  });

  // The way back: api and commands
  const commands = createCommands({ pbxOf: (user) => roadOf(user.pbx), clock });
  const gate = createSipGate({ clock, log });
  const sipOf = (user: User) => {
    const sip = roadOf(user.pbx)?.config.sip;
    const { extension } = user;
    return sip && extension && user.device === 'browser' ? { extension, ...sip } : null;
  };
  const health = createHealth({
    ...{ version, callLog, writer, roads, records, clock },
    ...{ recordings: recordingFolders, webDir: config.webDir, dataDir: config.dataDir },
  });
  const { language, trustedProxies } = config;
  const secure = config.publicOrigin?.startsWith('https:') ?? false;
  let origin = '';
  const api = await createApi(
    { sessions, origins, clock, log, language, trustedProxies, secure, version },
    addRoutes({
      accounts,
      sessions,
      sipOf,
      secure,
      health: health.read,
      traffic: () => roads.map((road) => road.traffic()),
      gaps: (most) => roads.flatMap((road) => road.gaps(most)),
      records,
      explain: createExplanations({
        captures,
        roadOf,
        users: () => accounts.list(),
      }),
      commands,
      view,
      clock,
      origin: () => origin,
      webDir: config.webDir,
      demo: options.demo ?? null,
      log: callLog,
      contacts: { ...createContactStore(database, clock), ...writes.contacts },
      contactSaved: createContactSaved({ callLog, identify, clock }),
      interactions: createInteractionStore(database),
      recordings: createRecordings({
        byRecording: (id) => callLog.byRecording(id),
        sourceOf: (pbx) => recordingSources.get(pbx) ?? null,
      }),
      plays: createRecordingPlays(database, writes.plays, clock),
      logger: log,
      countryOf: (user) => (roadOf(user.pbx) ?? roads[0])?.config.country ?? 'RU',
    }),
  );
  openSockets(api.server, { sessions, origins, live, gate, sipOf, clock, log });
  const address = await listenAt(api, config);
  origin = config.publicOrigin ?? address;
  core.start();
  records.start();
  recordingFolders.start();

  return {
    origin,
    address,
    accounts,
    async stop() {
      records.stop();
      recordingFolders.stop();
      health.stop();
      live.close();
      gate.stop();
      sessions.stop();
      await Promise.all([closeWithin(HTTP_WITHIN_MS, { api, clock, log }), core.hangUp()]);
      await core.close();
      data.close();
    },
  };
}
