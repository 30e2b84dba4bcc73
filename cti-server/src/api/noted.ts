import type { FastifyRequest } from 'fastify';
import type { Act, Audit, ChangeAct } from '../audit/audit.ts';
import type { AuditTarget, User } from '../contract/index.ts';
import { AppError, type ErrorCode } from '../kernel/errors.ts';
import { visitorOf } from './route.ts';

/** What a route notes: who and from where is the request's, where it is not said. */
export type RequestAct = Omit<Act, 'from' | 'who'> & { readonly who?: Act['who'] };

/** A change of settings; who and from where is the request's. */
export type RequestChange = Pick<ChangeAct, 'action' | 'target'> &
  Partial<Pick<ChangeAct, 'before' | 'secrets' | 'changes'>>;

/** The audit log as routes have it; the one place where they note what was done. */
export interface Noted {
  /** It is on the disk when this resolves. Throws `StorageError`. */
  note(request: FastifyRequest, act: RequestAct): Promise<void>;
  /** A2 Makes a change of settings; it and its row are on the disk together, or neither. Throws what `work` throws. */
  change<T>(request: FastifyRequest, change: RequestChange, work: () => Promise<T>): Promise<T>;
  /** Notes a refusal: the act, or that there were too many attempts; other errors are none. */
  refused(request: FastifyRequest, error: unknown, act: RequestAct): Promise<void>;
}

const REFUSALS: ReadonlySet<ErrorCode> = new Set([
  'sign-in-refused',
  'link-refused',
  'old-password-wrong',
  'code-refused',
  'open-id-refused',
  'open-id-unknown',
  'open-id-other',
]);

/** Notes of requests, in `audit`. */
export function notedIn(audit: Pick<Audit, 'note' | 'change'>): Noted {
  const note: Noted['note'] = (request, act) => {
    const who = act.who === undefined ? (request.signedIn?.user ?? null) : act.who;
    return audit.note({ ...act, who, from: visitorOf(request) });
  };
  return {
    note,
    change(request, { before = null, secrets = [], ...change }, work) {
      const who = request.signedIn?.user ?? null;
      const act = { ...change, changes: change.changes, before, secrets };
      return audit.change({ ...act, who, from: visitorOf(request) }, work);
    },
    async refused(request, error, act) {
      if (!(error instanceof AppError)) return;
      if (error.code === 'too-many-attempts') {
        await note(request, { ...act, action: 'sign-in-throttled' });
      } else if (REFUSALS.has(error.code)) await note(request, act);
    },
  };
}

/** A user as something that was acted on. */
export function userOf({ id, name }: User): AuditTarget {
  return { kind: 'user', id, name };
}

/** A call as something that was acted on. */
export function callOf(id: string): AuditTarget {
  return { kind: 'call', id, name: '' };
}
