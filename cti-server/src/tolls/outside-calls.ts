import type { Entry, LoggedCall } from '../call-log/entry.ts';
import type { CallRecord, PhoneName } from '../contract/index.ts';

/** A call that was placed and that the log may not know yet. */
export interface Placed {
  /** Whoever placed it knows that it is over, or never came about. */
  over(): void;
}

/** The outside calls that go on: those that the log knows, and those just placed. */
export interface OutsideCalls {
  /** Listens to the log. */
  follow(entry: Entry): void;
  /** A phone places one. `surely`: whoever placed it will say that it is over. */
  place(phone: PhoneName, surely: boolean): Placed;
  /** How many of some phones go on, each of which may be named twice. */
  count(phones: readonly PhoneName[]): number;
  /** Those that the log knows. */
  open(): Iterable<Pick<LoggedCall, 'pbx' | 'record'>>;
}

/** What was placed and did not appear in the log within this time never will. */
const APPEARS_WITHIN_MS = 60_000;

interface Slot extends PhoneName {
  readonly at: number;
  readonly surely: boolean;
  /** The call that it turned out to be. */
  call: string | null;
}

/** Whether somebody outside is called: by us, or by passing a call on. */
export function goesOutside(record: CallRecord): boolean {
  if (record.state === 'ended') return false;
  if (record.direction === 'outbound') return true;
  return record.legs.some(({ kind, endedAt }) => kind === 'external' && endedAt === null);
}

/**
 * A placed call takes a slot at once, so that fifty at the same moment count as fifty. The first call of that
 * phone that appears in the log is it. What the log knows of a PBX that is away may be long over, and does not count.
 */
export function createOutsideCalls(parts: {
  open: readonly Pick<LoggedCall, 'pbx' | 'record'>[];
  isUp: (pbx: string) => boolean;
  clock: { monotonic(): number };
}): OutsideCalls {
  const { isUp, clock } = parts;
  const calls = new Map<string, Pick<LoggedCall, 'pbx' | 'record'>>();
  let slots: Slot[] = [];
  for (const call of parts.open) if (goesOutside(call.record)) calls.set(call.record.id, call);

  const drop = (gone: (slot: Slot) => boolean) => {
    slots = slots.filter((slot) => !gone(slot));
  };
  const isOf =
    (...phones: readonly PhoneName[]) =>
    ({ pbx, extension }: PhoneName) =>
      phones.some((one) => one.pbx === pbx && one.extension === extension);

  /** Which placed call it is, once it is seen to lead outside. */
  function match({ pbx, record }: Pick<LoggedCall, 'pbx' | 'record'>): void {
    const { id, from, direction } = record;
    if (from === null || direction !== 'outbound' || slots.some((slot) => slot.call === id)) return;
    const isOwn = isOf({ pbx, extension: from });
    const slot = slots.find((one) => one.call === null && isOwn(one));
    if (slot) slot.call = id;
  }

  return {
    follow(entry) {
      if (entry.kind !== 'call') return;
      const { pbx, record, merged } = entry;
      const isNew = !calls.has(record.id);
      for (const id of merged) calls.delete(id);
      if (isNew) match({ pbx, record });
      if (goesOutside(record)) calls.set(record.id, { pbx, record });
      else calls.delete(record.id);
      const ended = record.state === 'ended' ? [record.id, ...merged] : merged;
      drop(({ call }) => call !== null && ended.includes(call));
    },
    place(phone, surely) {
      const slot: Slot = { ...phone, at: clock.monotonic(), surely, call: null };
      slots.push(slot);
      return { over: () => drop((one) => one === slot) };
    },
    count(phones) {
      const since = clock.monotonic() - APPEARS_WITHIN_MS;
      drop(({ call, surely, at }) => call === null && !surely && at < since);
      const isOwn = isOf(...phones);
      const own = slots.filter(isOwn);
      const known = [...calls.values()].filter(
        ({ pbx, record: { id, from, direction } }) =>
          direction === 'outbound' &&
          from !== null &&
          isOwn({ pbx, extension: from }) &&
          isUp(pbx) &&
          !own.some(({ call }) => call === id),
      );
      return own.length + known.length;
    },
    open: () => calls.values(),
  };
}
