import type { CallTracker } from '../calls/tracker.ts';
import {
  browserPhoneOf,
  type CommandAnswer,
  type DialAnswer,
  type OwnPhone,
  type PhoneName,
  phonesOf,
  type User,
} from '../contract/index.ts';
import type { Clock } from '../kernel/clock.ts';
import { AppError } from '../kernel/errors.ts';
import type { PbxConnector } from '../pbx/connector.ts';
import type { Attempt, Tolls } from '../tolls/tolls.ts';
import type { Visitor } from '../users/sessions.ts';
import { type DialPlan, digitsFor } from '../tolls/dial-plan.ts';
import { type CallActs, createCallActs, type Doer, notDone, type PartInCall } from './call-acts.ts';

/** One PBX as commands need it. */
export interface CommandedPbx {
  readonly config: Omit<DialPlan, 'isExtension'> & { readonly id: string };
  isExtension(digits: string): boolean;
  readonly connector: Pick<PbxConnector, 'act' | 'dial' | 'hangUp'>;
  readonly tracker: Pick<CallTracker, 'channelsOf'>;
}

/** What an operator may do to calls. A command changes no call: its effect comes back as PBX events. */
export interface Commands {
  /**
   * For a browser phone the digits to dial; a desk phone is rung by the PBX, which then dials. From the first of the
   * user's phones, or the one that is named.
   * Throws `AppError`: `not-dialable`, `no-extension`, `not-your-phone`, `pbx-not-configured`, `pbx-refused`,
   * `pbx-away`, `pbx-busy`, `pbx-unknown`, and `toll-…` where the limits on outside calls refuse it.
   */
  dial(
    user: User,
    asked: { readonly number: string; readonly from?: PhoneName },
    visitor: Visitor,
  ): Promise<DialAnswer>;
  /** The digits alone, for a transfer that a browser phone makes: the SIP gate judges it. Throws `not-dialable`. */
  digits(user: User, written: string): DialAnswer;
  /** Ends the user's own leg of a call. Throws `AppError` `call-over` when there is none, `no-extension`. */
  hangUp(user: User, callId: string): Promise<CommandAnswer>;
  /** Beside these, on the own phone whichever it is; throws as `dial`, and `call-over`. */
  readonly acts: CallActs;
}

/** `pbxOf` finds a PBX by its id; null when the configuration has none. Nothing is sent twice (B11). */
export function createCommands(parts: {
  pbxOf: (pbx: string) => CommandedPbx | null;
  tolls: Pick<Tolls, 'ask' | 'place' | 'transfer' | 'noteRefusal'>;
  clock: Pick<Clock, 'id'>;
}): Commands {
  const { pbxOf, tolls, clock } = parts;

  function pbxOfPhone({ pbx: id }: OwnPhone): CommandedPbx {
    const pbx = pbxOf(id);
    if (!pbx) throw new AppError('pbx-not-configured', { values: { pbx: id } });
    return pbx;
  }

  function phoneOf(user: User, named?: PhoneName): OwnPhone {
    const phones = phonesOf(user);
    const [first] = phones;
    if (!first) throw new AppError('no-extension');
    if (!named) return first;
    const { pbx, extension } = named;
    const phone = phones.find((one) => one.pbx === pbx && one.extension === extension);
    if (!phone) throw new AppError('not-your-phone', { values: { extension } });
    return phone;
  }

  /** Counts the call; it is on the disk when this resolves. */
  async function place(attempt: Attempt, how: 'place' | 'transfer') {
    const placed = how === 'place' ? tolls.place(attempt, false) : tolls.transfer(attempt);
    if (placed instanceof AppError) {
      await tolls.noteRefusal(attempt, placed);
      throw placed;
    }
    await placed.stored;
    return placed;
  }

  function attemptOf(written: string, { user, from }: Doer, phone: OwnPhone): Attempt {
    const plan = planOf(phone);
    return { user, from, phone, plan, digits: digitsFor(written, plan) };
  }

  function planOf(phone: OwnPhone): DialPlan {
    const pbx = pbxOfPhone(phone);
    return { ...pbx.config, isExtension: (text: string) => pbx.isExtension(text) };
  }

  /** The channel of the first of the user's phones that is in a call, and the others in it. */
  function partIn(callId: string, user: User): PartInCall {
    const phones = phonesOf(user);
    if (phones.length === 0) throw new AppError('no-extension');
    for (const phone of phones) {
      const pbx = pbxOfPhone(phone);
      const channels = pbx.tracker.channelsOf(callId);
      const own = channels.find(({ extension }) => extension === phone.extension);
      if (own)
        return { phone, pbx, own: own.channel, others: channels.filter((one) => one !== own) };
    }
    throw new AppError('call-over');
  }

  return {
    async dial(user, asked, from) {
      const phone = phoneOf(user, asked.from);
      const attempt = attemptOf(asked.number, { user, from }, phone);
      const { digits } = attempt;
      if (phone.device === 'browser') {
        // counted when its INVITE comes to the SIP gate
        await tolls.ask(attempt);
        return { digits, via: 'browser', callId: null };
      }
      const pbx = pbxOfPhone(phone);
      const placed = await place(attempt, 'place');
      const channelId = clock.id();
      const command = { from: phone.extension, to: digits, callerId: digits, channelId };
      const outcome = await pbx.connector.dial(command);
      if (outcome.result === 'accepted') {
        // The call is named after its first channel, which has the id that was asked for.
        return { digits, via: 'pbx', callId: `${pbx.config.id}-${channelId}` };
      }
      if (outcome.result === 'refused') placed.over();
      throw notDone(outcome);
    },
    digits(user, written) {
      const plan = planOf(browserPhoneOf(user) ?? phoneOf(user));
      return { digits: digitsFor(written, plan), via: 'browser', callId: null };
    },
    async hangUp(user, callId) {
      const { pbx, own } = partIn(callId, user);
      const outcome = await pbx.connector.hangUp(own);
      return {
        result: outcome.result,
        reason: outcome.result === 'accepted' ? null : outcome.reason,
      };
    },
    acts: createCallActs({ partIn, attemptOf, place }),
  };
}
