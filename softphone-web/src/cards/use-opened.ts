import { useEffect, useRef, useState } from 'react';

/**
 * What is open on a screen: a form in its place (`isInstead`), of which the browser's Back leads to the screen itself, or
 * a question over it.
 */
export function useOpened<Open>(
  isInstead: (open: Open) => boolean,
): [open: Open | null, setOpen: (open: Open | null) => void] {
  const [open, setOpen] = useState<Open | null>(null);
  /** Whether the browser's history has a step for it. */
  const hasStep = useRef(false);

  useEffect(() => {
    const wentBack = () => {
      if (!hasStep.current) return;
      hasStep.current = false;
      setOpen(null);
    };
    window.addEventListener('popstate', wentBack);
    return () => window.removeEventListener('popstate', wentBack);
  }, []);

  return [
    open,
    (next) => {
      const needsStep = next !== null && isInstead(next);
      if (needsStep && !hasStep.current) history.pushState(null, '');
      if (!needsStep && hasStep.current) history.back();
      hasStep.current = needsStep;
      setOpen(next);
    },
  ];
}
