import type { PbxSink } from '../connector.ts';
import { type Clock, iso } from '../../kernel/clock.ts';
import type { LinkState } from './client.ts';

type Status = Parameters<PbxSink['status']>[0];

/**
 * The link as people see it: `since` is when it went up or away, however often it is tried since, and only
 * what is news is told.
 */
export function createLinkStatus(
  clock: Pick<Clock, 'now'>,
  tell: (status: Status) => void,
): (link: LinkState) => void {
  let last: Status | null = null;
  return (link) => {
    const wasUp = last === null ? null : last.state === 'up';
    if (link.state === 'connecting' && wasUp === false) return;
    const status: Status = {
      state: link.state,
      since: last !== null && wasUp === (link.state === 'up') ? last.since : iso(clock.now()),
      problem: 'problem' in link ? link.problem : null,
      detail: 'detail' in link ? link.detail : null,
    };
    const { state, problem, detail } = status;
    const isNews = state !== last?.state || problem !== last.problem || detail !== last.detail;
    last = status;
    if (isNews) tell(status);
  };
}
