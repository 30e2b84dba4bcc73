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
  closeAll: (code: number, reason: string) => void;
  /** Sessions that are told everything. */
  size: () => number;
}

/** Calls that a snapshot brings beside the open ones: the newest of the reader's own lists. */
const NEWEST = 30;

/** `view` makes a logged call what a browser sees; `pbx` gives the present state of the connections. */
export function createHub(options: {
  log: Pick<CallLog, 'epoch' | 'firstN' | 'lastN' | 'since' | 'open' | 'newest' | 'atRest'>;
  view: (call: LoggedCall) => CallView;
  pbx: () => PbxStatus[];
}): Hub {
  const { log, view, pbx } = options;
  const sessions = new Set<LiveSession>();

  function resume(session: LiveSession, request: LiveRequest): void {
    const plan = planResume(log, request);
    if (plan.kind === 'snapshot') return session.answer([snapshot(session)]);
    const missed = plan.entries.flatMap((entry) => entryTexts(entry, view).for(session.user));
    const { epoch } = log;
    const n = log.lastN();
    const links = pbx().map((status) => statusFor(session.user, status));
    session.answer([
      ...missed,
      text({ type: 'resumed', n, epoch, version: LIVE_VERSION, pbx: links }),
    ]);
  }

  function snapshot({ user }: LiveSession): string {
    const own = user.role === 'operator' ? [user.extension ?? ''] : null;
    const seen = [...log.open(), ...log.newest(NEWEST, own)].filter((call) =>
      maySee(user, call.pbx, call.record),
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

  function tellAll(texts: Pick<EntryTexts, 'for'>): void {
    for (const session of sessions) {
      if (!session.isLive()) continue;
      for (const one of texts.for(session.user)) session.send(one);
    }
  }

  function tellPbx(status: PbxStatus): void {
    const n = log.lastN();
    tellAll({ for: (user) => [text({ type: 'pbx', n, status: statusFor(user, status) })] });
  }

  function tellLinks(): void {
    const n = log.lastN();
    const linksFor = (user: User) => pbx().map((status) => statusFor(user, status));
    tellAll({ for: (user) => [text({ type: 'links', n, pbx: linksFor(user) })] });
  }

  return {
    add: (session) => void sessions.add(session),
    remove: (session) => void sessions.delete(session),
    // else what is read now would be told once more
    resume: (session, request) => log.atRest(() => resume(session, request)),
    tell(entry) {
      if (entry.kind === 'call') return tellAll(entryTexts(entry, view));
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
