import type { Entry } from '../call-log/entry.ts';
import { isPhoneOf, ringingNow, talkingNow, type User } from '../contract/index.ts';

/** What an operator's phone does: `busy` when it rings or talks, `offline` when nobody is signed in at it. */
export type OperatorState = 'available' | 'busy' | 'offline';

/** Who is signed in, at which extension, in which state. Fed by the live channel's sockets and the log. */
export interface Operators {
  /** A socket of this user opened; gives the way out. */
  join: (user: User) => () => void;
  /** The users who are signed in and have an extension of a PBX. */
  usersAt: (pbx: string, extension: string) => User[];
  online: () => User[];
  stateAt: (pbx: string, extension: string) => OperatorState;
  /** Takes in what the log tells. */
  follow: (entry: Entry) => void;
}

/** Nobody is signed in yet, no phone is busy. */
export function createOperators(): Operators {
  const sockets = new Set<{ readonly user: User }>();
  /** Call → its phones that ring or talk. */
  const busy = new Map<string, ReadonlySet<string>>();

  const online = () => [...new Map([...sockets].map(({ user }) => [user.id, user])).values()];
  const usersAt = (pbx: string, extension: string) =>
    online().filter((user) => isPhoneOf(user, { pbx, extension }));

  return {
    join(user) {
      const socket = { user };
      sockets.add(socket);
      return () => void sockets.delete(socket);
    },
    usersAt,
    online,
    stateAt(pbx, extension) {
      if (usersAt(pbx, extension).length === 0) return 'offline';
      const isBusy = [...busy.values()].some((phones) => phones.has(phone(pbx, extension)));
      return isBusy ? 'busy' : 'available';
    },
    follow(entry) {
      if (entry.kind !== 'call') return;
      const { pbx, record, merged } = entry;
      for (const gone of merged) busy.delete(gone);
      const active = [...ringingNow(record), ...talkingNow(record)];
      if (record.state === 'ended' || active.length === 0) busy.delete(record.id);
      else busy.set(record.id, new Set(active.map((extension) => phone(pbx, extension))));
    },
  };
}

function phone(pbx: string, extension: string): string {
  return `${pbx}/${extension}`;
}
