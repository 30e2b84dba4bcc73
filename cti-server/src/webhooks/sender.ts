import type { Clock } from '../kernel/clock.ts';
import type { Log } from '../kernel/log.ts';
import { nextTurn } from '../kernel/next-turn.ts';
import type { Attempt } from './attempt.ts';
import { createLane, type Lane } from './lane.ts';
import { endedBy } from './next-try.ts';
import { isSending, type StoredDelivery, type StoredWebhook, type WebhookStore } from './stored.ts';

/** Sends what is due, to each receiver on its own. */
export interface Sender {
  /** Something may be due, or somebody is to be told who was not; the first look starts it. */
  look(): void;
  /** How a receiver takes what is sent to it. */
  lane(webhookId: string): Pick<Lane, 'tries' | 'isFailing'>;
  /** Cuts short what is on its way: it stays due. */
  stop(): Promise<void>;
}

const LOOK_EVERY_MS = 1_000;
/** What cannot be written down is not sent again at once: the receiver would have it over and over. */
const UNWRITTEN_MS = 30_000;

/** In one write: some ms. */
const HURRY_STEP = 500;

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
  const onTheWay = new Set<Promise<void>>();
  const end = new AbortController();
  let cancel: (() => void) | null = null;
  let isLookPlanned = false;
  let over = false;

  function laneOf(id: string): Lane {
    const lane = lanes.get(id) ?? createLane();
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
    for (const id of lanes.keys()) if (!all.some((one) => one.id === id)) lanes.delete(id);
    const sending = all.filter(isSending);
    for (const webhook of sending) fill(webhook);
    return sending.length > 0;
  }

  function fill(webhook: StoredWebhook): void {
    const lane = laneOf(webhook.id);
    const room = lane.room(clock.now());
    if (lane.busy.size >= room) return;
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
          lane.rest(clock.now() + UNWRITTEN_MS);
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
    const ended = endedBy(delivery, outcome, clock);
    const isBack = lane.came(outcome, ended.triedAt);
    if (ended.state === 'dead') {
      const { n, status, problem } = ended;
      log.warn({ webhook: webhook.id, n, status, problem }, 'An event for a webhook was given up');
    }
    await store.endTry(ended);
    lane.wrote(ended.state);
    if (outcome.problem === 'unwanted') await unwanted(webhook);
    if (isBack) await hurryAll(webhook.id);
    return true;
  }

  /** Who was away and is back need not wait for the next try of each. */
  async function hurryAll(webhookId: string): Promise<void> {
    const of = { webhookId, most: HURRY_STEP, now: clock.now() };
    while ((await store.hurry(of)) === HURRY_STEP && !over) await nextTurn();
  }

  return {
    look,
    lane: laneOf,
    async stop() {
      over = true;
      cancel?.();
      end.abort();
      await Promise.all(onTheWay);
    },
  };
}
