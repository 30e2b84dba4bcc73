import type { ContactStore, Dossiers, PhoneIndex } from '@perezvon/crm-core';
import type { CallLog } from '../call-log/call-log.ts';
import type { Forgotten, LoggedCall } from '../call-log/entry.ts';
import type { CaptureKeeper } from '../captures/keeper.ts';
import type {
  Erasure,
  ErasureAnswer,
  ErasureOrder,
  ErasurePreview,
  ErasureSubject,
} from '../contract/index.ts';
import { type Clock, iso } from '../kernel/clock.ts';
import { AppError } from '../kernel/errors.ts';
import { createPerson, type NamingCall, type Person } from './person.ts';
import type { RecordingFiles } from './recording-files.ts';
import type { RetentionStore } from './store.ts';
import { resolveSubject, type Subject } from './subject.ts';

/** Erases one person on request. */
export interface Erasures {
  /** What is kept of them. Throws `AppError` `not-found`, `erasure-contact`, `erasure-number`. */
  preview(subject: ErasureSubject): Promise<ErasurePreview>;
  /**
   * Erases them for good; `by`: who does it. A crash in between leaves the rest for another time. Throws as `preview`,
   * and `erasure-call-open` while a call with them goes on.
   */
  erase(order: ErasureOrder, by: string): Promise<ErasureAnswer>;
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
  /** Deals, tasks and what was written of people. */
  dossiers: Dossiers;
  owners: PhoneIndex;
  files: RecordingFiles;
  readings: (pbx: string | null, text: string) => readonly string[];
  clock: Clock;
}): Erasures {
  const { store, callLog, captures, contacts, dossiers, wipeWords } = parts;
  const { owners, files, readings, clock } = parts;
  const resolve = (subject: ErasureSubject) =>
    resolveSubject(subject, { contacts, owners, readings: (text) => readings(null, text) });

  const personOf = ({ contact, own }: Subject) =>
    createPerson({ contactId: contact?.id ?? null, numbers: own, readings });

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
      const { id, recording } = call.record;
      if (forgotten.whole && call.note !== '') done.notes += 1;
      if (forgotten.whole && recording !== null) {
        const removal = await files.remove(call.pbx, recording);
        if (removal.kind === 'removed') done.recordings += 1;
        if (removal.kind === 'missing') done.recordingsMissing += 1;
        if (removal.kind === 'left') {
          done.recordingsLeft += 1;
          filesLeft.push(recording);
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

  async function forgetContact({ contact, own }: Subject): Promise<number> {
    await store.removeChoices(contact?.id ?? null, own);
    if (!contact || !(await contacts.remove(contact.id))) return 0;
    await wipeWords();
    return 1;
  }

  async function captured(found: readonly Found[]): Promise<number> {
    const ids = found.map(({ call }) => call.record.id);
    let pieces = 0;
    for (let at = 0; at < ids.length; at += AT_A_TIME) {
      pieces += await captures.forget(ids.slice(at, at + AT_A_TIME));
    }
    return pieces;
  }

  return {
    async preview(asked) {
      const subject = await resolve(asked);
      const found = await callsOf(personOf(subject));
      const own = found.filter(({ forgotten }) => forgotten.whole);
      return {
        name: subject.contact?.name ?? null,
        numbers: [...subject.numbers],
        calls: own.length,
        mentions: found.length - own.length,
        ...(await dossiers.count(dossierOf(subject, own))),
        notes: own.filter(({ call }) => call.note !== '').length,
        recordings: own.filter(({ call }) => call.record.recording !== null).length,
        shared: subject.numbers.filter((number) => !subject.own.includes(number)),
      };
    },
    async erase({ subject: asked, reference }, by) {
      const subject = await resolve(asked);
      const person = personOf(subject);
      const found = await callsOf(person);
      if (found.some(({ call }) => call.record.endedAt === null)) {
        throw new AppError('erasure-call-open');
      }
      const own = found.filter(({ forgotten }) => forgotten.whole);
      const calls = own.length;
      const dossier = await dossiers.erase(dossierOf(subject, own));
      const pieces = await captured(found);
      // the newest entry is never removed: from here on it is none of theirs
      await callLog.remove([], clock.now());
      const upTo = callLog.lastN();
      const { filesLeft, ...done } = await forgetCalls(found);
      await store.removeFindings(
        found.map(({ call }) => call.record.id),
        person.texts,
      );
      await store.removeMissed(subject.own);
      const entries = await forgetEntries(person, upTo);
      const erasure: Erasure = {
        ...{ id: clock.id(), at: iso(clock.now()), by, reference: reference.trim() },
        ...{ calls, mentions: found.length - calls, captures: pieces, entries, ...done },
        ...dossier,
        numbers: subject.contact ? subject.numbers.length : 0,
        contacts: await forgetContact(subject),
      };
      await store.addErasure(erasure);
      return { erasure, filesLeft };
    },
    list: () => store.erasures(MOST_LISTED),
    get: (id) => store.erasure(id),
  };
}

function dossierOf({ contact, own }: Subject, found: readonly Found[]) {
  const callIds = found.map(({ call }) => call.record.id);
  return { contactId: contact?.id ?? null, numbers: own, callIds };
}

/** Whether an entry's text is of a call that names them. */
function names(person: Person, body: string): boolean {
  const call = JSON.parse(body) as Partial<NamingCall>;
  return call.record !== undefined && person.forgetIn(call as NamingCall) !== null;
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
