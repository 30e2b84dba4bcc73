import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CRM_JOURNAL, crmMigrations, migrate, openDatabase } from '@perezvon/crm-core';
import { WebSocket } from 'ws';
import { startReplayedPbx } from '../../fixtures/replayed-pbx/replayed-pbx.ts';
import { seedDatabase } from '../../fixtures/sample-people/seed.ts';
import { until } from '../../fixtures/until.ts';
import { becomeAdmin, hearing, openLive } from './live-socket.ts';
import { startServer, stop } from './server-process.ts';

/** What events go into and messages come out of. */
export interface Subject {
  /** Writes one AMI event; `durable`: it changes a call. */
  send(event: string, durable: boolean): void;
  /** From now on `listener` is told of each message at a WebSocket client, and no other. */
  hear(listener: (text: string) => void): void;
  stop(): Promise<void>;
}

/** The product among 100,000 contacts, and numbers (digits) of some of them. */
export async function startProduct(): Promise<
  Subject & { callers: string[]; dataDir: string; origin: string; pid: number }
> {
  const dir = mkdtempSync(join(tmpdir(), 'perezvon-bench-pop-'));
  const callers = seed(dir);
  const pbx = await startReplayedPbx();
  const server = await startServer(dir, pbx.port);
  const socket = await openLive(server.origin, await becomeAdmin(server));
  // the second look at the channels ends calls that it does not list: ours begin after it
  await until(() => pbx.received().split('coreshowchannels').length > 2, {
    what: 'both snapshots',
    timeoutMs: 20_000,
  });
  return {
    callers,
    dataDir: dir,
    origin: server.origin,
    pid: server.child.pid ?? 0,
    send: (event) => pbx.send(event),
    hear: (listener) => hearing(socket, listener),
    async stop() {
      socket.close();
      await stop(server.child);
      await pbx.stop();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

function seed(dir: string): string[] {
  const handle = openDatabase({ file: join(dir, 'perezvon.db') });
  migrate(handle, crmMigrations(), CRM_JOURNAL);
  seedDatabase(handle, { seed: 1, people: 90_000, companies: 10_000 });
  const numbers = handle.sqlite
    .prepare<[], string>(
      "SELECT e164 FROM contact_numbers WHERE kind = 'mobile' AND e164 LIKE '+79%' ORDER BY id LIMIT 20000",
    )
    .pluck()
    .all();
  handle.close();
  return numbers.map((number) => number.slice(1));
}

/** What a relay does with a change before it passes it on. */
export type Keeping = 'nothing' | 'synced' | 'committed';

/** relay.ts, fed with the same events as JSON lines. */
export async function startRelay(keeping: Keeping): Promise<Subject> {
  const dir = mkdtempSync(join(tmpdir(), 'perezvon-bench-relay-'));
  let feed: Socket | undefined;
  const source = createServer({ noDelay: true }, (socket) => {
    feed = socket;
  });
  await new Promise<void>((resolve) => source.listen(0, '127.0.0.1', resolve));
  const { port } = source.address() as AddressInfo;
  const script = join(import.meta.dirname, 'relay.ts');
  const relay = spawn(process.execPath, [script, String(port), keeping, join(dir, 'relay.db')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const address = `ws://127.0.0.1:${await firstLine(relay)}`;
  const socket = new WebSocket(address, { perMessageDeflate: false });
  await until(() => feed && socket.readyState === WebSocket.OPEN, { what: 'the relay' });
  return {
    send: (event, isChange) =>
      void feed?.write(`${JSON.stringify({ durable: isChange, event })}\n`),
    hear: (listener) => hearing(socket, listener),
    async stop() {
      socket.close();
      await stop(relay);
      source.close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

function firstLine(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    child.on('exit', (code) => reject(new Error(`The relay ended with ${code}`)));
    child.stdout?.once('data', (data) => resolve(String(data).trim()));
  });
}
