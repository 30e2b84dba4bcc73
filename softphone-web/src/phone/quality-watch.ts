import type { BrowserClock } from '../services/browser-clock.ts';
import { type LiveQuality, createQualitySpans, type LinkFigures } from './quality.ts';

/** Length of a span, ms. */
export const SPAN_MS = 2_000;

/** What counts up over a call. */
interface Counts {
  readonly arrived: number;
  readonly lost: number;
  readonly bufferedMs: number;
  readonly played: number;
}

/** The reports of a browser about a call, by what is read of them. */
export type Reports = Iterable<Readonly<Record<string, unknown>> & { readonly type: string }>;

/**
 * Looks at the sound of a call every two seconds and tells how it stands. `stats` gives the browser's reports, null while
 * there are none; `isHeld`: nothing is expected to arrive. The returned function ends it.
 */
export function watchQuality(options: {
  readonly stats: () => Promise<Reports | null>;
  readonly isHeld: () => boolean;
  readonly clock: BrowserClock;
  readonly tell: (quality: LiveQuality) => void;
}): () => void {
  const { clock } = options;
  const spans = createQualitySpans();
  let before: Counts | null = null;
  let over = false;
  let cancel = clock.after(SPAN_MS, look);

  function look(): void {
    options
      .stats()
      .then((reports) => reports && !over && read([...reports]))
      // A connection that closes while it is asked: the call is over.
      .catch(() => undefined)
      .finally(() => {
        if (!over) cancel = clock.after(SPAN_MS, look);
      });
  }

  function read(reports: readonly (Readonly<Record<string, unknown>> & { type: string })[]): void {
    const inbound = reports.find(isSound('inbound-rtp'));
    if (!inbound) return;
    const now = countsOf(inbound);
    const last = before;
    before = options.isHeld() ? null : now;
    if (!last || options.isHeld()) return;
    const remote = reports.find(isSound('remote-inbound-rtp'));
    options.tell(spans.add(figuresOf({ now, last, inbound, remote }), now.arrived - last.arrived));
  }

  return () => {
    over = true;
    cancel();
  };
}

type Report = Readonly<Record<string, unknown>>;

function isSound(type: string) {
  return (report: Report) => report['type'] === type && (report['kind'] ?? 'audio') === 'audio';
}

function countsOf(report: Report): Counts {
  return {
    arrived: number(report['packetsReceived']),
    lost: number(report['packetsLost']),
    bufferedMs: number(report['jitterBufferDelay']) * 1_000,
    played: number(report['jitterBufferEmittedCount']),
  };
}

function figuresOf(of: {
  now: Counts;
  last: Counts;
  inbound: Report;
  /** What the other side says of our sound (RTCP); absent until its first report. */
  remote: Report | undefined;
}): LinkFigures {
  const { now, last, inbound, remote } = of;
  const arrived = now.arrived - last.arrived;
  const lost = Math.max(0, now.lost - last.lost);
  const played = now.played - last.played;
  const lossHere = arrived + lost > 0 ? (lost / (arrived + lost)) * 100 : 0;
  const lossThere = number(remote?.['fractionLost']) * 100;
  const rtt = remote?.['roundTripTime'];
  return {
    rttMs: typeof rtt === 'number' ? rtt * 1_000 : null,
    jitterMs: Math.max(number(inbound['jitter']), number(remote?.['jitter'])) * 1_000,
    lossPercent: Math.max(lossHere, lossThere),
    bufferMs: played > 0 ? (now.bufferedMs - last.bufferedMs) / played : null,
  };
}

function number(value: unknown): number {
  return typeof value === 'number' && Number.isFinite(value) ? value : 0;
}
