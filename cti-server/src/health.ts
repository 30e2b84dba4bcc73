import { hasPage } from './api/web-files.ts';
import type { Certificate } from './certificate.ts';
import type { CallLog } from './call-log/call-log.ts';
import type { CdrRecords } from './cdr/records.ts';
import type { Connection, Health, HealthProblem } from './contract/index.ts';
import { type Clock, iso } from './kernel/clock.ts';
import { type DiskRoom, diskRoom } from './kernel/disk-room.ts';
import { type ErrorCode, inWords } from './kernel/errors.ts';
import type { FolderWatch } from './recordings/folder-watch.ts';
import type { UpperRoad } from './upper-road.ts';
import type { WebhookTrouble, WebhookWatch } from './webhooks/watch.ts';
import type { Writer } from './writer/writer.ts';

type Part = Health['parts'][number];

/** What is asked for health, and keeps an eye on what tells nobody when it changes. */
export interface HealthWatch {
  read(): Health;
  stop(): void;
}

type HealthyRoad = Pick<UpperRoad, 'status' | 'traffic'>;

/** Disk and page are looked at this often, so that "since" is the time when they changed and not that of a question. */
const LOOK_EVERY_MS = 10_000;

/** Asks each part how it is. A part that fails is named here and stops no neighbour. */
export function createHealth(parts: {
  version: string;
  callLog: Pick<CallLog, 'status'>;
  writer: Pick<Writer, 'place'>;
  roads: () => readonly HealthyRoad[];
  /** All that are set, those without a road included. */
  connections: () => readonly Pick<Connection, 'id' | 'enabled' | 'problem'>[];
  records: Pick<CdrRecords, 'health'>;
  recordings: Pick<FolderWatch, 'health'>;
  webhooks: Pick<WebhookWatch, 'trouble'>;
  /** Null: no TLS here. */
  certificate: Pick<Certificate, 'health'> | null;
  webDir: string | null;
  dataDir: string;
  clock: Clock;
  room?: typeof diskRoom;
}): HealthWatch {
  const { version, callLog, writer, roads, records, recordings, webDir, dataDir, clock } = parts;
  const { certificate, connections, webhooks } = parts;
  const room = () => (parts.room ?? diskRoom)(dataDir);
  const started = clock.now();
  const isSlow = () => writer.place() === 'thread';
  const disk = followed(
    'disk',
    () => diskProblem(room(), { dir: dataDir, isSlow: isSlow() }),
    clock,
  );
  const page = followed('page', () => pageProblem(webDir), clock);
  const hooks = followed('webhooks', () => webhookProblem(webhooks.trouble()), clock);
  let cancel = clock.after(LOOK_EVERY_MS, look);

  function look(): void {
    disk();
    hooks();
    page();
    cancel = clock.after(LOOK_EVERY_MS, look);
  }

  return {
    read() {
      const shut = shutParts(connections(), roads(), started);
      const all: Part[] = [
        logPart(callLog),
        ...roads().flatMap((road) => [linkPart(road), messagesPart(road, started)]),
        ...shut,
        ...records.health(),
        ...recordings.health(),
        ...(certificate?.health() ?? []),
        ...(webhooks.trouble() ? [hooks()] : []),
        // some systems do not say how much room there is
        ...(room() ? [disk()] : []),
        page(),
      ];
      if (roads().length + shut.length === 0)
        all.push(partOf('pbx', started, { code: 'no-pbx', values: {} }));
      return { ok: all.every(({ ok }) => ok), version, parts: all };
    },
    stop: () => cancel(),
  };
}

type OwnProblem = HealthProblem & { readonly code: ErrorCode };

/** What is only slow works, and so does the server whose receivers do not. */
const WORKS: ReadonlySet<ErrorCode> = new Set([
  'disk-slow',
  'webhooks-failing',
  'webhooks-stopped',
  'webhooks-troubled',
]);

/** A part with its problem in English words beside the code. */
function partOf(part: string, since: number, problem: OwnProblem | null): Part {
  const base = { part, since: iso(since), problem };
  if (!problem) return { ...base, ok: true, detail: null, cure: null };
  const { sentence, cure } = inWords(problem.code, 'en', problem.values);
  return { ...base, ok: WORKS.has(problem.code), detail: sentence, cure };
}

/** A part that is looked at; "since" moves when its problem becomes another. */
function followed(part: string, look: () => OwnProblem | null, clock: Clock): () => Part {
  let last = look()?.code;
  let since = clock.now();
  return () => {
    const problem = look();
    if (problem?.code !== last) since = clock.now();
    last = problem?.code;
    return partOf(part, since, problem);
  };
}

function logPart(callLog: Pick<CallLog, 'status'>): Part {
  const { since, waiting, error } = callLog.status();
  if (!error) return partOf('call-log', since, null);
  const values = { waiting, file: error.file };
  const part = partOf('call-log', since, { code: error.code, values });
  return { ...part, detail: `${part.detail} Changes of calls that wait for it: ${waiting}.` };
}

/** What was set aside may be what a call lacks: it stays said until the server starts anew. */
function messagesPart(road: HealthyRoad, started: number): Part {
  const { pbx, setAside, firstSetAside } = road.traffic();
  const [first] = firstSetAside;
  const problem: OwnProblem = { code: 'pbx-set-aside', values: { count: setAside } };
  const since = first ? Date.parse(first.at) : started;
  return partOf(`messages:${pbx}`, since, setAside > 0 ? problem : null);
}

/** PBXs that nobody connects to, because their secret cannot be read or their settings are not what they must be. */
function shutParts(
  connections: readonly Pick<Connection, 'id' | 'enabled' | 'problem'>[],
  roads: readonly HealthyRoad[],
  since: number,
): Part[] {
  const connected = new Set(roads.map((road) => road.status().pbx));
  return connections
    .filter(({ id, enabled, problem }) => enabled && problem !== null && !connected.has(id))
    .map(({ id, problem }) => {
      const code = problem === 'secret-unreadable' ? 'pbx-secret' : 'pbx-settings';
      return partOf(`pbx:${id}`, since, { code, values: {} });
    });
}

/** `detail` of a link names cause and cure in one. */
function linkPart(road: HealthyRoad): Part {
  const { pbx, state, since, problem: code, detail } = road.status();
  const problem = code === null ? null : { code, values: {} };
  return { part: `pbx:${pbx}`, ok: state === 'up', since, problem, detail, cure: null };
}

/** Warns while there is room for what a warning asks for. */
function diskProblem(
  room: DiskRoom | null,
  { dir, isSlow }: { dir: string; isSlow: boolean },
): OwnProblem | null {
  if (room?.short) {
    return { code: 'disk-short', values: { mb: Math.floor(room.free / 1_048_576), dir } };
  }
  return isSlow ? { code: 'disk-slow', values: {} } : null;
}

function webhookProblem(trouble: WebhookTrouble | null): OwnProblem | null {
  const { failing, stopped } = trouble ?? { failing: 0, stopped: 0 };
  if (stopped > 0 && failing > 0) {
    return { code: 'webhooks-troubled', values: { count: failing, stopped } };
  }
  if (stopped > 0) return { code: 'webhooks-stopped', values: { count: stopped } };
  return failing > 0 ? { code: 'webhooks-failing', values: { count: failing } } : null;
}

function pageProblem(webDir: string | null): OwnProblem | null {
  return webDir !== null && hasPage(webDir) ? null : { code: 'page-missing', values: {} };
}
