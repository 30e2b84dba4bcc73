import { useMemo } from 'react';

/** The same object as long as its content is: a new answer of the server must not restart what was made of it. */
export function useUnchanged<T>(value: T): T {
  const text = JSON.stringify(value);
  return useMemo(() => JSON.parse(text) as T, [text]);
}
