import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import {
  aUser,
  createLiveStage,
  type LiveClientInTest,
  type LiveStage,
} from '../../../fixtures/live-stage.ts';
import { createRandom } from '../../../fixtures/sample-people/random.ts';
import { aCall, aChange, createTempLog, ended, type TempLog } from '../../../fixtures/temp-log.ts';
import { writesHere } from '../../../fixtures/writes-here.ts';
import { until } from '../../../fixtures/until.ts';
import { type CallLog, createCallLog } from '../call-log/call-log.ts';
import type { Entry } from '../call-log/entry.ts';
import type { LiveMessage, User } from '../contract/index.ts';
import { systemClock } from '../kernel/clock.ts';
import { silentLog } from '../kernel/log.ts';
import { planResume } from './resume.ts';

describe('the plan', () => {
  const source = (first: number, last: number) => ({
    epoch: 'this',
    firstN: () => first,
    lastN: () => last,
    since: (n: number, limit: number) =>
      Array.from({ length: last }, (_, i) => ({ n: i + 1 }) as Entry)
        .filter((entry) => entry.n > n && entry.n >= first)
        .slice(0, limit),
  });

  test('W1 a client is filled up exactly, or gets a snapshot; never half of it', () => {
    fc.assert(
      fc.property(
        fc.nat(1_500),
        fc.nat(1_500),
        fc.option(fc.nat(2_000)),
        fc.constantFrom('this', 'another', null),
        (one, other, after, epoch) => {
          const last = Math.max(one, other);
          const first = Math.min(one, other) + 1;
          const plan = planResume(source(first, last), { epoch, after });
          if (plan.kind === 'snapshot') {
            const within = epoch === 'this' && after !== null && after <= last && after >= first;
            expect(within && last - after <= 500).toBe(false);
          } else {
            expect(plan.entries.map(({ n }) => n)).toEqual(
              Array.from({ length: last - (after ?? 0) }, (_, i) => (after ?? 0) + i + 1),
            );
          }
        },
      ),
    );
  });
});

/** A page: keeps its place and what it was told, over any number of sockets. */
interface Page {
  readonly user: User;
  readonly heard: string[];
  n: number;
  client: LiveClientInTest | null;
}

let temp: TempLog;
let stage: LiveStage;
let end: (() => Promise<void>) | undefined;
afterEach(() => end?.());

/** A log and the live channel over it. */
async function begin(): Promise<void> {
  temp = createTempLog();
  stage = await createLiveStage(temp.log);
  end = async () => {
    await stage.stop();
    await temp.remove();
    end = undefined;
  };
}

/** Takes in messages as softphone-web's live client does: its place moves with calls and beginnings. */
function take(page: Page, message: LiveMessage): void {
  if (message.type === 'snapshot') page.heard.push('snapshot');
  if (message.type === 'gone') {
    // a cut between the messages of one entry tells it again; taking away twice is taking away
    const gone = `${message.n} gone ${message.callId}`;
    if (page.heard.at(-1) !== gone) page.heard.push(gone);
  }
  if (message.type === 'call') {
    page.heard.push(`${message.n} ${message.call.id} ${message.call.state} ${message.pop}`);
  }
  if (message.type !== 'gone' && message.type !== 'pbx') page.n = message.n;
}

async function connect(page: Page, log: CallLog): Promise<void> {
  const client = await stage.open(page.user);
  page.client = client;
  client.socket.on('message', (data) => {
    if (page.client === client) take(page, JSON.parse(String(data as Buffer)) as LiveMessage);
  });
  client.resume({ epoch: log.epoch, after: page.n });
}

const newPage = (user: User): Page => ({ user, heard: [], n: 0, client: null });

