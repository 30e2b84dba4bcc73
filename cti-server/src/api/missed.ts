import { Type } from 'typebox';
import type { CallLog } from '../call-log/call-log.ts';
import type { LoggedCall } from '../call-log/entry.ts';
import { type CallView, type MissedCaller, MissedList, MissedMark } from '../contract/index.ts';
import { type Clock, iso } from '../kernel/clock.ts';
import { AppError } from '../kernel/errors.ts';
import type { Missed, MissedStore } from '../missed/store.ts';
import type { Accounts } from '../users/accounts.ts';
import type { Scope } from '../users/scopes.ts';
import { type Api, orNotFound, signedIn } from './route.ts';

/** What these routes need. */
export interface MissedParts {
  readonly missed: MissedStore;
  readonly log: Pick<CallLog, 'get'>;
  readonly view: (call: LoggedCall) => CallView;
  readonly accounts: Pick<Accounts, 'get'>;
  /** Tells every page that the list is another. */
  readonly tellMissed: () => void;
  readonly clock: Pick<Clock, 'now'>;
}

const Key = Type.Object({ key: Type.String({ maxLength: 200 }) });
/** Who called longer ago will not wait for a call back. */
const WINDOW_MS = 30 * 24 * 60 * 60_000;
const MOST = 200;

/** Missed callers, as work: who is to be called back, by whom, and what is done. */
export function missedRoutes(api: Api, parts: MissedParts): void {
  const { missed, log, view, accounts, tellMissed, clock } = parts;
  const since = () => clock.now() - WINDOW_MS;

  async function claimOf({ claimedBy, claimedAt }: Missed): Promise<MissedCaller['claim']> {
    if (claimedBy === null || claimedAt === null) return null;
    const name = (await accounts.get(claimedBy))?.name ?? '';
    return { userId: claimedBy, name, at: iso(claimedAt) };
  }

  async function callerOf(one: Missed): Promise<MissedCaller | null> {
    const call = await log.get(one.lastCallId);
    if (!call) return null;
    const { key, firstAt, count, tries, lastTryAt } = one;
    return {
      key,
      call: view(call),
      firstAt: iso(firstAt),
      count,
      tries,
      lastTryAt: lastTryAt === null ? null : iso(lastTryAt),
      claim: await claimOf(one),
    };
  }

  function found(key: string, scope: Scope): Missed {
    return orNotFound(missed.find(key, scope, since()));
  }

  api.get(
    '/api/missed',
    { schema: { summary: 'Callers who are to be called back', response: { 200: MissedList } } },
    async ({ scope }) => {
      const callers = await Promise.all(missed.list(scope, since(), MOST).map(callerOf));
      const items = callers.filter((one) => one !== null);
      return { items, total: missed.count(scope, since()) };
    },
  );

  api.put(
    '/api/missed/:key',
    {
      schema: {
        summary: 'Claim a missed caller, let go of them, or say that it is done',
        params: Key,
        body: MissedMark,
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      const { user } = signedIn(request);
      const { key } = request.params;
      const { mark } = request.body;
      const now = clock.now();
      if (mark === 'claimed') {
        const owner = await missed.claim(found(key, request.scope), user.id, now);
        if (owner !== user.id) {
          const who = (await accounts.get(owner))?.name ?? '';
          throw new AppError('missed-claimed', { values: { who } });
        }
      } else if (mark === 'released') {
        found(key, request.scope);
        await missed.release(key, now);
      } else if (mark === 'done') {
        found(key, request.scope);
        await missed.done(key, user.id, now);
      } else orNotFound((await missed.undo(key, user.id, now)) || null);
      tellMissed();
      return reply.status(204).send(null);
    },
  );
}
