import { type NewPlace, phonesOf, type Place, type User, withOwnPhone } from '../contract/index.ts';
import type { Clock } from '../kernel/clock.ts';
import { AppError } from '../kernel/errors.ts';
import type { Secrets } from '../kernel/secrets.ts';
import { refuseOwned, refuseTwoInBrowser } from './phone-rules.ts';
import type { PlaceStore } from './place-store.ts';
import type { Sessions } from './sessions.ts';
import type { UserStore } from './store.ts';

/** Places that belong to nobody: people take one for as long as they are signed in, beside what phones they have. */
export interface Places {
  list(): Place[];
  /** Throws `AppError` `extension-taken`, `pbx-not-configured`. */
  add(place: NewPlace): Promise<Place>;
  /** Null when there is none. Throws `AppError` `one-browser-phone`. */
  setDevice(id: string, device: Place['device']): Promise<Place | null>;
  /** Whoever sits there is put out. Null when there is none. */
  remove(id: string): Promise<Place | null>;
  /** Throws `AppError` `place-occupied`, `one-browser-phone`, `not-found`. */
  take(id: string, user: User): Promise<Place>;
  /** The place that was left; null where the user sat nowhere. */
  leave(userId: string): Promise<Place | null>;
  /** Leaves for a user who is signed in nowhere any more. */
  leaveIfGone(userId: string): Promise<void>;
  renewSecrets(): Promise<void>;
}

/** The record under which the SIP password of a place is sealed. */
export function placeRecordOf(placeId: string): string {
  return `places/${placeId}/sip`;
}

/** Places over their store; a change of who sits where makes sockets come back with the new rights. */
export function createPlaces(parts: {
  store: PlaceStore;
  users: Pick<UserStore, 'list'>;
  sessions: Pick<Sessions, 'of' | 'refresh'>;
  secrets: Secrets;
  /** Scopes are to be worked out anew. */
  changed: () => void;
  pbxIds: () => readonly string[];
  clock: Pick<Clock, 'id'>;
}): Places {
  const { store, users, sessions, secrets } = parts;
  const find = (id: string) => store.list().find((place) => place.id === id) ?? null;

  async function moved(userId: string): Promise<void> {
    parts.changed();
    await sessions.refresh(userId);
  }

  async function leave(userId: string): Promise<Place | null> {
    const left = store.list().find(({ holder }) => holder?.id === userId) ?? null;
    if (await store.leave(userId)) await moved(userId);
    return left;
  }

  return {
    list: store.list,
    async add({ sipPassword, ...place }) {
      refuseOwned(place, { users: await users.list(), pbxIds: parts.pbxIds() });
      const id = parts.clock.id();
      const sealed =
        sipPassword === undefined ? null : secrets.seal(sipPassword, placeRecordOf(id));
      return store.add({ ...place, id, sipPassword: sealed });
    },
    async setDevice(id, device) {
      const { holder } = find(id) ?? {};
      const sitting = holder && (await users.list()).find((user) => user.id === holder.id);
      if (sitting) refuseBeside(sitting, device);
      const place = await store.setDevice(id, device);
      if (place?.holder) await moved(place.holder.id);
      return place;
    },
    async remove(id) {
      const place = find(id);
      if (!place) return null;
      await store.remove(id);
      if (place.holder) await moved(place.holder.id);
      return place;
    },
    async take(id, user) {
      const wanted = find(id);
      if (!wanted) throw new AppError('not-found');
      refuseBeside(user, wanted.device);
      await store.take(id, user.id);
      await moved(user.id);
      const place = find(id);
      if (!place) throw new AppError('not-found');
      return place;
    },
    leave,
    async leaveIfGone(userId) {
      if ((await sessions.of(userId)).length === 0) await leave(userId);
    },
    async renewSecrets() {
      for (const { id } of store.list()) {
        const sealed = store.password(id);
        const renewed = sealed === null ? null : secrets.renewed(sealed, placeRecordOf(id));
        if (renewed !== null) await store.setPassword(id, renewed);
      }
    },
  };
}

/** Beside the phones of their own, a place must not be a second one in the browser. */
function refuseBeside(user: User, device: Place['device']): void {
  const own = phonesOf(withOwnPhone(user));
  refuseTwoInBrowser([...own, { pbx: '', extension: '', device }]);
}
