import { and, asc, type DatabaseHandle, eq, isNull, transaction } from '@perezvon/crm-core';
import type { NewPlace, Place } from '../contract/index.ts';
import { AppError } from '../kernel/errors.ts';
import { extensionTaken, SHARED } from './phone-rules.ts';
import type { Endpoint } from './scopes.ts';
import { places, seatings, users } from './table.ts';

/** Shared places and who sat there when. */
export interface PlaceStore {
  /** By PBX and extension. */
  list(): Place[];
  /** Sealed; null where none is set. */
  password(placeId: string): string | null;
  /** Where a user sat and sits, each with its time. */
  seatsOf(userId: string): Endpoint[];
  /** `id` is one that nobody has, `sipPassword` sealed. Throws `AppError` `extension-taken`. */
  add(
    place: Omit<NewPlace, 'sipPassword'> & {
      readonly id: string;
      readonly sipPassword: string | null;
    },
  ): Promise<Place>;
  /** Null when there is no such place. */
  setDevice(placeId: string, device: Place['device']): Promise<Place | null>;
  setPassword(placeId: string, sealed: string): Promise<void>;
  /** Ends who sits there, too. */
  remove(placeId: string): Promise<void>;
  /** Seats a user; where they sit already is left. Throws `AppError` `place-occupied`. */
  take(placeId: string, userId: string): Promise<void>;
  /** Whether they sat anywhere. */
  leave(userId: string): Promise<boolean>;
}

/** The places in an SQLite database. */
export function createPlaceStore(
  handle: DatabaseHandle,
  ids: { id(): string; now(): number },
): PlaceStore {
  const { db } = handle;
  const sitting = isNull(seatings.until);

  const list = (): Place[] =>
    db
      .select({
        id: places.id,
        pbx: places.pbx,
        extension: places.extension,
        device: places.device,
        holder: { id: users.id, name: users.name },
      })
      .from(places)
      .leftJoin(
        seatings,
        and(eq(seatings.pbx, places.pbx), eq(seatings.extension, places.extension), sitting),
      )
      .leftJoin(users, eq(users.id, seatings.userId))
      .orderBy(asc(places.pbx), asc(places.extension))
      .all();

  const stand = (condition: ReturnType<typeof and>) =>
    db.update(seatings).set({ until: ids.now() }).where(condition).run().changes > 0;

  return {
    list,
    password: (id) => db.select().from(places).where(eq(places.id, id)).get()?.sipPassword ?? null,
    seatsOf: (userId) =>
      db
        .select()
        .from(seatings)
        .where(eq(seatings.userId, userId))
        .orderBy(asc(seatings.since))
        .all()
        .map(({ pbx, extension, since, until }) => ({
          pbx,
          extension,
          during: { from: since, to: until ?? Infinity },
        })),
    add: async (place) =>
      transaction(handle, () => {
        const { pbx, extension } = place;
        const same = list().some((one) => one.pbx === pbx && one.extension === extension);
        if (same) throw extensionTaken(extension, { whose: SHARED });
        db.insert(places).values(place).run();
        const { sipPassword: _, ...made } = place;
        return { ...made, holder: null };
      }),
    setDevice: async (id, device) =>
      transaction(handle, () => {
        db.update(places).set({ device }).where(eq(places.id, id)).run();
        return list().find((one) => one.id === id) ?? null;
      }),
    async setPassword(id, sipPassword) {
      transaction(handle, () =>
        db.update(places).set({ sipPassword }).where(eq(places.id, id)).run(),
      );
    },
    async remove(id) {
      transaction(handle, () => {
        const gone = db.delete(places).where(eq(places.id, id)).returning().get();
        if (!gone) return;
        const { pbx, extension } = gone;
        stand(and(eq(seatings.pbx, pbx), eq(seatings.extension, extension), sitting));
      });
    },
    take: async (id, userId) =>
      transaction(handle, () => {
        const place = list().find((one) => one.id === id);
        if (!place) throw new AppError('not-found');
        const { pbx, extension, holder } = place;
        if (holder?.id === userId) return;
        if (holder) {
          throw new AppError('place-occupied', { values: { extension, name: holder.name } });
        }
        stand(and(eq(seatings.userId, userId), sitting));
        const row = { id: ids.id(), userId, pbx, extension, since: ids.now(), until: null };
        db.insert(seatings).values(row).run();
      }),
    leave: async (userId) =>
      transaction(handle, () => stand(and(eq(seatings.userId, userId), sitting))),
  };
}
