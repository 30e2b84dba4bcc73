import { createContactStore, createDossiers, createImportStore } from '@perezvon/crm-core';
import { createAudit, NOBODY } from './audit/audit.ts';
import { createPlannedChanges } from './audit/change.ts';
import { createAuditStore } from './audit/store.ts';
import { type Server as TlsServer } from 'node:tls';
import { createCertificate } from './certificate.ts';
import type { Demo } from './api/demo.ts';
import { createApi, tlsOptions } from './api/server.ts';
import { openSockets } from './api/sockets.ts';
import { addRoutes } from './api/routes.ts';
import { createContactSaved } from './call-log/contact-saved.ts';
import { createCdrRecords } from './cdr/records.ts';
import { createCdrStore } from './cdr/store.ts';
import { createContactImports } from './contact-imports/contact-imports.ts';
import { createImportFiles } from './contact-imports/files.ts';
import { browserPhoneOf } from './contract/index.ts';
import { createCore } from './core.ts';
import { countedLog } from './metrics/counted-log.ts';
import { createMetrics } from './metrics/metrics.ts';
import { createHealth } from './health.ts';
import { type Clock, systemClock } from './kernel/clock.ts';
import type { Config } from './kernel/config.ts';
import type { Log } from './kernel/log.ts';
import { createOriginCheck } from './kernel/origin.ts';
import { loadKeys } from './kernel/secret-key.ts';
import { createSecrets } from './kernel/secrets.ts';
import { isSealedByOlder, requireKey } from './backup/stored-secrets.ts';
import { createKeyRenewal } from './key-renewal.ts';
import { closeWithin, listenAt } from './listen.ts';
import { openActs } from './open-acts.ts';
import { openCards } from './open-cards.ts';
import { openData } from './open-data.ts';
import { openPagePhones } from './open-page-phones.ts';
import { openRecordings } from './open-recordings.ts';
import { openTolls } from './open-tolls.ts';
import { createConnectionStore } from './pbx/connection-store.ts';
import { createConnections } from './pbx/connections.ts';
import { createFrameOrigins } from './firm/frame-origins.ts';
import { createSettingStore } from './firm/store.ts';
import { createMissedStore } from './missed/store.ts';
import { createPauseReasons } from './presence/pause-reasons.ts';
import { CONNECTORS, type ConnectorKind } from './pbx/registry.ts';
import { createKeeping } from './keeping.ts';
import { createRules } from './retention/rules.ts';
import { createRetentionStore } from './retention/store.ts';
import { createQualityStore } from './quality/store.ts';
import { createFilterStore } from './users/filter-store.ts';
import { createSettingsTransfer } from './settings/transfer.ts';
import { createExtensionList } from './doctor/extension-list.ts';
import { createDoctor } from './doctor/doctor.ts';
import { createExplanations } from './explain/explanations.ts';
import type { Accounts } from './users/accounts.ts';
import { openPeople } from './users/people.ts';
import type { Teams } from './users/teams.ts';
import type { Tolls } from './tolls/tolls.ts';
import { resolveByDns } from './webhooks/resolve.ts';
import { openWebhooks } from './webhooks/run.ts';
import { createSealedWebhooks } from './webhooks/sealed.ts';
import { createWebhookStore } from './webhooks/store.ts';
import { createWayOut } from './webhooks/way-out.ts';
import { createWriter } from './writer/writer.ts';

/** The running server. */
export interface App {
  /** Where the page is, such as `http://127.0.0.1:8080`. */
  readonly origin: string;
  /** Where it listens; another one than `origin` behind a proxy. */
  readonly address: string;
  readonly accounts: Accounts;
  readonly teams: Teams;
  readonly tolls: Tolls;
  /** Reads the certificate anew, where there is one. */
  reload(): void;
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
  const { config, version, clock = systemClock, connectors = CONNECTORS } = options;
  const { log, lines } = countedLog(options.log);
  const certificate = config.tls && createCertificate({ files: config.tls, clock, log });
  const data = openData(config.dataDir, options.migrations);
  const { database } = data;
  const { onFatal } = options;
  const planned = createPlannedChanges();
  const writer = createWriter({ handle: database, onLost: onFatal, planned, clock, log });
  const { writes } = writer;

