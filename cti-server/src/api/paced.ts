import type { FastifyRequest } from 'fastify';
import type { AuditTarget } from '../contract/index.ts';
import { createPace } from '../doctor/pace.ts';
import type { Clock } from '../kernel/clock.ts';
import { AppError } from '../kernel/errors.ts';
import type { Noted } from './noted.ts';
import { signedIn } from './route.ts';

/** F09 Counts a try of an address. Throws `too-many-tests`, which is noted once. */
export type Paced = (request: FastifyRequest, target?: AuditTarget) => Promise<void>;

/** At most `most` in a minute for each administrator. */
export function pacedBy(most: number, { clock, audit }: { clock: Clock; audit: Noted }): Paced {
  const pace = createPace(most, clock);
  return async (request, target) => {
    const held = pace.begin(signedIn(request).user.id);
    if (!held) return;
    const act = { action: 'connection-tests-held', ...(target ? { target } : {}) } as const;
    if (held.isFirst) await audit.note(request, act);
    throw new AppError('too-many-tests', { values: { seconds: held.seconds, most } });
  };
}
