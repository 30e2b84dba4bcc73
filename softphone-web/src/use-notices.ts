import { useCallback, useEffect, useRef } from 'react';
import type { PagePhone } from './open-phone.ts';
import { createButtonNotices, hasButtons, type ShowNotice } from './phone/notices.ts';

const WORKER = '/notice-worker.js';

/** How a notice of this phone is shown: with buttons where the platform has such, once its worker runs; else null. */
export function useNotices(
  phone: PagePhone | null,
  words: { readonly answer: string; readonly reject: string },
): () => ShowNotice | null {
  const show = useRef<ShowNotice | null>(null);
  const latest = useRef(words);
  useEffect(() => {
    latest.current = words;
  });
  useEffect(() => {
    if (!phone || phone.state().device !== 'browser' || !hasButtons()) return;
    let stop = () => {};
    let gone = false;
    const worker = navigator.serviceWorker;
    const took = async () => {
      await worker.register(WORKER);
      const registration = await worker.ready;
      if (gone) return;
      const notices = createButtonNotices({
        registration,
        worker,
        words: () => latest.current,
        acts: {
          answer: (id) => void phone.answer(id).catch(() => undefined),
          reject: (id) => void phone.reject(id).catch(() => undefined),
        },
      });
      show.current = notices.show;
      stop = notices.stop;
    };
    // without it notices have no buttons
    took().catch(() => undefined);
    return () => {
      gone = true;
      show.current = null;
      stop();
    };
  }, [phone]);
  return useCallback(() => show.current, []);
}
