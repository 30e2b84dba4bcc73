import type { CallLog } from '../call-log/call-log.ts';
import type { Entry, LoggedCall } from '../call-log/entry.ts';
import {
  type CallView,
  LIVE_VERSION,
  LiveClose,
  type LiveMessage,
  type LiveRequest,
  type PbxStatus,
} from '../contract/index.ts';
import { maySee, popsFor } from '../screen-pop/audience.ts';
import { planResume } from './resume.ts';
import type { LiveSession } from './session.ts';

/** Tells every entry of the log to all who may see it, in its order. */
export interface Hub {
  add(session: LiveSession): void;
  remove(session: LiveSession): void;
  resume(session: LiveSession, request: LiveRequest): void;
  tell(entry: Entry): void;
  tellPbx(status: PbxStatus): void;
  closeAll(code: number, reason: string): void;
  size(): number;
}

/** Ended calls that a snapshot brings, beside the open ones. */
const NEWEST = 30;

/** `view` makes a logged call what a browser sees; `pbx` gives the present state of the connections. */
export function createHub(options: {
  log: Pick<CallLog, 'epoch' | 'firstN' | 'lastN' | 'since' | 'open' | 'newest'>;
  view(call: LoggedCall): CallView;
  pbx(): PbxStatus[];
}): Hub {
  const { log, view } = options;
  const sessions = new Set<LiveSession>();

  const removal = (n: number, ids: readonly string[]) =>
    ids.map((id) => JSON.stringify({ type: 'gone', n, callId: id } satisfies LiveMessage));

  const callText = (n: number, call: CallView, pop: boolean) =>
    JSON.stringify({ type: 'call', n, call, pop } satisfies LiveMessage);

  const sendEntry = (session: LiveSession, entry: Entry, texts: Texts) => {
    if (entry.kind !== 'call') return;
    const { user } = session;
    if (!maySee(user, entry.pbx, entry.record)) return;
    for (const text of texts.gone()) session.send(text);
    session.send(texts.call(popsFor(user, entry.pbx, entry.record)));
  };

  /** Each message is written once, however many hear it. */
  const textsOf = (entry: Entry): Texts => {
    let shown: CallView | undefined;
    const texts = new Map<boolean, string>();
    let gone: string[] | undefined;
    return {
      gone: () => (gone ??= entry.kind === 'call' ? removal(entry.n, entry.merged) : []),
      call(pop) {
        if (entry.kind !== 'call') return '';
        shown ??= view(entry);
        const text = texts.get(pop) ?? callText(entry.n, shown, pop);
        texts.set(pop, text);
        return text;
      },
    };
  };

  const snapshot = (session: LiveSession) => {
    const { user } = session;
    const all = new Map(
      [...log.open(), ...log.newest(NEWEST)]
        .filter((call) => maySee(user, call.pbx, call.record))
        .map((call) => [call.record.id, call]),
    );
    session.send(
      JSON.stringify({
        type: 'snapshot',
        n: log.lastN(),
        epoch: log.epoch,
        version: LIVE_VERSION,
        calls: [...all.values()].map(view),
        pbx: options.pbx(),
      } satisfies LiveMessage),
    );
  };

  return {
    add: (session) => void sessions.add(session),
    remove: (session) => void sessions.delete(session),
    resume(session, request) {
      const plan = planResume(log, request);
      if (plan.kind === 'snapshot') return snapshot(session);
      for (const entry of plan.entries) sendEntry(session, entry, textsOf(entry));
      session.send(
        JSON.stringify({
          type: 'resumed',
          n: log.lastN(),
          epoch: log.epoch,
          version: LIVE_VERSION,
          pbx: options.pbx(),
        } satisfies LiveMessage),
      );
    },
    tell(entry) {
      if (entry.kind === 'gap') {
        for (const status of options.pbx()) if (status.pbx === entry.pbx) this.tellPbx(status);
        return;
      }
      const texts = textsOf(entry);
      for (const session of sessions) if (session.isLive()) sendEntry(session, entry, texts);
    },
    tellPbx(status) {
      const text = JSON.stringify({ type: 'pbx', n: log.lastN(), status } satisfies LiveMessage);
      for (const session of sessions) if (session.isLive()) session.send(text);
    },
    closeAll(code, reason) {
      for (const session of sessions) session.close(code, reason);
    },
    size: () => sessions.size,
  };
}

interface Texts {
  gone(): string[];
  call(pop: boolean): string;
}

/** Whose sessions end when: sign-out, disabling, changed rights. */
export function closeSignedOut(session: LiveSession): void {
  session.close(LiveClose.signedOut, 'signed out');
}
