import type { Entry } from '../call-log/entry.ts';
import { phonesOf, ringingNow, talkingNow, type User } from '../contract/index.ts';

/** What a phone does in a call of the log; `since` ms epoch. */
export interface PhoneCall {
  readonly callId: string;
  readonly state: 'ringing' | 'talking';
  readonly since: number;
}

/** One open page. */
export interface Visit {
  /** Its phone refuses calls from now on, or takes them again. */
  readonly setDoNotDisturb: (on: boolean) => void;
  readonly leave: () => void;
}

/** Who is signed in, at which extension, and what their phones do. Fed by the live channel's sockets and the log. */
export interface Operators {
  /** A socket of this user opened. */
  join: (user: User) => Visit;
  /** The users who are signed in and have an extension of a PBX, as their first phone or a further one. */
  usersAt: (pbx: string, extension: string) => User[];
  online: () => User[];
  /** Whether a browser phone there refuses calls: every page that is open at it does. */
  refusesCalls: (pbx: string, extension: string) => boolean;
  /** The call that an extension talks in, else the one that rings there; null when there is none. */
  callAt: (pbx: string, extension: string) => PhoneCall | null;
  /** Takes in what the log tells. */
  follow: (entry: Entry) => void;
  /** `listener` hears where somebody came, went, is rung, talks or talks no more. */
  watch: (listener: (pbx: string, extension: string) => void) => void;
}

interface Socket {
  readonly user: User;
  isUndisturbed: boolean;
}

interface PhoneOfCall extends PhoneCall {
  readonly pbx: string;
  readonly extension: string;
}

/** Nobody is signed in yet, no phone is busy. */
export function createOperators(): Operators {
  const sockets = new Set<Socket>();
  /** Those sockets by phone, and the calls of each phone by id. */
  const atPhone = new Map<string, Set<Socket>>();
  const callsAt = new Map<string, Map<string, PhoneCall>>();
  /** Call → its phones that ring or talk. */
  const phonesIn = new Map<string, readonly PhoneOfCall[]>();
  let told: (pbx: string, extension: string) => void = () => {};

  const usersOf = (list: Iterable<{ readonly user: User }>) => [
    ...new Map([...list].map(({ user }) => [user.id, user])).values(),
  ];

  function setPhones(id: string, phones: readonly PhoneOfCall[]): void {
    const before = phonesIn.get(id) ?? [];
    if (before.length === 0 && phones.length === 0) return;
    for (const { pbx, extension } of before) drop(callsAt, phone(pbx, extension), id);
    for (const one of phones) {
      const key = phone(one.pbx, one.extension);
      callsAt.set(key, (callsAt.get(key) ?? new Map<string, PhoneCall>()).set(id, one));
    }
    if (phones.length === 0) phonesIn.delete(id);
    else phonesIn.set(id, phones);
    for (const { pbx, extension } of [...before, ...phones]) told(pbx, extension);
  }

  return {
    join(user) {
      const socket: Socket = { user, isUndisturbed: false };
      const phones = phonesOf(user);
      sockets.add(socket);
      for (const { pbx, extension } of phones) {
        const key = phone(pbx, extension);
        atPhone.set(key, (atPhone.get(key) ?? new Set()).add(socket));
        told(pbx, extension);
      }
      return {
        setDoNotDisturb(on) {
          socket.isUndisturbed = on;
          for (const { pbx, extension } of phones) told(pbx, extension);
        },
        leave() {
          sockets.delete(socket);
          for (const { pbx, extension } of phones) {
            drop(atPhone, phone(pbx, extension), socket);
            told(pbx, extension);
          }
        },
      };
    },
    refusesCalls(pbx, extension) {
      const there = [...(atPhone.get(phone(pbx, extension)) ?? [])];
      const isBrowser = ({ user }: Socket) =>
        phonesOf(user).some(
          (one) => one.pbx === pbx && one.extension === extension && one.device === 'browser',
        );
      return there.length > 0 && there.every((one) => one.isUndisturbed && isBrowser(one));
    },
    usersAt: (pbx, extension) => usersOf(atPhone.get(phone(pbx, extension)) ?? []),
    online: () => usersOf(sockets),
    callAt(pbx, extension) {
      const calls = [...(callsAt.get(phone(pbx, extension))?.values() ?? [])];
      return calls.find(({ state }) => state === 'talking') ?? calls[0] ?? null;
    },
    follow(entry) {
      if (entry.kind !== 'call') return;
      const { pbx, record, merged } = entry;
      for (const gone of merged) setPhones(gone, []);
      setPhones(record.id, record.state === 'ended' ? [] : activeIn(pbx, record));
    },
    watch(listener) {
      told = listener;
    },
  };
}

function activeIn(pbx: string, record: Extract<Entry, { kind: 'call' }>['record']): PhoneOfCall[] {
  const since = (extension: string, at: 'rangAt' | 'answeredAt') =>
    record.legs.findLast(({ party, endedAt }) => party === extension && endedAt === null)?.[at];
  const of = (list: readonly string[], state: PhoneCall['state']) =>
    list.map((extension) => {
      const began = since(extension, state === 'ringing' ? 'rangAt' : 'answeredAt');
      const at = Date.parse(began ?? record.startedAt);
      return { callId: record.id, pbx, extension, state, since: at };
    });
  return [...of(ringingNow(record), 'ringing'), ...of(talkingNow(record), 'talking')];
}

/** Takes one out of what a key has; of a key that has nothing nothing is kept. */
function drop<T>(
  all: Map<string, { delete(one: T): boolean; readonly size: number }>,
  key: string,
  one: T,
): void {
  const some = all.get(key);
  some?.delete(one);
  if (some?.size === 0) all.delete(key);
}

function phone(pbx: string, extension: string): string {
  return `${pbx}/${extension}`;
}
