import { type RefObject, useEffect, useRef } from 'react';

/** The `ref` of a form: where it was `refused` anew, the first field that is wrong has the focus, and is in sight. */
export function useFirstWrong(refused: unknown): RefObject<HTMLFormElement | null> {
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [refused]);
  return form;
}
