import { type ChildProcess } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import type { AmiEvent } from '../src/pbx/asterisk-ami/ami-event.ts';
import { createChannelList, linesIn } from '../../fixtures/captured-pbx.ts';
import { type ReplayedPbx, startReplayedPbx } from '../../fixtures/replayed-pbx/replayed-pbx.ts';
import { until } from '../../fixtures/until.ts';
import { becomeAdmin, hearing, openLive } from '../bench/live-socket.ts';
import { startServer, stop } from '../bench/server-process.ts';
import type { CallPage, LiveMessage, Traffic } from '../src/contract/index.ts';
import { strace } from './strace.ts';

/** Twenty calls, told by a recorded PBX to the server as it is run in production, over and over. */
export interface FedStage {
  readonly dir: string;
  /**
   * Tells them to a server on data of its own. Where a fault ends it, it is started again without one, and
   * told again what was not on the disk yet, then the rest; the PBX lists the channels that it has at that moment.
   */
  run(name: string, faults?: { fault?: string; trace?: string }): Promise<FedRun>;
  end(): Promise<void>;
}

/** What came of it. */
export interface FedRun {
  /** Number of the last entry that a page was told of by the server that a fault ended, and what it left; null: it went on. */
  readonly crash: ({ readonly told: number; readonly code: number | null } & Left) | null;
  readonly whole: boolean;
  /**
   * Calls, their timeline and their extensions, but for times (a fault takes its time) and for the mark that
   * not all of a call was seen, which one that outlived its server rightly bears.
   */
  readonly content: string;
}

interface Left {
  /** Number of the last entry in the database. */
  readonly kept: number;
  /** The database's own check of itself. */
  readonly whole: boolean;
}

const RECORDING = 'twenty-at-once-22';
const METRICS_TOKEN = 'of-this-stage-alone-0123456789';
const NOT_OF_CALLS = /^(?:FullyBooted|SuccessfulAuth|CoreShowChannel|BridgeListItem|.*Complete)$/;

