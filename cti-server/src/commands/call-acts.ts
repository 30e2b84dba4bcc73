import type { OwnPhone, User } from '../contract/index.ts';
import { AppError } from '../kernel/errors.ts';
import type { CallAct, CommandResult, ConsultationAct } from '../pbx/connector.ts';
import type { Allowed, Attempt } from '../tolls/tolls.ts';
import type { Visitor } from '../users/sessions.ts';
import type { CommandedPbx } from './commands.ts';

/** Who does something, and from where. */
export interface Doer {
  readonly user: User;
  readonly from: Visitor;
}

/** Somebody's channel in a call, of whichever of their phones it is. */
export interface PartInCall {
  readonly phone: OwnPhone;
  readonly pbx: CommandedPbx;
  readonly own: string;
  readonly others: readonly { readonly channel: string }[];
}

/** What somebody may do, by the PBX, with a call that their own phone is in. Nothing is sent twice (B11). */
export interface CallActs {
  /** Sends the other party on to a number; `ask`: they wait while that one is asked first. */
  transfer(doer: Doer, callId: string, to: { number: string; ask: boolean }): Promise<void>;
  /** Of a consultation that goes on. */
  consultation(user: User, callId: string, act: ConsultationAct): Promise<void>;
  /** The other party hears tones. */
  tones(user: User, callId: string, tones: string): Promise<void>;
}

/** Acts over the phones and limits of `commands.ts`. */
export function createCallActs(parts: {
  /** Throws `call-over` where none of the user's phones is in it, `no-extension`. */
  partIn: (callId: string, user: User) => PartInCall;
  /** Throws `not-dialable`. */
  attemptOf: (written: string, doer: Doer, phone: OwnPhone) => Attempt;
  /** Judges and counts. Throws `toll-…`. */
  place: (attempt: Attempt, how: 'place' | 'transfer') => Promise<Allowed>;
}): CallActs {
  const { partIn, attemptOf, place } = parts;

  async function send(pbx: CommandedPbx, act: CallAct): Promise<void> {
    const outcome = await pbx.connector.act(act);
    if (outcome.result !== 'accepted') throw notDone(outcome);
  }

  return {
    async transfer(doer, callId, { number, ask }) {
      const { own, phone, pbx } = partIn(callId, doer.user);
      const attempt = attemptOf(number, doer, phone);
      const placed = await place(attempt, ask ? 'place' : 'transfer');
      const act = { act: ask ? 'consult' : 'transfer', channel: own, to: attempt.digits } as const;
      const outcome = await pbx.connector.act(act);
      if (outcome.result === 'accepted') return;
      if (outcome.result === 'refused') placed.over();
      throw notDone(outcome);
    },
    async consultation(user, callId, act) {
      const { own, pbx } = partIn(callId, user);
      await send(pbx, { act, channel: own });
    },
    async tones(user, callId, tones) {
      const { others, pbx } = partIn(callId, user);
      const other = others.find(({ channel }) => !channel.startsWith('Local/'));
      if (!other) throw new AppError('call-over');
      await send(pbx, { act: 'tones', channel: other.channel, tones });
    },
  };
}

/** Why a command was not carried out, in words. */
export function notDone(outcome: Exclude<CommandResult, { result: 'accepted' }>): AppError {
  const { reason } = outcome;
  return outcome.result === 'refused'
    ? new AppError(outcome.code, { values: { reason }, cause: reason })
    : new AppError('pbx-unknown', { cause: reason });
}
