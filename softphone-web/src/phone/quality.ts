import type { CallQuality } from '@perezvon/cti-server/contract';

/** What is known of the way between this phone and the PBX over one span of time; null: not told. */
export interface LinkFigures {
  /** Round trip, ms. */
  readonly rttMs: number | null;
  /** Unevenness of arrival (RFC 3550), ms; the worse of the two directions. */
  readonly jitterMs: number;
  /** Packets that did not arrive, per cent; the worse of the two directions. */
  readonly lossPercent: number;
  /** The browser held sound back this long to make it even, ms; null: not told. */
  readonly bufferMs: number | null;
}

/** How a call sounds: of the span just over, and (`whole`) of all so far. */
export interface LiveQuality extends Omit<LinkFigures, 'bufferMs'> {
  /** An estimate from 1 (cannot be understood) to 4.4 (as good as a telephone gets). */
  readonly mos: number;
  /** Nothing has come from the other side for some seconds. */
  readonly silent: boolean;
  /** The bad spans follow one another: worth telling. */
  readonly poor: boolean;
  readonly whole: CallQuality;
}

/** R of a way without faults, with the default values of ITU-T G.107 (table 1). */
const R_BEST = 93.2;
/** G.711 with packet loss concealment, random loss (ITU-T G.113 Appendix I): equipment and robustness. */
const IE = 0;
const BPL = 25.1;
/** One packet of sound, ms, and what coding and decoding add. */
const PACKET_MS = 20;
/** Where the browser does not tell its buffer, it is taken for two times the jitter. */
const BUFFER_PER_JITTER = 2;
/** Delay that begins to disturb a conversation, ms one way. */
const TALKOVER_MS = 177.3;

/**
 * The mean opinion score that the E-model (ITU-T G.107) gives for a way: `R = 93.2 − Id − Ie,eff`. The delay part `Id` is
 * the known simplification `0.024 d + 0.11 (d − 177.3)` above 177.3 ms (Cole, Rosenbluth: Voice over IP performance
 * monitoring, 2001); the loss part is G.107 equation 7-29 for random loss. Opus has no values in G.113: it is taken for
 * G.711 with concealment, which it is no worse than. An estimate of the way, not of the microphone or the room.
 */
export function mosOf({ rttMs, jitterMs, lossPercent, bufferMs }: LinkFigures): number {
  const delay = (rttMs ?? 0) / 2 + (bufferMs ?? BUFFER_PER_JITTER * jitterMs) + PACKET_MS;
  const delayPart = 0.024 * delay + (delay > TALKOVER_MS ? 0.11 * (delay - TALKOVER_MS) : 0);
  const lossPart = IE + ((95 - IE) * lossPercent) / (lossPercent + BPL);
  return mosOfR(R_BEST - delayPart - lossPart);
}

/** ITU-T G.107 Annex B. */
function mosOfR(r: number): number {
  if (r <= 0) return 1;
  if (r >= 100) return 4.5;
  return Math.max(1, 1 + 0.035 * r + r * (r - 60) * (100 - r) * 7e-6);
}

/** Below it many users are dissatisfied (G.107 Annex B: R of 60). */
const POOR_MOS = 3.1;
/** So many bad spans on end are told; one alone is over before one has read of it. */
const POOR_SPANS = 2;
/** So many spans without a packet are silence; the first may be the beginning of a call. */
const SILENT_SPANS = 2;

/** Spans of a call, one after another. */
export interface QualitySpans {
  /** `arrived`: packets that came in the span. Gives how the call stands. */
  readonly add: (figures: LinkFigures, arrived: number) => LiveQuality;
}

/** Sums a call's spans up. */
export function createQualitySpans(): QualitySpans {
  const mos = createMean();
  const jitter = createMean();
  const loss = createMean();
  const rtt = createMean();
  let worstMos = Infinity;
  let bad = 0;
  let empty = 0;
  return {
    add(figures, arrived) {
      const { rttMs, jitterMs, lossPercent } = figures;
      const now = mosOf(figures);
      worstMos = Math.min(worstMos, now);
      bad = now < POOR_MOS ? bad + 1 : 0;
      empty = arrived === 0 ? empty + 1 : 0;
      return {
        rttMs,
        jitterMs,
        lossPercent,
        mos: now,
        silent: empty >= SILENT_SPANS,
        poor: bad >= POOR_SPANS,
        whole: {
          mos: mos(now) ?? now,
          worstMos,
          jitterMs: jitter(jitterMs) ?? 0,
          lossPercent: loss(lossPercent) ?? 0,
          rttMs: rtt(rttMs),
        },
      };
    },
  };
}

/** The mean of what was told so far; null before anything was. */
function createMean(): (value: number | null) => number | null {
  let count = 0;
  let sum = 0;
  return (value) => {
    if (value !== null) {
      count += 1;
      sum += value;
    }
    return count === 0 ? null : sum / count;
  };
}
