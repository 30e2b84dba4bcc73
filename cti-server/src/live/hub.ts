import type { CallLog } from '../call-log/call-log.ts';
import type { Entry, LoggedCall } from '../call-log/entry.ts';
import {
  LIVE_VERSION,
  type CallView,
  type LiveMessage,
  type PbxStatus,
  type ResumeRequest,
  type User,
} from '../contract/index.ts';
import { maySee } from '../screen-pop/audience.ts';
import { LIVE_RIGHTS, type Reach, reachOf } from '../users/rights.ts';
import type { Presence, PresenceNews } from '../presence/presence.ts';
import { endpointsOf, type Scope, type Scopes } from '../users/scopes.ts';
import { entryTexts, type EntryTexts } from './entry-texts.ts';
import { planResume } from './resume.ts';
import type { LiveSession } from './session.ts';

/** Tells every entry of the log to all who may see it, in its order. */
export interface Hub {
  add: (session: LiveSession) => void;
  remove: (session: LiveSession) => void;
  /** W1 Brings a session up to date; from then on it is told everything. */
  resume: (session: LiveSession, request: ResumeRequest) => void;
  tell: (entry: Entry) => void;
  tellPbx: (status: PbxStatus) => void;
  /** There are other PBXs than before. */
  tellLinks: () => void;
  /** Somebody said something of missed callers. */
  tellMissed: () => void;
  /** Deals, tasks or the like of a contact changed. */
  tellWork: (contactId: string | null) => void;
  /** Of colleagues and queues what changed. */
  tellPresence: (news: PresenceNews) => void;
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
  presence: Pick<Presence, 'all'>;
  scopes: Pick<Scopes, 'of'>;
}): Hub {
  const { log, view, pbx, presence, scopes } = options;
  const sessions = new Set<LiveSession>();

  /** Whose calls a user is told of by this kind of message. */
  function scopeOf(user: User, type: LiveMessage['type']): Scope {
    const reach: Reach | null = reachOf(LIVE_RIGHTS[type], user.role);
    return reach === null ? NOBODY : scopes.of(user, reach);
  }

  function resume(session: LiveSession, request: ResumeRequest): void {
    const plan = planResume(log, request);
    const present = presenceNow(session.user);
    if (plan.kind === 'snapshot') return session.answer([snapshot(session), ...present]);
    const missed = plan.entries.flatMap((entry) => textsFor(session.user, entryTexts(entry, view)));
    const { epoch } = log;
    const n = log.lastN();
    const links = pbx().map((status) => statusFor(session.user, status));
    session.answer([
      ...missed,
      text({ type: 'resumed', n, epoch, version: LIVE_VERSION, pbx: links }),
      ...present,
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

  function presenceText(user: User, news: PresenceNews): string {
    const seen = presenceWithin(scopeOf(user, 'presence'), news);
    return text({ type: 'presence', n: log.lastN(), ...seen });
  }

  /** Written out once for all who come back before it changes; but for the number, which comes first. */
  let shared: { readonly of: object; readonly rest: string } | null = null;

  /** All of it, in one message; none where nothing is known. */
  function presenceNow(user: User): string[] {
    const all = presence.all();
    if (all.colleagues.length === 0 && all.queues.length === 0) return [];
    const news = { ...all, gone: NOBODY_GONE };
    if (scopeOf(user, 'presence') !== 'all') return [presenceText(user, news)];
    if (shared?.of !== all) shared = { of: all, rest: JSON.stringify(news).slice(1) };
    return [`{"type":"presence","n":${log.lastN()},${shared.rest}`];
  }

  function tellPresence(news: PresenceNews): void {
    let told: string[] | null = null;
    tellAll((user) => {
      if (scopeOf(user, 'presence') !== 'all') return [presenceText(user, news)];
      told ??= [presenceText(user, news)];
      return told;
    });
  }

  return {
    tellMissed,
    tellWork,
    tellPresence,
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

const NOBODY_GONE: PresenceNews['gone'] = { colleagues: [], queues: [] };

/** Colleagues whose extension is within the scope; queues are everybody's who hears of any. */
function presenceWithin(scope: Scope, news: PresenceNews): PresenceNews {
  if (scope === 'all') return news;
  const has = (one: { pbx: string; extension: string }) =>
    scope.get(one.pbx)?.has(one.extension) ?? false;
  const { colleagues, queues, gone } = news;
  return {
    colleagues: colleagues.filter(has),
    queues,
    gone: { ...gone, colleagues: gone.colleagues.filter(has) },
  };
}

/** Hosts and names of accounts are for who can put them right. */
function statusFor(user: User, status: PbxStatus): PbxStatus {
  return user.role === 'admin' ? status : { ...status, detail: null };
}

function text(message: LiveMessage): string {
  return JSON.stringify(message);
}
