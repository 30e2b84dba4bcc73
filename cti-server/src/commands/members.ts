import { AppError } from '../kernel/errors.ts';
import type { CommandResult, PbxConnector } from '../pbx/connector.ts';
import type { PauseReasonList } from '../presence/pause-reasons.ts';
import type { Presence } from '../presence/presence.ts';
import { notDone } from './call-acts.ts';

/** Whose phone is meant. */
export interface MemberPhone {
  readonly pbx: string;
  readonly extension: string;
}

/**
 * What somebody may do to the queues' members. Nothing changes by a command: what the PBX did of it comes back as its
 * events. All throw `AppError`: `pbx-…` where the PBX did not.
 */
export interface MemberCommands {
  /** In all their queues; null: takes calls again. Throws `no-queues`, `invalid` for a reason that is none. */
  pause(phone: MemberPhone, reason: string | null): Promise<void>;
  /** Throws `not-found` where the PBX has no such queue. */
  join(phone: MemberPhone & { readonly name: string }, queue: string): Promise<void>;
  /** Throws `member-fixed` for one who stands in the settings of the PBX. */
  leave(phone: MemberPhone, queue: string): Promise<void>;
}

/** `connectorOf`: null where there is no such PBX; `takes` is told who takes calls again by their own word. */
export function createMemberCommands(parts: {
  connectorOf: (pbx: string) => Pick<PbxConnector, 'pause' | 'joinQueue' | 'leaveQueue'> | null;
  presence: Pick<Presence, 'memberships' | 'hasQueue'>;
  reasons: Pick<PauseReasonList, 'items'>;
  takes: (phone: MemberPhone) => void;
}): MemberCommands {
  const { presence, reasons } = parts;

  function connectorOf(pbx: string) {
    const connector = parts.connectorOf(pbx);
    if (!connector) throw new AppError('pbx-not-configured', { values: { pbx } });
    return connector;
  }

  return {
    async pause({ pbx, extension }, reason) {
      if (reason !== null && !reasons.items().includes(reason)) {
        const values = { what: 'reason is not in the list of reasons' };
        throw new AppError('invalid', { values, fields: { reason: 'wrong' } });
      }
      const mine = presence.memberships(pbx, extension);
      if (mine.length === 0) throw new AppError('no-queues', { values: { extension } });
      const connector = connectorOf(pbx);
      if (reason === null) parts.takes({ pbx, extension });
      // one interface may be in many queues: the PBX pauses it in all of them at once
      for (const member of new Set(mine.map((one) => one.member.interface))) {
        done(await connector.pause({ member, reason }));
      }
    },
    async join({ pbx, extension, name }, queue) {
      if (!presence.hasQueue(pbx, queue)) throw new AppError('not-found');
      if (presence.memberships(pbx, extension).some((one) => one.queue === queue)) return;
      done(await connectorOf(pbx).joinQueue({ queue, extension, name }));
    },
    async leave({ pbx, extension }, queue) {
      const mine = presence.memberships(pbx, extension).filter((one) => one.queue === queue);
      if (mine.some((one) => one.member.fixed)) {
        throw new AppError('member-fixed', { values: { queue } });
      }
      for (const { member } of mine) {
        done(await connectorOf(pbx).leaveQueue({ queue, member: member.interface }));
      }
    },
  };
}

function done(outcome: CommandResult): void {
  if (outcome.result !== 'accepted') throw notDone(outcome);
}
