import type { Entry } from '../call-log/entry.ts';
import { partEndedAt, type PhoneName, phonesOf, type User, WRAP_UP } from '../contract/index.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Log } from '../kernel/log.ts';
import type { PbxConnector } from '../pbx/connector.ts';
import type { PresenceEvent } from '../pbx/presence-event.ts';
import type { Presence } from '../presence/presence.ts';

/**
 * After a talk with somebody outside no call of a queue reaches an operator while the time for what is to be written
 * runs. The PBX holds the pause, by its reason: so a server that is started anew knows which ones to end, and a pause
 * with another reason is never touched.
 */
export interface WrapUps {
  /** Takes in what the log tells. */
  follow(entry: Entry): void;
  /** Takes in what a PBX says of its queues. */
  hear(event: PresenceEvent): void;
  /** What was to be written after this call is written, whoever's phones these are. */
  end(phones: readonly PhoneName[], callId: string): Promise<void>;
  /** Somebody takes calls again by their own word. */
  forget(phone: PhoneName): void;
}

/** A page that is loaded anew in the moment of the hang-up is looked for once more. */
const LOOK_AGAIN_MS = 5_000;
/** Where the PBX did not end a pause, it is told again: nobody must be left without calls. */
const AGAIN_MS = 5_000;

type Membership = ReturnType<Presence['memberships']>[number];
const memberOf = ({ member }: Membership): string => member.interface;

/** One phone's wrap-up. */
interface Running {
  /** By call, ms epoch; a pause that was found at the PBX has no call. */
  readonly untils: Map<string | null, number>;
  /** In which queues this server paused it. */
  readonly paused: Set<string>;
  cancel: () => void;
}

/** `seconds`: the time that the firm gives for it; null: it is not measured, and nobody is paused. */
export function createWrapUps(parts: {
  connectorOf: (pbx: string) => Pick<PbxConnector, 'pause'> | null;
  presence: Pick<Presence, 'memberships'>;
  usersAt: (pbx: string, extension: string) => readonly User[];
  seconds: () => number | null;
  clock: Pick<Clock, 'now' | 'after'>;
  log: Pick<Log, 'warn'>;
}): WrapUps {
  const { connectorOf, presence, usersAt, seconds, clock, log } = parts;
  const running = new Map<string, Running>();
  /** Whose part in which call goes on: only what ends before our eyes is followed by a wrap-up. */
  const talking = new Map<string, ReadonlySet<string>>();

  const keyOf = ({ pbx, extension }: PhoneName) => `${pbx}/${extension}`;

  /** Of the memberships that are meant; false where the PBX did not. */
  async function setPause(
    { pbx, extension }: PhoneName,
    isMeant: (membership: Membership) => boolean,
    reason: string | null,
  ): Promise<boolean> {
    let allDone = true;
    const ofInterface = Map.groupBy(presence.memberships(pbx, extension), memberOf);
    for (const [member, all] of ofInterface) {
      const meant = all.filter(isMeant);
      // all of them at once, as the PBX can
      const named = meant.length === all.length ? [{}] : meant.map(({ queue }) => ({ queue }));
      for (const which of meant.length === 0 ? [] : named) {
        const outcome = await connectorOf(pbx)?.pause({ member, reason, ...which });
        if (outcome?.result === 'accepted') continue;
        allDone = false;
        log.warn({ pbx, extension, ...which, outcome }, 'A pause for the wrap-up was not changed');
      }
    }
    return allDone;
  }

  function begin(phone: PhoneName, callId: string | null, until: number): void {
    const one = running.get(keyOf(phone)) ?? { untils: new Map(), paused: new Set(), cancel() {} };
    running.set(keyOf(phone), one);
    one.untils.set(callId, until);
    one.cancel();
    const last = Math.max(...one.untils.values());
    one.cancel = clock.after(last - clock.now(), () => void release(phone));
    void hold(phone, one);
  }

  async function hold(phone: PhoneName, one: Running): Promise<void> {
    const isFree = ({ queue, member }: Membership) => {
      if (member.pause === null) one.paused.add(queue);
      return member.pause === null;
    };
    await setPause(phone, isFree, WRAP_UP);
    // it ended while the PBX was told
    if (running.get(keyOf(phone)) !== one) await endPause(phone, one);
  }

  async function release(phone: PhoneName): Promise<void> {
    const one = running.get(keyOf(phone));
    one?.cancel();
    running.delete(keyOf(phone));
    await endPause(phone, one);
  }

  /** Ends what is ours: the reason says so, or the PBX has not told yet of what it was asked. */
  async function endPause(phone: PhoneName, one: Running | undefined): Promise<void> {
    if (running.has(keyOf(phone))) return;
    const isOurs = ({ queue, member: { pause } }: Membership) =>
      pause === null ? (one?.paused.has(queue) ?? false) : pause.reason === WRAP_UP;
    const done = await setPause(phone, isOurs, null);
    if (!done) clock.after(AGAIN_MS, () => void endPause(phone, undefined));
  }

  function ended(pbx: string, part: { extension: string; callId: string; endedAt: string }): void {
    const sec = seconds();
    const until = Date.parse(part.endedAt) + (sec ?? 0) * 1_000;
    const look = (again: boolean): void => {
      if (sec === null || until <= clock.now()) return;
      const phones = usersAt(pbx, part.extension).flatMap(phonesOf);
      if (phones.length === 0 && again) clock.after(LOOK_AGAIN_MS, () => look(false));
      for (const phone of phones) begin(phone, part.callId, until);
    };
    look(true);
  }

  async function drop(phone: PhoneName, callId: string): Promise<void> {
    const one = running.get(keyOf(phone));
    if (!one) return;
    one.untils.delete(callId);
    one.untils.delete(null);
    if (one.untils.size === 0) await release(phone);
  }

  /** Of a pause that nobody here knows of: its time goes on from when it was set. */
  function found(phone: PhoneName, since: number): void {
    const until = since + (seconds() ?? 0) * 1_000;
    if (until > clock.now()) begin(phone, null, until);
    else void release(phone);
  }

  return {
    follow(entry) {
      if (entry.kind !== 'call') return;
      const { pbx, record, merged } = entry;
      for (const gone of merged) talking.delete(gone);
      const before = talking.get(record.id) ?? new Set();
      const now = new Set<string>();
      for (const extension of record.answeredAt === null ? [] : record.handledBy) {
        const endedAt = partEndedAt(record, extension);
        if (endedAt === null && record.state !== 'ended') now.add(extension);
        else if (endedAt !== null && before.has(extension))
          ended(pbx, { extension, callId: record.id, endedAt });
      }
      // back in the call, as one who parked it and takes it again
      for (const extension of now) {
        if (before.has(extension)) continue;
        for (const phone of usersAt(pbx, extension).flatMap(phonesOf)) void drop(phone, record.id);
      }
      if (now.size > 0) talking.set(record.id, now);
      else talking.delete(record.id);
    },
    hear(event) {
      const { pbx } = event;
      if (event.kind !== 'queues') return;
      for (const { extension, pause } of event.queues.flatMap(({ members }) => members)) {
        if (extension === null) continue;
        const one = running.get(keyOf({ pbx, extension }));
        if (one) void hold({ pbx, extension }, one);
        else if (pause?.reason === WRAP_UP) found({ pbx, extension }, pause.since);
      }
    },
    async end(phones, callId) {
      await Promise.all(phones.map((phone) => drop(phone, callId)));
    },
    forget(phone) {
      running.get(keyOf(phone))?.cancel();
      running.delete(keyOf(phone));
    },
  };
}
