import type { Diagnosis } from '@perezvon/cti-server/contract';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useParts } from '../../cards/parts.tsx';

/** An examination as far as it has come. */
interface Progress {
  readonly state: 'running' | 'done' | 'cancelled' | 'failed';
  readonly diagnoses: readonly Diagnosis[];
}

const BEGINNING: Progress = { state: 'running', diagnoses: [] };

/** Examines a PBX connection at once; each check is there as soon as it is made. Leaving cancels it. */
export function useExamination(id: string): Progress & { again: () => void; cancel: () => void } {
  const { api } = useParts();
  const [progress, setProgress] = useState(BEGINNING);
  const [round, setRound] = useState(0);
  const running = useRef<AbortController>(null);

  useEffect(() => {
    const left = new AbortController();
    running.current = left;
    const ends = (state: Progress['state']) => {
      if (!left.signal.aborted) setProgress(({ diagnoses }) => ({ state, diagnoses }));
    };
    async function examine() {
      for await (const one of api.examine(id, left.signal)) {
        if (left.signal.aborted) return;
        setProgress(({ state, diagnoses }) => ({ state, diagnoses: [...diagnoses, one] }));
      }
      ends('done');
    }
    examine().catch(() => ends('failed'));
    return () => left.abort();
  }, [api, id, round]);

  return {
    ...progress,
    again: useCallback(() => {
      setProgress(BEGINNING);
      setRound((before) => before + 1);
    }, []),
    cancel: useCallback(() => {
      running.current?.abort();
      setProgress(({ diagnoses }) => ({ state: 'cancelled', diagnoses }));
    }, []),
  };
}
