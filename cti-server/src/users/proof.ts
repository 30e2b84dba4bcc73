import type { Session } from './store.ts';
import { RIGHTS } from './rights.ts';

/** How long a password counts for what administrators change, ms. */
export const PROOF_LASTS_MS = 30 * 60_000;

/** What administrators alone may do and what changes nothing, or must not wait. */
const WITHOUT_PROOF: ReadonlySet<string> = new Set([
  'POST /api/settings/plan',
  'POST /api/erasures/preview',
  'POST /api/connections/:id/doctor',
  'POST /api/connections/:id/trial',
  'POST /api/connections/:id/trial/call',
  'DELETE /api/places/:id/holder',
  'POST /api/webhooks/:id/test',
  'POST /api/webhooks/:id/replay',
]);

/** What else asks for it: what is taken away as a file, and what opens a way in beside the session. */
const WITH_PROOF: ReadonlySet<string> = new Set([
  'GET /api/session/proof',
  'GET /api/settings/export',
  'GET /api/audit/export',
  'POST /api/tokens',
]);

/**
 * Whether a route asks that the person has shown within the last half hour who they are: whoever finds the page of an
 * administrator open can look, and change nothing (ASVS 7.3.1, 7.5.1).
 */
export function needsProof(method: string, url: string): boolean {
  const route = `${method} ${url}`;
  if (WITH_PROOF.has(route)) return true;
  if (method === 'GET' || method === 'HEAD' || WITHOUT_PROOF.has(route)) return false;
  const right = RIGHTS[route];
  return typeof right === 'object' && Object.keys(right).join() === 'admin';
}

/** Whether it still counts. */
export function isProven({ provenAt }: Pick<Session, 'provenAt'>, now: number): boolean {
  return now - provenAt < PROOF_LASTS_MS;
}
