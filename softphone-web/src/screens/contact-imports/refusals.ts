import { ApiProblem } from '../../services/http.ts';

/** What is wrong and what to do about it, as the server says it. */
export function wordsOf(error: unknown): string {
  if (!(error instanceof ApiProblem)) return String(error);
  return [error.detail, error.cure].filter(Boolean).join(' ');
}

/** The file itself is refused: to send it again is no use. */
export function isOfFile(error: unknown): boolean {
  return error instanceof ApiProblem && error.status === 400;
}

/** Where somebody else was sooner, what is shown is not how it stands: `readAnew` is called. Throws what `act` throws. */
export async function orReadAnew<T>(
  act: () => Promise<T>,
  readAnew: () => Promise<unknown>,
): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof ApiProblem && error.code === 'import-over') await readAnew();
    throw error;
  }
}
