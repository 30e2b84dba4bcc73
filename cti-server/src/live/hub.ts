import type { CallLog } from '../call-log/call-log.ts';
import type { Entry, LoggedCall } from '../call-log/entry.ts';
import {
  LIVE_VERSION,
  type CallView,
  type LiveMessage,
  type LiveRequest,
  type PbxStatus,
  type User,
} from '../contract/index.ts';
import { maySee } from '../screen-pop/audience.ts';
import { LIVE_RIGHTS, type Reach, reachOf } from '../users/rights.ts';
import { endpointsOf, type Scope, type Scopes } from '../users/scopes.ts';
import { entryTexts, type EntryTexts } from './entry-texts.ts';
import { planResume } from './resume.ts';
import type { LiveSession } from './session.ts';

/** Tells every entry of the log to all who may see it, in its order. */
export interface Hub {
  add: (session: LiveSession) => void;
  remove: (session: LiveSession) => void;
  /** W1 Brings a session up to date; from then on it is told everything. */
  resume: (session: LiveSession, request: LiveRequest) => void;
  tell: (entry: Entry) => void;
  tellPbx: (status: PbxStatus) => void;
  /** There are other PBXs than before. */
  tellLinks: () => void;
  /** Somebody said something of missed callers. */
  tellMissed: () => void;
  /** Deals, tasks or the like of a contact changed. */
  tellWork: (contactId: string | null) => void;
  closeAll: (code: number, reason: string) => void;
  /** Sessions that are told everything. */
  size: () => number;
}

/** Calls that a snapshot brings beside the open ones: the newest of the reader's own lists. */
const NEWEST = 30;
/** The scope of who may not hear a message at all. */
const NOBODY: Scope = new Map();

/**
 * `view` makes a logged call what a browser sees; `pbx` gives the present state of the connections; `scopes` whose
 * calls a reader sees, asked at every message: it changes while sockets are open.
 */
export function createHub(options: {
  log: Pick<CallLog, 'epoch' | 'firstN' | 'lastN' | 'since' | 'open' | 'newest' | 'atRest'>;
  view: (call: LoggedCall) => CallView;
  pbx: () => PbxStatus[];
  scopes: Pick<Scopes, 'of'>;
}): Hub {
  const { log, view, pbx, scopes } = options;
  const sessions = new Set<LiveSession>();

  /** Whose calls a user is told of by this kind of message. */
  function scopeOf(user: User, type: LiveMessage['type']): Scope {
    const reach: Reach | null = reachOf(LIVE_RIGHTS[type], user.role);
    return reach === null ? NOBODY : scopes.of(user, reach);
  }

  function resume(session: LiveSession, request: LiveRequest): void {
    const plan = planResume(log, request);
    if (plan.kind === 'snapshot') return session.answer([snapshot(session)]);
    const missed = plan.entries.flatMap((entry) => textsFor(session.user, entryTexts(entry, view)));
    const { epoch } = log;
    const n = log.lastN();
    const links = pbx().map((status) => statusFor(session.user, status));
    session.answer([
      ...missed,
      text({ type: 'resumed', n, epoch, version: LIVE_VERSION, pbx: links }),
    ]);
  }

  function snapshot({ user }: LiveSession): string {
    const scope = scopeOf(user, 'snapshot');
    const seen = [...log.open(), ...log.newest(NEWEST, endpointsOf(scope))].filter((call) =>
      maySee(scope, call.pbx, call.record),
    );
    const calls = [...new Map(seen.map((call) => [call.record.id, call])).values()].map(view);
    const { epoch } = log;
    return text({
      type: 'snapshot',
      n: log.lastN(),
      epoch,
      version: LIVE_VERSION,
      calls,
      pbx: pbx().map((status) => statusFor(user, status)),
    });
  }

  /** What of a call's news is for this user. */
  function textsFor(user: User, texts: EntryTexts): readonly string[] {
    return texts.for(user, scopeOf(user, 'call'));
  }

  function tellAll(textsOf: (user: User) => readonly string[]): void {
    for (const session of sessions) {
      if (!session.isLive()) continue;
      for (const one of textsOf(session.user)) session.send(one);
    }
  }

  function tellPbx(status: PbxStatus): void {
    const n = log.lastN();
    tellAll((user) => [text({ type: 'pbx', n, status: statusFor(user, status) })]);
  }

  function tellLinks(): void {
    const n = log.lastN();
    const linksFor = (user: User) => pbx().map((status) => statusFor(user, status));
    tellAll((user) => [text({ type: 'links', n, pbx: linksFor(user) })]);
  }

  function tellMissed(): void {
    const told = [text({ type: 'missed', n: log.lastN() })];
    tellAll(() => told);
  }

  function tellWork(contactId: string | null): void {
    const told = [text({ type: 'work', n: log.lastN(), contactId })];
    tellAll(() => told);
  }

  return {
    tellMissed,
    tellWork,
    add: (session) => void sessions.add(session),
    remove: (session) => void sessions.delete(session),
    // else what is read now would be told once more
    resume: (session, request) => log.atRest(() => resume(session, request)),
    tell(entry) {
      if (entry.kind !== 'gap') {
        const texts = entryTexts(entry, view);
        return tellAll((user) => textsFor(user, texts));
      }
      const status = pbx().find((one) => one.pbx === entry.pbx);
      if (status) tellPbx(status);
    },
    tellPbx,
    tellLinks,
    closeAll(code, reason) {
      for (const session of sessions) session.close(code, reason);
    },
    size: () => [...sessions].filter((session) => session.isLive()).length,
  };
}

/** Hosts and names of accounts are for who can put them right. */
function statusFor(user: User, status: PbxStatus): PbxStatus {
  return user.role === 'admin' ? status : { ...status, detail: null };
}

function text(message: LiveMessage): string {
  return JSON.stringify(message);
}
