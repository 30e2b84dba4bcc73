import type { Parts } from './parts.tsx';

/** Lets the browser fetch a file of the server, once that may be; its name and its place are the browser's. */
export async function takeFile(
  { api, tellFailure }: Pick<Parts, 'api' | 'tellFailure'>,
  path: string,
): Promise<void> {
  try {
    await api.proven();
    location.assign(path);
  } catch (error) {
    tellFailure(error);
  }
}