  // Who may come in
  const origins = createOriginCheck(config.publicOrigin, { tls: config.tls !== null });
  const keys = { given: config.key, dataDir: config.dataDir };
  requireKey(database, keys);
  const secrets = createSecrets(loadKeys(keys));
  const pbxIds = () => connections.list().map(({ id }) => id);
  let origin = '';
  const people = { database, writes, config, secrets, pbxIds, origin: () => origin, clock, log };
  const { accounts, sessions, scopes, teams, factors, tokens, ...more } = openPeople(people);
  const { openId, vouched, places, factorRule, browserPhones } = more;
  const schemas = new Map([...connectors].map(([name, kind]) => [name, kind.settings]));
  const connections = createConnections({
    fromFile: config.pbx,
    store: { ...createConnectionStore(database), ...writes.connections },
    secrets,
    connectors: schemas,
    base: config.dataDir,
    changed: (id, pbx) => (pbx ? roads.put(pbx) : roads.remove(id)),
    clock,
    log,
  });

  const audit = createAudit({
    store: { ...createAuditStore(database), ...writes.audit },
    planned,
    clock,
  });
  const webhookStore = { ...createWebhookStore(database), ...writes.webhooks };
  const sealedWebhooks = createSealedWebhooks(webhookStore, secrets);
  const keyRenewal = createKeyRenewal({
    place: keys,
    secrets,
    holders: [accounts, connections, factors, places, sealedWebhooks],
    isDue: (sealing) => isSealedByOlder(database, sealing),
    noted: () =>
      audit.note({
        action: 'secret-key-renewed',
        who: null,
        from: { ...NOBODY, userAgent: 'PEREZVON_KEY' },
      }),
  });
  await keyRenewal.finish();

  const retentionStore = { ...createRetentionStore(database), ...writes.retention };
  const rules = createRules(retentionStore, config.captureDays);

  // The upper road: each PBX → calls → identify → call log → live
  const pbx = connections.running();
  const core = createCore({
    captureDays: () => rules.now().capturesDays,
    pbx,
    connectors,
    database,
    writer,
    scopes,
    onFatal,
    clock,
    log,
  });
  const { callLog, identify, captures, roads, view, live, operators, presence } = core;
  await more.followPeople(presence.setPeople);

  const recordings = openRecordings({ database, writes, callLog, clock, log });
  const { sources } = recordings;
  const records = createCdrRecords({
    log: callLog,
    identify: (call) =>
      identify.identify(call, (answer) => callLog.setCaller(call.id, answer, clock.now())),
    store: { ...createCdrStore(database), ...writes.cdr },
    keptSince: () => rules.keptSince(clock.now()),
    clock,
    logger: log,
  });

  roads.follow({
    added(road) {
      recordings.add(road.config);
      records.add(road);
    },
    removed(id) {
      for (const one of [recordings, records]) one.remove(id);
    },
  });

  const contacts = { ...createContactStore(database, clock), ...writes.contacts };
  const contactSaved = createContactSaved({ callLog, identify, clock });
  const imports = createContactImports({
    store: createImportStore(database, clock),
    writes: writes.imports,
    files: createImportFiles(config.dataDir),
    mostBytes: config.importMegabytes * 1_048_576,
    checkpoint: writes.callLog.checkpoint,
    users: accounts.list,
    contactSaved,
    clock,
    log,
  });
  const { retention, erasures, resume } = createKeeping({
    database,
    store: retentionStore,
    rules,
    callLog,
    captures,
    contacts,
    dossiers: { ...createDossiers(database), ...writes.dossiers },
    roads,
    sources,
    audit,
    clock,
    log,
  });

