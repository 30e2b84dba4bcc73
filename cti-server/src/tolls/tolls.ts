import type { Audit } from '../audit/audit.ts';
import type { Entry, LoggedCall } from '../call-log/entry.ts';
import { type PhoneName, phonesOf, type TollState, type User } from '../contract/index.ts';
import { type Clock, iso } from '../kernel/clock.ts';
import { AppError } from '../kernel/errors.ts';
import type { ConnectorLog } from '../pbx/connector.ts';
import type { SettingStore } from '../firm/store.ts';
import type { Visitor } from '../users/sessions.ts';
import { createAlarmBell } from './alarm.ts';
import { createTollCounts } from './counts.ts';
import { isFree, type Refusal, whyNot } from './decide.ts';
import { type Destination, destinationOf } from './destination.ts';
import type { DialPlan } from './dial-plan.ts';
import { wallTime } from './hours.ts';
import { createOutsideCalls, goesOutside, type Placed } from './outside-calls.ts';
import { createRuleBook, type RuleBook } from './rule-book.ts';
import { createStopSwitch, type StopSwitch } from './stop.ts';
import type { TollStore } from './store.ts';

/** Somebody wants to reach a number, by whatever way. */
export interface Attempt {
  readonly user: User;
  readonly from: Visitor;
  /** From which phone. */
  readonly phone: PhoneName;
  readonly plan: DialPlan;
  /** As the phone dials them. */
  readonly digits: string;
}

/** A row of the audit log is never removed: it must not bear the whole number of a person who may ask to be erased. */
function masked(digits: string): string {
  return digits.length > 6 ? `${digits.slice(0, -4)}••••` : digits;
}

/** What became of an attempt that may be. `stored`: it is on the disk that it was counted. */
export interface Allowed extends Placed {
  readonly stored: Promise<void>;
}

/** The limits on outside calls: the one place that says whether somebody may call somewhere. */
export interface Tolls {
  readonly rules: RuleBook;
  readonly stop: Pick<StopSwitch, 'wouldEnd' | 'throw' | 'release'>;
  /** Whether a call may be placed now; counts nothing. Throws `AppError` `toll-…`, once it is in the audit log. */
  ask(attempt: Attempt): Promise<void>;
  /** A call is placed; gives why not, or counts it. `surely`: whoever places it says when it is over. */
  place(attempt: Attempt, surely: boolean): AppError | Allowed;
  /** A call is passed on to a number. */
  transfer(attempt: Attempt): AppError | Allowed;
  /** Notes a refusal in the audit log. Throws `StorageError`. */
  noteRefusal(attempt: Attempt, refusal: AppError): Promise<void>;
  /** Listens to the log of calls. */
  follow(entry: Entry): void;
  state(): TollState;
  /** Refused since the start, by code. */
  readonly refused: ReadonlyMap<string, number>;
}

/** What limits need of the PBXs that there are. */
export interface TolledPbxs {
  planOf(pbx: string): DialPlan | null;
  isUp(pbx: string): boolean;
  /** Ends every part of a call. */
  hangUp(pbx: string, callId: string): Promise<void>;
}

const NOTHING: Allowed = { over: () => {}, stored: Promise.resolve() };

/** Limits over their stores. */
export function createTolls(parts: {
  settings: SettingStore;
  store: TollStore;
  audit: Pick<Audit, 'note'>;
  open: readonly Pick<LoggedCall, 'pbx' | 'record'>[];
  pbxs: TolledPbxs;
  /** Of this machine. */
  timeZone: () => string;
  clock: Clock;
  log: ConnectorLog;
}): Tolls {
  const { settings, audit, pbxs, clock, log } = parts;
  const rules = createRuleBook({ store: settings, ids: clock, timeZone: parts.timeZone });
  const counts = createTollCounts({ store: parts.store, clock });
  const calls = createOutsideCalls({ open: parts.open, isUp: pbxs.isUp, clock });
  const stop = createStopSwitch({
    store: settings,
    open: calls.open,
    isEmergency,
    hangUp: pbxs.hangUp,
    now: clock.now,
    log,
  });
  const bell = createAlarmBell({
    clock,
    raised: (alarm) => log.warn(alarm, 'Many outside calls are refused: somebody should look'),
  });
  const refused = new Map<string, number>();
  const today = () => wallTime(clock.now(), rules.firm().timeZone).day;

  function isEmergency({ pbx, record }: Pick<LoggedCall, 'pbx' | 'record'>): boolean {
    const plan = pbxs.planOf(pbx);
    if (!plan || record.dialled === null) return false;
    return destinationOf(record.dialled, plan).kind === 'emergency';
  }

  function judge(
    { user, phone, plan }: Attempt,
    destination: Destination,
    isTransfer: boolean,
  ): Refusal | null {
    return whyNot({
      destination,
      isTransfer,
      rules: rules.of(user),
      firm: rules.firm(),
      stoppedBy: stop.state()?.by ?? null,
      home: plan.country,
      now: clock.now(),
      counts: {
        ...counts.of(user.id, today()),
        open: calls.count([phone, ...phonesOf(user)]),
      },
    });
  }

  function errorOf({ code, values }: Refusal, { user }: Attempt): AppError {
    refused.set(code, (refused.get(code) ?? 0) + 1);
    bell.refused(user.name || user.login, code);
    return new AppError(code, { values, fields: { number: 'toll' } });
  }

  /** Judges and counts in one turn of the loop: of fifty at once each sees those before it. */
  function admit(
    attempt: Attempt,
    { isTransfer, surely }: { isTransfer: boolean; surely: boolean },
  ): AppError | Allowed {
    const destination = destinationOf(attempt.digits, attempt.plan);
    const refusal = judge(attempt, destination, isTransfer);
    if (refusal) return errorOf(refusal, attempt);
    const { user, phone } = attempt;
    if (isFree(destination)) return NOTHING;
    const stored = counts.add(user.id, today());
    const placed = isTransfer ? NOTHING : calls.place(phone, surely);
    return { over: placed.over, stored };
  }

  const noteRefusal: Tolls['noteRefusal'] = ({ user, from, digits }, { code }) =>
    audit.note({
      action: 'call-refused',
      who: user,
      from,
      changes: [
        { field: 'number', before: null, after: masked(digits) },
        { field: 'reason', before: null, after: code },
      ],
    });

  return {
    rules,
    stop,
    refused,
    noteRefusal,
    async ask(attempt) {
      const destination = destinationOf(attempt.digits, attempt.plan);
      const refusal = judge(attempt, destination, false);
      if (!refusal) return;
      const error = errorOf(refusal, attempt);
      await noteRefusal(attempt, error);
      throw error;
    },
    place: (attempt, surely) => admit(attempt, { isTransfer: false, surely }),
    transfer: (attempt) => admit(attempt, { isTransfer: true, surely: false }),
    follow(entry) {
      calls.follow(entry);
      if (entry.kind === 'call' && goesOutside(entry.record)) stop.saw(entry);
    },
    state() {
      const [stopped, alarm] = [stop.state(), bell.state()];
      return {
        stopped: stopped && { since: iso(stopped.since), by: stopped.by },
        open: [...calls.open()].length,
        today: counts.firmDay(today()),
        perDay: rules.firm().perDay,
        alarm: alarm && { ...alarm, since: iso(alarm.since) },
      };
    },
  };
}
