/** Silence of a quiet room, and speech that clips, dBFS: the ends of the bar. */
const QUIET_DB = -60;
const LOUD_DB = 0;

/** A microphone that is listened to. */
export interface Meter {
  /** Rejects where the browser gives none. */
  readonly opened: Promise<void>;
  readonly close: () => void;
}

/** Opens the microphone and tells its level, 0 to 1, at each picture of the screen. */
export function openMeter(wanted: MediaTrackConstraints, tell: (level: number) => void): Meter {
  let closed = false;
  let release = () => {};

  async function open(): Promise<void> {
    const stream = await navigator.mediaDevices.getUserMedia({ audio: wanted });
    const context = new AudioContext();
    release = () => {
      for (const track of stream.getTracks()) track.stop();
      void context.close();
    };
    if (closed) return release();
    const analyser = context.createAnalyser();
    context.createMediaStreamSource(stream).connect(analyser);
    const samples = new Float32Array(analyser.fftSize);
    const look = () => {
      if (closed) return;
      analyser.getFloatTimeDomainData(samples);
      tell(levelOf(samples));
      requestAnimationFrame(look);
    };
    look();
  }

  return {
    opened: open(),
    close() {
      closed = true;
      release();
    },
  };
}

/** The level of samples between -1 and 1: their effective value in decibels, from 0 (quiet) to 1 (clipping). */
export function levelOf(samples: ArrayLike<number>): number {
  let sum = 0;
  for (let at = 0; at < samples.length; at += 1) sum += (samples[at] ?? 0) ** 2;
  const db = 20 * Math.log10(Math.sqrt(sum / Math.max(1, samples.length)));
  return Math.min(1, Math.max(0, (db - QUIET_DB) / (LOUD_DB - QUIET_DB)));
}