describe('D01 cuts', () => {
  test.each([20_261_123, Date.now() % 1_000_000])(
    'D01 500 cuts at random points: told the same as a client without cuts, in order (seed %i)',
    { timeout: 60_000 },
    async (seed) => {
      await begin();
      const random = createRandom(seed);
      const uncut = [newPage(aUser()), newPage(aUser('101')), newPage(aUser('102'))];
      const cut = Array.from({ length: 25 }, () => newPage(random.pick(uncut).user));
      for (const page of uncut) await connect(page, temp.log);
      let serial = 0;
      let cuts = 0;

      /** Some calls begin, change, merge and end, now and in one turn of the loop or several. */
      function happen(): void {
        for (let i = random.next() * 6; i > 0; i -= 1) {
          serial += 1;
          const record = aCall({
            id: `office-${Math.floor(serial * random.next())}`,
            rang: [random.pick(['101', '102', '103'])],
          });
          const merged = random.chance(0.1) ? [`office-${Math.floor(serial / 2)}`] : [];
          temp.log.append(
            aChange(random.chance(0.5) ? record : ended(record), {
              merged: merged.filter((id) => id !== record.id),
            }),
          );
        }
      }

      const happening = setInterval(happen, 2);
      async function live(page: Page): Promise<void> {
        for (let round = 0; round < 20; round += 1) {
          await connect(page, temp.log);
          const enough = page.heard.length + Math.floor(random.next() * 12);
          // cut between any two messages, in the middle of the past as well
          await until(() => page.heard.length >= enough, { what: 'some messages' });
          page.client?.socket.terminate();
          page.client = null;
          cuts += 1;
        }
        await connect(page, temp.log);
      }
      await Promise.all(cut.map(live));
      clearInterval(happening);
      const all = [...uncut, ...cut];
      const marker = aChange({ id: 'marker', rang: ['101', '102'], legs: [] });
      temp.log.append(marker);
      await until(() => all.every((page) => page.heard.at(-1)?.includes('marker')), {
        what: 'all to be told the last call',
      });
      expect(cuts).toBe(500);
      for (const page of cut) {
        const like = uncut.find(({ user }) => user === page.user);
        expect(page.heard).toEqual(like?.heard);
      }
      expect(uncut[0]?.heard.length).toBeGreaterThan(300);
    },
  );
});

describe('D02 away for too long', () => {
  async function told(from: { epoch: string; after: number } | object): Promise<LiveMessage> {
    const client = await stage.open();
    client.resume(from);
    return client.sees('a beginning', ({ type }) => type === 'snapshot' || type === 'resumed');
  }

  test('D02 what was missed is no longer kept: a snapshot, as a fresh page gets it', async () => {
    await begin();
    for (let i = 1; i <= 100; i += 1) temp.log.append(aChange({ id: `office-${i}` }));
    await until(() => temp.log.lastN() === 100, { what: 'the log' });
    temp.handle.sqlite.exec('DELETE FROM call_log_entries WHERE n <= 50');
    const { epoch } = temp.log;
    expect(await told({ epoch, after: 50 })).toMatchObject({ type: 'resumed' });
    expect(await told({ epoch, after: 49 })).toEqual(await told({}));
  });

  test('D02 more was missed than is worth telling one by one: a snapshot', async () => {
    await begin();
    for (let i = 1; i <= 502; i += 1) temp.log.append(aChange({ id: `office-${i % 40}` }));
    await until(() => temp.log.lastN() === 502, { what: 'the log' });
    const { epoch } = temp.log;
    expect(await told({ epoch, after: 2 })).toMatchObject({ type: 'resumed' });
    expect(await told({ epoch, after: 1 })).toEqual(await told({}));
  });

  test('D02 the server was started again: another epoch and a snapshot, numbers go on', async () => {
    await begin();
    temp.log.append(aChange());
    await until(() => temp.log.lastN() === 1, { what: 'the log' });
    const { epoch } = temp.log;
    await temp.log.close();
    const again = createCallLog({
      handle: temp.handle,
      writes: writesHere(temp.handle, systemClock).callLog,
      clock: systemClock,
      log: silentLog,
      onFatal: (error) => {
        throw error;
      },
    });
    await stage.stop();
    stage = await createLiveStage(again);
    const message = await told({ epoch, after: 1 });
    expect(message).toMatchObject({ type: 'snapshot', n: 1, calls: [{ id: 'office-1' }] });
    expect(message.type === 'snapshot' && message.epoch).not.toBe(epoch);
    await again.close();
  });
});
