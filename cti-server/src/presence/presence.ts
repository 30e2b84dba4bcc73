import {
  type Colleague,
  phonesOf,
  type Queue,
  type QueueMember,
  type User,
} from '../contract/index.ts';
import { type Clock, iso } from '../kernel/clock.ts';
import type { Operators } from '../operators/operators.ts';
import type { PresenceEvent, QueueMember as Member } from '../pbx/presence-event.ts';
import { emptyPresence, type PresenceModel, reducePresence } from './reduce.ts';

/** Colleagues and queues that changed, as they are now; `gone` by key. */
export interface PresenceNews {
  readonly colleagues: Colleague[];
  readonly queues: Queue[];
  readonly gone: {
    colleagues: Pick<Colleague, 'pbx' | 'extension'>[];
    queues: Pick<Queue, 'pbx' | 'name'>[];
  };
}

/** What a member is in: a queue, and what they are there. */
interface Membership {
  readonly queue: string;
  readonly member: Member;
}

/** Who is where and does what, and who waits in which queue. Holds nothing of what was. */
export interface Presence {
  hear(event: PresenceEvent): void;
  /** The link to a PBX is lost: what was known of it holds no more. */
  forget(pbx: string): void;
  /** Somebody came, went, is rung or talks there. */
  touch(pbx: string, extension: string): void;
  /** All users that there are now. */
  setPeople(users: readonly User[]): void;
  /** The same object until something changes: many who come back at once share what is made of it. */
  all(): Pick<PresenceNews, 'colleagues' | 'queues'>;
  /** What an extension is a member of. */
  memberships(pbx: string, extension: string): Membership[];
  hasQueue(pbx: string, queue: string): boolean;
}

/** So long changes are gathered before they are told. */
const GATHER_MS = 250;

interface Phone {
  readonly pbx: string;
  readonly extension: string;
}

