import { useEffect, useState } from 'react';
import type { Act } from './cards/acts.ts';
import { KeySheet } from './cards/KeySheet.tsx';
import { later } from './later.tsx';

const loadPalette = async () => (await import('./cards/Palette.tsx')).Palette;
const Palette = later('Palette', loadPalette);

/** A window over the page that a key opens. */
export type PageWindow = 'palette' | 'help';

/** Which window is open; one at a time, and each makes way for a call. */
export function usePageWindow(rings: boolean) {
  const [open, show] = useState<PageWindow | null>(null);
  useEffect(() => {
    // oxlint-disable-next-line react/set-state-in-effect -- it makes way for the call, and stays away
    if (rings) show(null);
  }, [rings]);
  useEffect(() => {
    // Not in the first load, but there by the first Ctrl+K: what is typed then must not be lost.
    const idle = requestIdleCallback(() => void loadPalette().catch(() => undefined));
    return () => cancelIdleCallback(idle);
  }, []);
  return { open, show, close: () => show(null) };
}

/** The window that is open. */
export function PageWindows(props: {
  open: PageWindow | null;
  close: () => void;
  acts: readonly Act[];
  plain: boolean;
  setPlain: (on: boolean) => void;
}) {
  const { open, close, acts } = props;
  return (
    <>
      {open === 'palette' && <Palette acts={acts} close={close} />}
      <KeySheet {...props} opened={open === 'help'} />
    </>
  );
}

const PLAIN_KEYS = 'perezvon.plain-keys';

/** Whether keys without Alt and Ctrl do something (WCAG 2.1.4); kept in this browser. */
export function usePlainKeys(): readonly [boolean, (on: boolean) => void] {
  const [plain, setPlain] = useState(() => localStorage.getItem(PLAIN_KEYS) !== 'off');
  return [
    plain,
    (on) => {
      localStorage.setItem(PLAIN_KEYS, on ? 'on' : 'off');
      setPlain(on);
    },
  ];
}
