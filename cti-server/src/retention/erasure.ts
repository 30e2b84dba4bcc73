import type { ContactStore, Dossiers, PhoneIndex } from '@perezvon/crm-core';
import type { CallLog } from '../call-log/call-log.ts';
import type { Forgotten, LoggedCall } from '../call-log/entry.ts';
import type { CaptureKeeper } from '../captures/keeper.ts';
import {
  type Erasure,
  type ErasureAnswer,
  type ErasureOrder,
  type ErasurePreview,
  type ErasureSubject,
  recordingsOf,
} from '../contract/index.ts';
import { type Clock, iso } from '../kernel/clock.ts';
import { AppError } from '../kernel/errors.ts';
import { nextTurn } from '../kernel/next-turn.ts';
import { createPerson, type NamingCall, type Person } from './person.ts';
import type { RecordingFiles } from './recording-files.ts';
import type { RetentionStore } from './store.ts';
import {
  type BegunErasure,
  type Orderer,
  resolveSubject,
  type Subject,
  type Whom,
} from './subject.ts';

/** Erases one person on request. */
export interface Erasures {
  /** What is kept of them. Throws `AppError` `not-found`, `erasure-contact`, `erasure-number`. */
  preview(subject: ErasureSubject): Promise<ErasurePreview>;
  /**
   * Erases them for good. It is many steps, each of which may be done again: what a crash cuts short goes on by `resume`.
   * Throws as `preview`, and `erasure-call-open` while a call with them goes on.
   */
  erase(order: ErasureOrder, by: Orderer): Promise<ErasureAnswer>;
  /** Those that were cut short. */
  begun(): BegunErasure[];
  /** Goes on with one of them. Throws `erasure-call-open`. */
  resume(begun: BegunErasure): Promise<ErasureAnswer>;
  /** Newest first. */
  list(): Erasure[];
  get(id: string): Erasure | null;
}

interface Found {
  readonly call: LoggedCall;
  readonly forgotten: Forgotten;
}

const MOST_LISTED = 200;
/** Calls whose captures go in one transaction. */
const AT_A_TIME = 50;

