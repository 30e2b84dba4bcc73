import { type RefObject, useEffect, useRef, useState } from 'react';
import { ApiProblem } from '../services/http.ts';
import { useParts } from './parts.tsx';

/** A form on its way to the server. */
export interface Saving {
  /** For the form: where it was refused, the first field that is wrong has the focus, and is in sight. */
  readonly formElement: RefObject<HTMLFormElement | null>;
  readonly busy: boolean;
  /** Field → what the server says is wrong with it. */
  readonly marks: Readonly<Record<string, string>>;
  /** These fields were changed: their marks go, and those of what is in them. */
  readonly changed: (part: object) => void;
  /** What fails is marked at the fields that the form `shows` (all unless told); else the user is told. */
  readonly save: (act: () => Promise<void>, shows?: (field: string) => boolean) => Promise<void>;
}

/** Nothing is being saved, nothing is wrong. */
export function useSaving(): Saving {
  const { tellFailure } = useParts();
  const [busy, setBusy] = useState(false);
  const takeBack = useRef<(() => void) | null>(null);
  const [marks, setMarks] = useState<Saving['marks']>({});
  const formElement = useRef<HTMLFormElement>(null);
  const [refusals, setRefusals] = useState(0);

  useEffect(() => {
    if (refusals > 0)
      formElement.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [refusals]);

  return {
    formElement,
    busy,
    marks,
    changed(part) {
      const isIn = (field: string) =>
        Object.keys(part).some((key) => field === key || field.startsWith(`${key}.`));
      setMarks(Object.fromEntries(Object.entries(marks).filter(([field]) => !isIn(field))));
    },
    async save(act, shows = () => true) {
      setBusy(true);
      // what the try before told is over
      takeBack.current?.();
      try {
        await act();
      } catch (error) {
        const fields = error instanceof ApiProblem ? error.fields : {};
        setMarks(fields);
        setRefusals((before) => before + 1);
        // what stands at its field needs no message beside it
        if (!Object.keys(fields).some(shows)) takeBack.current = tellFailure(error);
      } finally {
        setBusy(false);
      }
    },
  };
}