  // The way back: api and commands
  const { tolls, tollsOf } = openTolls({ database, writes, audit, callLog, roads, clock, log });
  const firm = { ...createSettingStore(database), ...writes.firm };
  const reasons = createPauseReasons(firm, config.language);
  const cards = openCards(database, writes, clock);
  const hooks = openWebhooks({
    store: webhookStore,
    callLog,
    view,
    contacts,
    secrets,
    audit,
    version,
    clock,
    log,
    deals: cards.deals,
    tasks: cards.tasks,
    allowed: config.webhookAllow,
    wayOut: createWayOut({ allowed: config.webhookAllow, resolve: resolveByDns(), clock }),
    origin: () => origin,
  });
  const acts = openActs({
    core,
    roads,
    tolls,
    audit,
    reasons,
    clock,
    log,
    wrapUpSeconds: () => cards.cardSettings.now().wrapUpSec,
  });
  const phones = openPagePhones({ roads, clock, log });
  const { gate, farewells, trials, triedBy, sipOf } = phones;
  const health = createHealth({
    version,
    callLog,
    writer,
    roads: roads.list,
    connections: connections.list,
    records,
    clock,
    recordings: recordings.folders,
    webhooks: hooks.watch,
    certificate,
    webDir: config.webDir,
    dataDir: config.dataDir,
  });
  const traffic = () => roads.list().map((road) => road.traffic());
  const metrics =
    config.metricsToken === null
      ? null
      : createMetrics({
          links: () => roads.list().map((road) => road.status()),
          traffic,
          openCalls: () => callLog.open(),
          health: health.read,
          sockets: { live: live.size, sip: gate.size },
          people: () => operators.online().length,
          lines,
          waiting: callLog.waiting,
          refusedOutside: tolls.refused,
          webhooks: hooks.watch.readings,
          isAttended: (...phone) => operators.usersAt(...phone).length > 0,
          clock,
        });
  if (metrics) callLog.subscribe(metrics.follow);
  const { language, trustedProxies, metricsToken } = config;
  const secure = certificate !== null || (config.publicOrigin?.startsWith('https:') ?? false);
  const frames = createFrameOrigins(firm, { secure });
  const api = await createApi(
    {
      sessions,
      tokens,
      scopes,
      origins,
      clock,
      log,
      language,
      trustedProxies,
      secure,
      version,
      frames,
      tls: certificate?.pair() ?? null,
      answered: metrics?.answered,
    },
    addRoutes({
      audit,
      rules,
      retention,
      erasures,
      frames,
      transfer: createSettingsTransfer({
        connections,
        accounts,
        places,
        teams,
        rules,
        clock,
        tollRules: tolls.rules,
        factorRule,
        frames,
        reasons,
        cardSettings: cards.cardSettings,
        webhooks: hooks.webhooks,
      }),
      tolls,
      tokens,
      accounts,
      webhooks: hooks.webhooks,
      teams,
      factors,
      factorRule,
      openId,
      vouched,
      places,
      scopes,
      connections,
      keyRenewal,
      extensionsOf: createExtensionList({
        isAway: (pbx) => ['down', 'refused'].includes(roads.of(pbx)?.status().state ?? ''),
        connectors,
        clock,
        log,
      }),
      examine: createDoctor({ connectors, browserPhones, discreet: true, clock, log }),
      trials,
      echo: (pbx, extension) =>
        roads.of(pbx)?.connector.echo({ extension, id: clock.id() }) ?? null,
      connectors: schemas,
      pbxAccounts: Object.fromEntries(
        [...connectors].flatMap(([name, { account }]) => (account ? [[name, account]] : [])),
      ),
      sessions,
      sipOf,
      farewells,
      codesOf: (user) => roads.of((browserPhoneOf(user) ?? user).pbx)?.config.codes ?? {},
      numbersOf: (pbx) => roads.of(pbx)?.config.numbers ?? new Map(),
      secure,
      health: health.read,
      traffic,
      metrics: metrics && { metrics, token: metricsToken ?? '' },
      gaps: (most) => roads.list().flatMap((road) => road.gaps(most)),
      records,
      explain: createExplanations({
        captures,
        roadOf: roads.of,
        users: () => accounts.list(),
      }),
      ...acts,
      reasons,
      missed: { ...createMissedStore(database), ...writes.missed },
      tellMissed: core.tellMissed,
      tellWork: core.tellWork,
      view,
      clock,
      origin: () => origin,
      webDir: config.webDir,
      demo: options.demo ?? null,
      log: callLog,
      contacts,
      contactSaved,
      imports,
      ...cards,
      recordings,
      plays: recordings.plays,
      marks: recordings.marks,
      quality: { ...createQualityStore(database), ...writes.quality },
      filters: { ...createFilterStore(database, clock), ...writes.filters },
      logger: log,
      countryOf: (user) => (roads.of(user.pbx) ?? roads.list()[0])?.config.country ?? 'RU',
    }),
  );
  certificate?.follow((pair) =>
    (api.server as unknown as TlsServer).setSecureContext(tlsOptions(pair)),
  );
  openSockets(api.server, {
    sessions,
    origins,
    secure,
    live,
    gate,
    sipOf,
    triedBy,
    tollsOf,
    clock,
    log,
  });
  const address = await listenAt(api, config);
  origin = config.publicOrigin ?? address;
  roads.start();
  records.start();
  recordings.start();
  retention.start();
  hooks.start();
  void resume();
  void imports.resume();

  return {
    origin,
    address,
    accounts,
    teams,
    tolls,
    reload: () => certificate?.reload(),
    async stop() {
      certificate?.stop();
      records.stop();
      retention.stop();
      acts.pauses.stop();
      recordings.stop();
      health.stop();
      live.close();
      phones.stop();
      sessions.stop();
      await Promise.all([closeWithin(HTTP_WITHIN_MS, { api, clock, log }), roads.stop()]);
      await imports.stop();
      await hooks.stop();
      await core.close();
      data.close();
    },
  };
}