/** `readings`: what a text may mean as a number on a PBX, in E.164. */
export function createErasures(parts: {
  store: RetentionStore;
  callLog: Pick<CallLog, 'find' | 'forget' | 'remove' | 'lastN'>;
  captures: Pick<CaptureKeeper, 'forget'>;
  contacts: Pick<ContactStore, 'get' | 'remove'>;
  /** Wipes the words of removed names from the index of names. */
  wipeWords: () => Promise<void>;
  /** Wipes the bytes of what was removed from the database's files. */
  wipeBytes: () => Promise<void>;
  /** Deals, tasks and what was written of people. */
  dossiers: Dossiers;
  owners: PhoneIndex;
  files: RecordingFiles;
  readings: (pbx: string | null, text: string) => readonly string[];
  clock: Clock;
}): Erasures {
  const { store, callLog, captures, contacts, dossiers, wipeWords, wipeBytes } = parts;
  const { owners, files, readings, clock } = parts;
  const goingOn = new Set<string>();
  const resolve = (subject: ErasureSubject) =>
    resolveSubject(subject, { contacts, owners, readings: (text) => readings(null, text) });

  const personOf = ({ contactId, own }: Whom) =>
    createPerson({ contactId, numbers: own, readings });

  /** Reads the whole log, step by step. */
  async function callsOf(person: Person): Promise<Found[]> {
    const found: Found[] = [];
    for (let after: number | null = 0; after !== null; await nextTurn()) {
      const step = store.callsNaming(person.texts, after);
      for (const id of step.found) {
        const call = callLog.find(id);
        const forgotten = call && person.forgetIn(call);
        if (forgotten) found.push({ call, forgotten });
      }
      after = step.last;
    }
    return found;
  }

  async function forgetCalls(found: readonly Found[]) {
    const done = { recordings: 0, recordingsMissing: 0, recordingsLeft: 0, notes: 0 };
    const filesLeft: string[] = [];
    let reason: Erasure['reason'] = null;
    for (const { call, forgotten } of found) {
      const { id } = call.record;
      if (forgotten.whole && call.note !== '') done.notes += 1;
      for (const { file } of forgotten.whole ? recordingsOf(call.record) : []) {
        const removal = await files.remove(call.pbx, file);
        if (removal.kind === 'removed') done.recordings += 1;
        if (removal.kind === 'missing') done.recordingsMissing += 1;
        if (removal.kind === 'left') {
          done.recordingsLeft += 1;
          filesLeft.push(file);
          reason ??= removal.reason;
        }
      }
      await callLog.forget(id, forgotten, clock.now());
    }
    return { ...done, reason, filesLeft };
  }

  /** What the log said of them up to entry `upTo`; gives how many entries that were. */
  async function forgetEntries(person: Person, upTo: number): Promise<number> {
    let removed = 0;
    for (let after: number | null = 0; after !== null && after < upTo; await nextTurn()) {
      const { found, last } = store.entriesNaming(person.texts, after);
      const theirs = found.filter(({ n, body }) => n <= upTo && names(person, body));
      if (theirs.length > 0) removed += await store.removeEntries(theirs.map(({ n }) => n));
      after = last;
    }
    return removed;
  }

  async function forgetContact({ contactId, own }: Whom): Promise<number> {
    await store.removeChoices(contactId, own);
    if (contactId === null) return 0;
    const isRemoved = await contacts.remove(contactId);
    // also after one that was cut short between the two
    await wipeWords();
    return isRemoved ? 1 : 0;
  }

  async function nameOf({ contactId }: Whom): Promise<string | null> {
    return contactId === null ? null : ((await contacts.get(contactId))?.name ?? null);
  }

  async function captured(found: readonly Found[]): Promise<number> {
    const ids = found.map(({ call }) => call.record.id);
    let pieces = 0;
    for (let at = 0; at < ids.length; at += AT_A_TIME) {
      pieces += await captures.forget(ids.slice(at, at + AT_A_TIME));
    }
    return pieces;
  }

  async function carryOut(...what: Parameters<typeof eachStep>): Promise<ErasureAnswer> {
    const [{ id }] = what;
    goingOn.add(id);
    try {
      return await eachStep(...what);
    } finally {
      goingOn.delete(id);
    }
  }

  /** Each step finds what is left of it, so that all of them can be done again. */
  async function eachStep(
    { id, who, from, reference, whom }: BegunErasure,
    found: readonly Found[],
    more: Pick<Erasure, 'interrupted'>,
  ): Promise<ErasureAnswer> {
    const person = personOf(whom);
    const own = found.filter(({ forgotten }) => forgotten.whole);
    const calls = own.length;
    if (!more.interrupted) await store.beginErasure({ id, who, from, reference, whom });
    const dossier = await dossiers.erase(dossierOf(whom, own));
    const pieces = await captured(found);
    // the newest entry is never removed: from here on it is none of theirs
    await callLog.remove([], clock.now());
    const upTo = callLog.lastN();
    const { filesLeft, ...done } = await forgetCalls(found);
    await store.removeFindings(
      found.map(({ call }) => call.record.id),
      person.texts,
    );
    await store.removeMissed(whom.own);
    await store.removeFilters({ texts: person.texts, name: await nameOf(whom) });
    const entries = await forgetEntries(person, upTo);
    const erasure: Erasure = {
      id,
      at: iso(clock.now()),
      by: who.name || who.login,
      reference,
      calls,
      mentions: found.length - calls,
      captures: pieces,
      entries,
      ...done,
      ...dossier,
      numbers: whom.contactId === null ? 0 : whom.numbers.length,
      contacts: await forgetContact(whom),
      ...more,
    };
    await store.addErasure(erasure);
    await wipeBytes();
    return { erasure, filesLeft };
  }

  return {
    async preview(asked) {
      const subject = await resolve(asked);
      const whom = whomOf(subject);
      const found = await callsOf(personOf(whom));
      const own = found.filter(({ forgotten }) => forgotten.whole);
      return {
        name: subject.contact?.name ?? null,
        numbers: [...subject.numbers],
        calls: own.length,
        mentions: found.length - own.length,
        ...(await dossiers.count(dossierOf(whom, own))),
        notes: own.filter(({ call }) => call.note !== '').length,
        recordings: own.flatMap(({ call }) => recordingsOf(call.record)).length,
        shared: subject.numbers.filter((number) => !subject.own.includes(number)),
      };
    },
    async erase({ subject, reference }, by) {
      const whom = whomOf(await resolve(subject));
      const found = await callsOf(personOf(whom));
      whenNoneIsOpen(found);
      const begun = { ...by, id: clock.id(), reference: reference.trim(), whom };
      return carryOut(begun, found, {});
    },
    begun: () => store.begunErasures().filter(({ id }) => !goingOn.has(id)),
    async resume(begun) {
      const found = await callsOf(personOf(begun.whom));
      whenNoneIsOpen(found);
      return carryOut(begun, found, { interrupted: true });
    },
    list: () => store.erasures(MOST_LISTED),
    get: (id) => store.erasure(id),
  };
}

function whomOf({ contact, numbers, own }: Subject): Whom {
  return { contactId: contact?.id ?? null, numbers, own };
}

function whenNoneIsOpen(found: readonly Found[]): void {
  if (found.some(({ call }) => call.record.endedAt === null))
    throw new AppError('erasure-call-open');
}

function dossierOf({ contactId, own }: Whom, found: readonly Found[]) {
  return { contactId, numbers: own, callIds: found.map(({ call }) => call.record.id) };
}

/** Whether an entry's text is of a call that names them. */
function names(person: Person, body: string): boolean {
  const call = JSON.parse(body) as Partial<NamingCall>;
  return call.record !== undefined && person.forgetIn(call as NamingCall) !== null;
}
