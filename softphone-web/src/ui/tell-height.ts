import type { RefCallback } from 'react';

/**
 * A ref that keeps an element's height in a variable of the page (px; absent while the element is), so
 * that what lies under it can make room. Whoever types keeps the field in sight when it grows.
 */
export function tellHeight(variable: `--${string}`): RefCallback<HTMLElement> {
  return (element) => {
    if (!element) return;
    const { style } = document.documentElement;
    const observer = new ResizeObserver(([told]) => {
      // to ask the element would lay the page out again, once another height was told
      const height = told?.borderBoxSize[0]?.blockSize ?? 0;
      style.setProperty(variable, `${Math.round(height)}px`);
      keepTypedInSight();
    });
    observer.observe(element);
    return () => {
      observer.disconnect();
      style.removeProperty(variable);
    };
  };
}

/** The scroll padding of the page (page.css) is what bars and cards cover. */
function keepTypedInSight(): void {
  const typed = document.activeElement;
  if (typed?.matches('input, textarea, select')) typed.scrollIntoView({ block: 'nearest' });
}
