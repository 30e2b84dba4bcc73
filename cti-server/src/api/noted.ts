import type { FastifyRequest } from 'fastify';
import type { Act, Audit } from '../audit/audit.ts';
import type { AuditTarget, User } from '../contract/index.ts';
import { AppError, type ErrorCode } from '../kernel/errors.ts';
import { visitorOf } from './route.ts';

/** What a route notes: who and from where is the request's, where it is not said. */
export type RequestAct = Omit<Act, 'from' | 'who'> & { readonly who?: Act['who'] };

/** The audit log as routes have it; the one place where they note what was done. */
export interface Noted {
  /** It is on the disk when this resolves. Throws `StorageError`. */
  note(request: FastifyRequest, act: RequestAct): Promise<void>;
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
export function notedIn(audit: Pick<Audit, 'note'>): Noted {
  const note: Noted['note'] = (request, act) => {
    const who = act.who === undefined ? (request.signedIn?.user ?? null) : act.who;
    return audit.note({ ...act, who, from: visitorOf(request) });
  };
  return {
    note,
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
