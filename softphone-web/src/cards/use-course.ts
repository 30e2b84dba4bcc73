import { useEffect, useState } from 'react';
import { courseOf, MOST_BYTES, withFirstByte } from '../services/waveform.ts';

/** Parts of the course that is drawn. */
const PARTS = 240;

/**
 * The course of a recording, once it plays; null where there is none (yet). It is asked for from the second byte on:
 * what does not begin at the beginning belongs to the play that is noted already, and nobody heard it twice.
 */
export function useCourse(address: string, plays: boolean): readonly number[] | null {
  const [course, setCourse] = useState<readonly number[] | null>(null);
  useEffect(() => {
    if (!plays) return;
    const stop = new AbortController();
    async function load(): Promise<void> {
      const headers = { range: 'bytes=1-' };
      const answer = await fetch(address, { signal: stop.signal, headers });
      const size = Number(answer.headers.get('content-length'));
      if (answer.status !== 206 || size > MOST_BYTES) return answer.body?.cancel();
      const file = withFirstByte(new Uint8Array(await answer.arrayBuffer()));
      const found = await courseOf(file, PARTS);
      if (!stop.signal.aborted) setCourse(found);
    }
    // without it the recording is heard all the same
    load().catch(() => {});
    return () => stop.abort();
  }, [address, plays]);
  return course;
}