/** `tell` hears of changes, gathered. */
export function createPresence(parts: {
  operators: Pick<Operators, 'usersAt' | 'callAt' | 'refusesCalls'>;
  labelFor: (pbx: string, queue: string) => string | null;
  tell: (news: PresenceNews) => void;
  clock: Pick<Clock, 'after'>;
}): Presence {
  const { operators, labelFor, tell, clock } = parts;
  const models = new Map<string, PresenceModel>();
  let owners = new Map<string, Phone & Pick<User, 'id' | 'name'>>();
  /** What each extension is a member of, by PBX; made anew when it is asked for after a change. */
  const members = new Map<string, Map<string, Membership[]>>();
  let whole: ReturnType<Presence['all']> | null = null;
  const changedPhones = new Map<string, Phone>();
  const changedQueues = new Map<string, { pbx: string; name: string }>();
  let isPlanned = false;

  const modelOf = (pbx: string) => {
    const model = models.get(pbx) ?? emptyPresence();
    models.set(pbx, model);
    return model;
  };

  function plan(): void {
    whole = null;
    if (isPlanned) return;
    isPlanned = true;
    clock.after(GATHER_MS, flush);
  }

  function touch(pbx: string, extension: string): void {
    changedPhones.set(`${pbx}/${extension}`, { pbx, extension });
    plan();
  }

  function touchQueue(pbx: string, name: string): void {
    changedQueues.set(`${pbx}/${name}`, { pbx, name });
    plan();
  }

  function flush(): void {
    isPlanned = false;
    const phones = [...changedPhones.values()].map((one) => ({ one, view: colleagueAt(one) }));
    const queues = [...changedQueues.values()];
    changedPhones.clear();
    changedQueues.clear();
    tell({
      colleagues: phones.flatMap(({ view }) => view ?? []),
      queues: queues.flatMap((one) => queueNow(one.pbx, one.name) ?? []),
      gone: {
        colleagues: phones.flatMap(({ one: { pbx, extension }, view }) =>
          view ? [] : [{ pbx, extension }],
        ),
        queues: queues.filter((one) => !hasQueue(one.pbx, one.name)),
      },
    });
  }

  const hasQueue = (pbx: string, name: string) => models.get(pbx)?.queues.has(name) ?? false;

  function memberships(pbx: string, extension: string): Membership[] {
    const found = members.get(pbx) ?? membersIn(models.get(pbx));
    members.set(pbx, found);
    return found.get(extension) ?? [];
  }

  function colleagueAt({ pbx, extension }: Phone): Colleague | null {
    const phone = models.get(pbx)?.phones.get(extension);
    const owner = owners.get(`${pbx}/${extension}`);
    const [here] = operators.usersAt(pbx, extension);
    const who = owner ?? here;
    if (!phone && !who) return null;
    const call = operators.callAt(pbx, extension);
    const state = stateOf(phone?.state ?? 'unknown', call?.state);
    const since = call && state !== 'offline' ? call.since : (phone?.since ?? null);
    const member = memberships(pbx, extension);
    return {
      pbx,
      extension,
      state,
      userId: who?.id ?? null,
      name: who?.name ?? member.find((one) => one.member.name !== '')?.member.name ?? '',
      since: since === null ? null : iso(since),
      signedIn: here !== undefined,
      doNotDisturb: operators.refusesCalls(pbx, extension),
      pause: pauseOf(member),
      queues: [...new Set(member.map(({ queue }) => queue))],
    };
  }

  function queueNow(pbx: string, name: string): Queue | null {
    const queue = models.get(pbx)?.queues.get(name);
    if (!queue) return null;
    const since = [...queue.waiting.values()];
    return {
      pbx,
      name,
      label: labelFor(pbx, name),
      waiting: since.length,
      longestSince: since.length === 0 ? null : iso(Math.min(...since)),
      members: [...queue.members.values()].map(memberView),
    };
  }

  function phonesThere(): Phone[] {
    const known = [...models].flatMap(([pbx, { phones }]) =>
      [...phones.keys()].map((extension) => ({ pbx, extension })),
    );
    const all = [...known, ...owners.values()];
    return [...new Map(all.map((one) => [`${one.pbx}/${one.extension}`, one])).values()];
  }

  return {
    hear(event) {
      const { pbx } = event;
      const { phones, queues } = reducePresence(modelOf(pbx), event);
      if (event.kind === 'member' || event.kind === 'member-gone' || event.kind === 'queues') {
        members.delete(pbx);
      }
      for (const extension of phones) touch(pbx, extension);
      for (const queue of queues) touchQueue(pbx, queue);
    },
    forget(pbx) {
      const model = models.get(pbx);
      models.delete(pbx);
      members.delete(pbx);
      for (const extension of model?.phones.keys() ?? []) touch(pbx, extension);
      for (const queue of model?.queues.keys() ?? []) touchQueue(pbx, queue);
    },
    touch,
    setPeople(users) {
      const before = owners;
      owners = new Map(users.flatMap(ownerOf));
      for (const { pbx, extension } of [...before.values(), ...owners.values()]) {
        touch(pbx, extension);
      }
    },
    all: () =>
      (whole ??= {
        colleagues: phonesThere().flatMap((one) => colleagueAt(one) ?? []),
        queues: [...models].flatMap(([pbx, { queues }]) =>
          [...queues.keys()].flatMap((name) => queueNow(pbx, name) ?? []),
        ),
      }),
    memberships,
    hasQueue,
  };
}

/** A user by each of their phones. */
function ownerOf(user: User) {
  const { id, name } = user;
  const phones = user.disabled ? [] : phonesOf(user);
  return phones.map(
    ({ pbx, extension }) => [`${pbx}/${extension}`, { id, name, pbx, extension }] as const,
  );
}

function membersIn(model: PresenceModel | undefined): Map<string, Membership[]> {
  const found = new Map<string, Membership[]>();
  for (const [queue, { members }] of model?.queues ?? []) {
    for (const member of members.values()) {
      if (member.extension === null) continue;
      const mine = found.get(member.extension);
      if (mine) mine.push({ queue, member });
      else found.set(member.extension, [{ queue, member }]);
    }
  }
  return found;
}

/** What the calls say of a phone is more than what the PBX says of the device, where it is there at all. */
function stateOf(
  device: Exclude<Colleague['state'], 'talking'>,
  call: 'ringing' | 'talking' | undefined,
): Colleague['state'] {
  if (call === undefined || device === 'offline' || device === 'held') return device;
  return call;
}

function pauseOf(memberships: readonly Membership[]): Colleague['pause'] {
  const pauses = memberships.flatMap(({ member }) => member.pause ?? []);
  const [first] = pauses;
  if (!first || pauses.length < memberships.length) return null;
  return { since: iso(Math.min(...pauses.map(({ since }) => since))), reason: first.reason };
}

function memberView({ extension, name, pause, fixed }: Member): QueueMember {
  return { extension, name, fixed, pause: pause && { ...pause, since: iso(pause.since) } };
}