/** Makes the data of a server that has an administrator and no call. */
export async function openFedStage(): Promise<FedStage> {
  const dir = mkdtempSync(join(tmpdir(), 'perezvon-fed-'));
  const pbx = await startReplayedPbx();
  const empty = join(dir, 'empty');
  mkdirSync(empty);
  const first = await startServer(empty, pbx.port);
  const cookie = await becomeAdmin(first);
  await stop(first.child);
  return {
    dir,
    async run(name, faults) {
      const place = join(dir, name);
      cpSync(empty, place, { recursive: true });
      const crash = await tellAll({ place, pbx, cookie, ...(faults ? { faults } : {}) });
      const { whole } = leftIn(place);
      const content = contentOf(place);
      rmSync(place, { recursive: true, force: true });
      return { crash, whole, content };
    },
    async end() {
      await pbx.stop();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

async function tellAll(parts: {
  place: string;
  pbx: ReplayedPbx;
  cookie: string;
  faults?: { fault?: string; trace?: string };
}): Promise<FedRun['crash']> {
  const { place, pbx, cookie, faults } = parts;
  const list = createChannelList();
  listAlive(pbx, list);
  let crash: FedRun['crash'] = null;
  let server = await attend(place, pbx, { cookie, ...(faults ? { faults } : {}) });
  for (const [index, { text, events }] of piecesOf(RECORDING).entries()) {
    const isNew = ({ name }: { name: string }) => name === 'Newchannel';
    // what the log may have of this piece the PBX lists, should the server end in the middle of it
    const now = (event: AmiEvent) => ({ ...event, at: Date.now() });
    for (const event of events.filter(isNew)) list.hear(now(event));
    while (!(await server.hears(text, `Piece${index}`))) {
      if (crash) throw new Error(`The server ended without a fault: ${server.code()}`);
      crash = { told: server.told(), code: server.code(), ...leftIn(place) };
      pbx.cut();
      server = await attend(place, pbx, { cookie });
    }
    for (const event of events.filter((one) => !isNew(one))) list.hear(now(event));
  }
  await server.hasWritten();
  await server.stop();
  return (
    crash ??
    (server.code() === 0 ? null : { told: server.told(), code: server.code(), ...leftIn(place) })
  );
}

/** A server that is linked to the PBX, or ended on its way there, and a page that hears it. */
/** As the PBX is asked: channels grow old while the server is away. */
function listAlive({ behaviour }: ReplayedPbx, list: ReturnType<typeof createChannelList>): void {
  const items = (kind: 'channels' | 'bridges') => ({
    get: () => list.items(Date.now())[kind],
    configurable: true,
  });
  Object.defineProperties(behaviour, { channels: items('channels'), bridges: items('bridges') });
}

async function attend(
  place: string,
  pbx: ReplayedPbx,
  { cookie, faults }: { cookie: string; faults?: { fault?: string; trace?: string } },
) {
  let told = 0;
  const { made } = pbx.connections();
  const server = await startServer(place, pbx.port, {
    metricsToken: METRICS_TOKEN,
    ...(faults ? { under: strace(faults) } : {}),
  }).catch(() => null);
  const isOver = () => server === null || hasEnded(server.child);
  const ask = async (path: string) =>
    (await fetch(`${server?.origin}${path}`, { headers: { cookie } })).json();
  if (server && !isOver()) {
    const socket = await openLive(server.origin, cookie).catch(() => null);
    if (socket)
      hearing(socket, (text) => {
        const message = JSON.parse(text) as LiveMessage;
        if (message.type === 'call') told = message.n;
      });
    await until(() => isOver() || (pbx.connections().made > made && isUp(ask)), {
      what: 'the link to the PBX',
      timeoutMs: 20_000,
    });
  }
  return {
    told: () => told,
    code: () => (server === null ? null : (server.child.exitCode ?? null)),
    /**
     * Whether it did with this piece what it does, and what of it is to be remembered is on the disk; false when it
     * ended. `mark`: a name for an event that says nothing.
     */
    async hears(text: string, mark: string): Promise<boolean> {
      if (isOver()) return false;
      pbx.send(`${text}Event: ${mark}\r\n\r\n`);
      const hasTaken = async () => (await hasHeard(ask, mark)) && (await isWritten(server?.origin));
      await until(async () => isOver() || (await hasTaken()), {
        what: `the server to take ${mark}`,
        timeoutMs: 20_000,
      });
      return !isOver();
    },
    /** Waits until the log has the end of every call: on a slow disk a stop gives up what still waits. */
    hasWritten: () =>
      until(async () => isOver() || (await areOver(ask)), {
        what: 'the end of all calls in the log',
        timeoutMs: 30_000,
      }),
    stop: async () => server && stop(server.child),
  };
}

type Ask = (path: string) => Promise<unknown>;

async function isUp(ask: Ask): Promise<boolean> {
  const health = (await ask('/healthz').catch(() => null)) as {
    parts: { part: string; ok: boolean }[];
  } | null;
  return health?.parts.some(({ part, ok }) => part === 'pbx:office' && ok) ?? false;
}

async function areOver(ask: Ask): Promise<boolean> {
  const page = (await ask('/api/calls?limit=100').catch(() => null)) as CallPage | null;
  return page?.items.every(({ state }) => state === 'ended') ?? false;
}

async function hasHeard(ask: Ask, mark: string): Promise<boolean> {
  const traffic = (await ask('/api/traffic').catch(() => null)) as { items: Traffic[] } | null;
  return traffic?.items.some(({ unused }) => unused.some(({ name }) => name === mark)) ?? false;
}

/** Nothing waits for the disk. What does is lost with the process, though no page shows it: who asked to end a call. */
async function isWritten(origin: string | undefined): Promise<boolean> {
  const headers = { authorization: `Bearer ${METRICS_TOKEN}` };
  const answer = await fetch(`${origin}/metrics`, { headers }).catch(() => null);
  return /^perezvon_log_waiting 0$/m.test((await answer?.text().catch(() => '')) ?? '');
}

function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}

/** What TCP brought at a time, as text and as what a list of channels is made of. */
function piecesOf(recording: string) {
  return linesIn(recording)
    .map((line) => line.filter(({ name }) => !NOT_OF_CALLS.test(name)))
    .filter((events) => events.length > 0)
    .map((events) => ({
      events,
      text: events.map(({ text }) => `${text}\r\n\r\n`).join(''),
    }));
}

/** How far the entries of a database go, and whether it is whole. */
export function leftIn(dir: string): Left {
  const sqlite = new Sqlite(join(dir, 'perezvon.db'));
  try {
    const whole = sqlite.pragma('integrity_check', { simple: true }) === 'ok';
    const isThere = sqlite
      .prepare("SELECT 1 FROM sqlite_master WHERE name = 'call_log_entries'")
      .get();
    const kept = isThere
      ? sqlite.prepare<[], number>('SELECT coalesce(max(n), 0) FROM call_log_entries').pluck().get()
      : 0;
    return { kept: kept ?? 0, whole };
  } finally {
    sqlite.close();
  }
}

function contentOf(dir: string): string {
  const sqlite = new Sqlite(join(dir, 'perezvon.db'), { readonly: true });
  try {
    const calls = sqlite
      .prepare<[], { id: string; record: string }>('SELECT id, record FROM calls ORDER BY id')
      .all();
    return JSON.stringify([
      calls.map(({ record, ...call }) => ({ ...call, ...timeless(record) })),
      sqlite
        .prepare('SELECT call_id, extension FROM call_extensions ORDER BY call_id, extension')
        .all(),
      sqlite
        .prepare(
          'SELECT kind, call_id, direction, result, handled_by FROM interactions ORDER BY call_id',
        )
        .all(),
    ]);
  } finally {
    sqlite.close();
  }
}

function timeless(record: string): object {
  return JSON.parse(record, (key, value: unknown) =>
    /^(?:at|.*At|.*Ms)$/.test(key) && value !== null ? 'some time' : value,
  ) as object;
}
