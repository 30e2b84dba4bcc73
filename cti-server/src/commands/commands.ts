import type { CallTracker } from '../calls/tracker.ts';
import type { CommandAnswer, DialAnswer, User } from '../contract/index.ts';
import type { Clock } from '../kernel/clock.ts';
import { AppError } from '../kernel/errors.ts';
import type { PbxConnector } from '../pbx/connector.ts';
import { type DialPlan, digitsFor } from './dial-plan.ts';

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
   * For a browser phone the digits to dial; a desk phone is rung by the PBX, which then dials.
   * Throws `AppError`: `not-dialable`, `no-extension`, `pbx-not-configured`, `pbx-refused`, `pbx-away`,
   * `pbx-busy`, `pbx-unknown`.
   */
  dial(user: User, written: string): Promise<DialAnswer>;
  /** Ends the user's own leg of a call. Throws `AppError` `call-over` when there is none, `no-extension`. */
  hangUp(user: User, callId: string): Promise<CommandAnswer>;
}

/** `pbxOf` finds a user's PBX; null when the configuration has none of that id. Nothing is sent twice (B11). */
export function createCommands(parts: {
  pbxOf: (user: User) => CommandedPbx | null;
  clock: Pick<Clock, 'id'>;
}): Commands {
  const { pbxOf, clock } = parts;

  function phoneOf(user: User) {
    if (user.extension === null) throw new AppError('no-extension');
    const pbx = pbxOf(user);
    if (!pbx) throw new AppError('pbx-not-configured', { values: { pbx: user.pbx ?? '' } });
    return { extension: user.extension, pbx };
  }

  return {
    async dial(user, written) {
      const { extension, pbx } = phoneOf(user);
      const digits = digitsFor(written, {
        ...pbx.config,
        isExtension: (text) => pbx.isExtension(text),
      });
      if (user.device === 'browser') return { digits, via: 'browser', callId: null };
      const channelId = clock.id();
      const command = { from: extension, to: digits, callerId: digits, channelId };
      const outcome = await pbx.connector.dial(command);
      if (outcome.result === 'accepted') {
        // The call is named after its first channel, which has the id that was asked for.
        return { digits, via: 'pbx', callId: `${pbx.config.id}-${channelId}` };
      }
      const { reason } = outcome;
      throw outcome.result === 'refused'
        ? new AppError(outcome.code, { values: { reason }, cause: reason })
        : new AppError('pbx-unknown', { cause: reason });
    },
    async hangUp(user, callId) {
      const { extension, pbx } = phoneOf(user);
      const own = pbx.tracker.channelsOf(callId).find((channel) => channel.extension === extension);
      if (!own) throw new AppError('call-over');
      const outcome = await pbx.connector.hangUp(own.channel);
      return {
        result: outcome.result,
        reason: outcome.result === 'accepted' ? null : outcome.reason,
      };
    },
  };
}
