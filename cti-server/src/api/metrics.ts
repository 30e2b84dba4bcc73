import { createHash, timingSafeEqual } from 'node:crypto';
import { Type } from 'typebox';
import { AppError } from '../kernel/errors.ts';
import type { Metrics } from '../metrics/metrics.ts';
import type { Api } from './route.ts';

/** The metrics and the token that opens them; null: there are none. */
export type OpenMetrics = { readonly metrics: Metrics; readonly token: string } | null;

/** Figures for a Prometheus: with the token of the configuration alone, and not there where none is set. */
export function metricsRoutes(api: Api, open: OpenMetrics): void {
  api.get(
    '/metrics',
    {
      schema: {
        summary:
          'Figures for Prometheus; needs `Authorization: Bearer` with `metricsToken` of the configuration',
        response: { 200: Type.String() },
      },
    },
    async (request, reply) => {
      if (!open) throw new AppError('not-found');
      if (!isToken(request.headers.authorization, open.token)) {
        reply.header('www-authenticate', 'Bearer');
        throw new AppError('metrics-refused');
      }
      const { metrics } = open;
      return reply
        .type(metrics.contentType)
        .header('cache-control', 'no-store')
        .send(await metrics.text());
    },
  );
}

/** Compares digests, which have one length: the time tells nothing of the token. */
function isToken(header: string | undefined, token: string): boolean {
  const given = /^Bearer (.+)$/i.exec(header ?? '')?.[1] ?? '';
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(token));
}
