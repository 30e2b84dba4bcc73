import { collectDefaultMetrics, Histogram, Registry } from 'prom-client';
import type { Entry } from '../call-log/entry.ts';
import type { Clock } from '../kernel/clock.ts';
import { createCallMetrics } from './call-metrics.ts';
import { addStateMetrics, type StateParts } from './state-metrics.ts';

/** What the server tells of itself to a Prometheus. */
export interface Metrics {
  /** Listens to the log. */
  follow(entry: Entry): void;
  /** A request was answered. `route`: as registered, not as asked, so that there are few. */
  answered(request: { method: string; route: string; status: number; ms: number }): void;
  /** All metrics in the text format of Prometheus. */
  text(): Promise<string>;
  readonly contentType: string;
}

/** The metrics of one server, in a registry of its own. docs/operations.md says what each means. */
export function createMetrics(
  parts: StateParts & {
    isAttended: (pbx: string, extension: string) => boolean;
    clock: Pick<Clock, 'now'>;
  },
): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  addStateMetrics(registry, parts);
  const follow = createCallMetrics({ ...parts, registry });
  const requests = new Histogram({
    name: 'perezvon_http_request_seconds',
    help: 'How long requests took, by route and class of status',
    labelNames: ['method', 'route', 'status'],
    registers: [registry],
  });
  return {
    follow,
    answered({ method, route, status, ms }) {
      requests.observe({ method, route, status: `${Math.floor(status / 100)}xx` }, ms / 1_000);
    },
    text: () => registry.metrics(),
    contentType: registry.contentType,
  };
}
