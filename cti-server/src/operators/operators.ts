import type { User } from '../contract/index.ts';

/** Who is signed in, and at which extension. Fed by the live channel's sockets. */
export interface Operators {
  /** A socket of this user opened; gives the way out. */
  join(user: User): () => void;
  /** Ids of the users who are signed in at an extension of a PBX. */
  at(pbx: string, extension: string): string[];
  online(): User[];
}

/** Nobody is signed in yet. */
export function createOperators(): Operators {
  const sockets = new Map<symbol, User>();
  return {
    join(user) {
      const socket = Symbol(user.login);
      sockets.set(socket, user);
      return () => void sockets.delete(socket);
    },
    at: (pbx, extension) => [
      ...new Set(
        [...sockets.values()]
          .filter((user) => user.pbx === pbx && user.extension === extension)
          .map(({ id }) => id),
      ),
    ],
    online: () => [...new Map([...sockets.values()].map((user) => [user.id, user])).values()],
  };
}
