import type { CallTracker } from '../calls/tracker.ts';
import {
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

/** One PBX as commands need it. */
export interface CommandedPbx {
  readonly config: Omit<DialPlan, 'isExtension'> & { readonly id: string };
  isExtension(digits: string): boolean;
  readonly connector: Pick<PbxConnector, 'dial' | 'hangUp'>;
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
  /** Ends the user's own leg of a call. Throws `AppError` `call-over` when there is none, `no-extension`. */
  hangUp(user: User, callId: string): Promise<CommandAnswer>;
}

/** `pbxOf` finds a PBX by its id; null when the configuration has none. Nothing is sent twice (B11). */
export function createCommands(parts: {
  pbxOf: (pbx: string) => CommandedPbx | null;
  tolls: Pick<Tolls, 'ask' | 'place' | 'noteRefusal'>;
  clock: Pick<Clock, 'id'>;
}): Commands {
  const { pbxOf, tolls, clock } = parts;

  function pbxOfPhone({ pbx: id }: OwnPhone): CommandedPbx {
    const pbx = pbxOf(id);
    if (!pbx) throw new AppError('pbx-not-configured', { values: { pbx: id } });
    return pbx;
  }

  function phoneOf(user: User, named: PhoneName | undefined): OwnPhone {
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
  async function place(attempt: Attempt) {
    const placed = tolls.place(attempt, false);
    if (placed instanceof AppError) {
      await tolls.noteRefusal(attempt, placed);
      throw placed;
    }
    await placed.stored;
    return placed;
  }

  return {
    async dial(user, asked, from) {
      const phone = phoneOf(user, asked.from);
      const { extension } = phone;
      const pbx = pbxOfPhone(phone);
      const plan = { ...pbx.config, isExtension: (text: string) => pbx.isExtension(text) };
      const digits = digitsFor(asked.number, plan);
      const attempt = { user, from, phone, plan, digits };
      if (phone.device === 'browser') {
        // counted when its INVITE comes to the SIP gate
        await tolls.ask(attempt);
        return { digits, via: 'browser', callId: null };
      }
      const placed = await place(attempt);
      const channelId = clock.id();
      const command = { from: extension, to: digits, callerId: digits, channelId };
      const outcome = await pbx.connector.dial(command);
      if (outcome.result === 'accepted') {
        // The call is named after its first channel, which has the id that was asked for.
        return { digits, via: 'pbx', callId: `${pbx.config.id}-${channelId}` };
      }
      const { reason } = outcome;
      if (outcome.result === 'refused') placed.over();
      throw outcome.result === 'refused'
        ? new AppError(outcome.code, { values: { reason }, cause: reason })
        : new AppError('pbx-unknown', { cause: reason });
    },
    async hangUp(user, callId) {
      const phones = phonesOf(user);
      if (phones.length === 0) throw new AppError('no-extension');
      const [own] = phones.flatMap((phone) => {
        const pbx = pbxOfPhone(phone);
        return pbx.tracker
          .channelsOf(callId)
          .filter(({ extension }) => extension === phone.extension)
          .map(({ channel }) => ({ pbx, channel }));
      });
      if (!own) throw new AppError('call-over');
      const outcome = await own.pbx.connector.hangUp(own.channel);
      return {
        result: outcome.result,
        reason: outcome.result === 'accepted' ? null : outcome.reason,
      };
    },
  };
}
