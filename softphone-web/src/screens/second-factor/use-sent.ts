import { type FormEvent, useRef, useState } from 'react';
import { useParts } from '../../cards/parts.tsx';
import { ApiProblem } from '../../services/http.ts';

/** A form of one field: what is wrong with it is said there, all else as everywhere. */
export function useSent(field: string, send: (text: string) => Promise<void>) {
  const { tellFailure } = useParts();
  const [text, setText] = useState('');
  const [busy, setBusy] = useState(false);
  const takeBack = useRef<(() => void) | null>(null);
  const [wrong, setWrong] = useState<string | undefined>();

  async function submit(event: FormEvent) {
    event.preventDefault();
    setBusy(true);
    // what the try before told is over
    takeBack.current?.();
    try {
      await send(text);
    } catch (error) {
      const mark = error instanceof ApiProblem ? error.fields[field] : undefined;
      setWrong(mark);
      if (mark === undefined) takeBack.current = tellFailure(error);
    } finally {
      setBusy(false);
    }
  }

  function type(typed: string) {
    setText(typed);
    setWrong(undefined);
  }

  return { text, type, busy, wrong, submit };
}
