import type { WebhookState } from '../contract/index.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Log } from '../kernel/log.ts';
import type { Attempt } from './attempt.ts';
import { endedBy } from './next-try.ts';
import { isSending, type StoredDelivery, type StoredWebhook, type WebhookStore } from './stored.ts';

/** Sends what is due, to each receiver on its own. */
export interface Sender {
  /** Something may be due, or somebody is to be told who was not; the first look starts it. */
  look(): void;
  /** How many receivers take nothing now. */
  failing(): number;
  /** Webhook → how its tries ended since the start. */
  readonly tries: ReadonlyMap<string, Readonly<Record<TryEnd, number>>>;
  /** Cuts short what is on its way: it stays due. */
  stop(): Promise<void>;
}

/** How a try ended; `failed`: it is made again. */
export type TryEnd = Exclude<WebhookState, 'waiting'> | 'failed';

const LOOK_EVERY_MS = 1_000;
/** At once to one receiver: one that hangs holds up none but itself. */
const AT_ONCE = 4;
/** After so many failures in a row one message at a time shows whether it is back. */
const FAILURES_IN_A_ROW = 3;

/** What cannot be written down is not sent again at once: the receiver would have it over and over. */
const UNWRITTEN_MS = 30_000;

/** In one write: some ms. */
const HURRY_STEP = 500;

interface Lane {
  readonly busy: Set<number>;
  failures: number;
  /** Nothing is sent before (ms epoch). */
  restsUntil: number;
}

/** `attempt` makes one try. `unwanted`: a receiver wants no more; nothing is sent once this is on the disk. */
export function createSender(parts: {
  store: Pick<WebhookStore, 'list' | 'due' | 'endTry' | 'hurry'>;
  attempt: Attempt;
  unwanted: (webhook: StoredWebhook) => Promise<void>;
  clock: Clock;
  log: Log;
}): Sender {
  const { store, attempt, unwanted, clock, log } = parts;
  const lanes = new Map<string, Lane>();
  const tries = new Map<string, Record<TryEnd, number>>();
  const onTheWay = new Set<Promise<void>>();
  const end = new AbortController();
  let cancel: (() => void) | null = null;
  let isLookPlanned = false;
  let over = false;

  function laneOf(id: string): Lane {
    const lane: Lane = lanes.get(id) ?? { busy: new Set<number>(), failures: 0, restsUntil: 0 };
    lanes.set(id, lane);
    return lane;
  }

  function look(): void {
    if (over) return;
    cancel?.();
    cancel = null;
    let isAnybody = true;
    try {
      isAnybody = fillAll();
    } catch (error) {
      log.error({ error: String(error) }, 'What is due for webhooks was not found; trying again');
    }
    // where nobody is to be told of anything, nobody looks
    if (isAnybody) cancel = clock.after(LOOK_EVERY_MS, look);
  }

  /** Not at once, and once a turn: where nothing goes over the network, many would hold the loop. */
  function lookSoon(): void {
    if (isLookPlanned) return;
    isLookPlanned = true;
    setImmediate(() => {
      isLookPlanned = false;
      look();
    });
  }

  /** Whether anybody is to be told of anything. */
  function fillAll(): boolean {
    const all = store.list();
    for (const kept of [lanes, tries]) {
      for (const id of kept.keys()) if (!all.some((one) => one.id === id)) kept.delete(id);
    }
    const sending = all.filter(isSending);
    for (const webhook of sending) fill(webhook);
    return sending.length > 0;
  }

  function fill(webhook: StoredWebhook): void {
    const lane = laneOf(webhook.id);
    const room = lane.failures >= FAILURES_IN_A_ROW ? 1 : AT_ONCE;
    if (lane.busy.size >= room || clock.now() < lane.restsUntil) return;
    const due = store
      .due(webhook.id, clock.now(), room + lane.busy.size)
      .filter(({ n }) => !lane.busy.has(n))
      .slice(0, room - lane.busy.size);
    for (const delivery of due) {
      lane.busy.add(delivery.n);
      const sent: Promise<void> = send(webhook, delivery, lane)
        .catch((error: unknown) => {
          const fields = { webhook: webhook.id, n: delivery.n, error: String(error) };
          log.error(fields, 'A delivery could not be written down; it is sent again later');
          lane.restsUntil = clock.now() + UNWRITTEN_MS;
          return false;
        })
        .then((wasWritten) => {
          lane.busy.delete(delivery.n);
          onTheWay.delete(sent);
          if (wasWritten) lookSoon();
        });
      onTheWay.add(sent);
    }
  }

  async function send(
    webhook: StoredWebhook,
    delivery: StoredDelivery,
    lane: Lane,
  ): Promise<boolean> {
    const outcome = await attempt(webhook, delivery, end.signal);
    // the stop cut it short: the next start sends it
    if (over && outcome.problem === 'time') return false;
    const isBack = outcome.problem === null && lane.failures >= FAILURES_IN_A_ROW;
    if (outcome.problem === null) lane.failures = 0;
    else if (outcome.problem !== 'gone') lane.failures += 1;
    const ended = endedBy(delivery, outcome, clock);
    // it asks so for all of them
    lane.restsUntil = Math.max(lane.restsUntil, ended.triedAt + (outcome.retryAfterMs ?? 0));
    if (ended.state === 'dead') {
      const { n, status, problem } = ended;
      log.warn({ webhook: webhook.id, n, status, problem }, 'An event for a webhook was given up');
    }
    await store.endTry(ended);
    count(webhook.id, ended.state === 'waiting' ? 'failed' : ended.state);
    if (outcome.problem === 'unwanted') await unwanted(webhook);
    if (isBack) await hurryAll(webhook.id);
    return true;
  }

  function count(webhookId: string, end: TryEnd): void {
    const so = tries.get(webhookId) ?? { delivered: 0, failed: 0, dead: 0, gone: 0 };
    tries.set(webhookId, { ...so, [end]: so[end] + 1 });
  }

  /** Who was away and is back need not wait for the next try of each. */
  async function hurryAll(webhookId: string): Promise<void> {
    const of = { webhookId, most: HURRY_STEP, now: clock.now() };
    while ((await store.hurry(of)) === HURRY_STEP && !over) await nextTurn();
  }

  return {
    look,
    tries,
    failing() {
      const isFailing = ({ id }: StoredWebhook) => laneOf(id).failures >= FAILURES_IN_A_ROW;
      return store.list().filter((one) => isSending(one) && isFailing(one)).length;
    },
    async stop() {
      over = true;
      cancel?.();
      end.abort();
      await Promise.all(onTheWay);
    },
  };
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
