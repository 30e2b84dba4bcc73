import { AppError } from '../kernel/errors.ts';
import type { SettingStore } from './store.ts';

/** Whose pages may hold the phone in a frame. */
export interface FrameOrigins {
  list(): readonly string[];
  /**
   * As browsers write them, each once. Throws `AppError` `frame-origin` for what is no origin, or one that anybody on the
   * way could forge.
   */
  checked(written: readonly string[]): readonly string[];
  set(checked: readonly string[]): Promise<void>;
}

const NAME = 'frame-origins';
const LOOPBACK = /^http:\/\/(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?$/;

/** Kept among the firm's settings. `secure`: this server's own page is always https. */
export function createFrameOrigins(
  settings: SettingStore,
  { secure }: { readonly secure: boolean },
): FrameOrigins {
  let origins = kept(settings.get(NAME));

  /** A page without TLS may be changed on its way, and would then hold the phone of whoever sees it. */
  function one(written: string): string {
    const origin = originOf(written.trim());
    const isOne = origin !== null && /^https?:\/\/[a-z0-9.:[\]-]+$/.test(origin);
    if (!isOne) throw wrong(written);
    const isSafe = origin.startsWith('https://') || LOOPBACK.test(origin);
    if (isSafe || !secure) return origin;
    throw wrong(written);
  }

  return {
    list: () => origins,
    checked: (written) => [...new Set(written.map(one))].sort(),
    async set(checked) {
      await settings.set(NAME, checked);
      origins = checked;
    },
  };
}

/** As browsers write it, a name of other letters in its ASCII form; null for an address with more than an origin. */
function originOf(written: string): string | null {
  if (!URL.canParse(written)) return null;
  const { origin, pathname, search, hash, username, password } = new URL(written);
  return `${search}${hash}${username}${password}` === '' && pathname === '/' ? origin : null;
}

function wrong(written: string): AppError {
  const [values, fields] = [{ origin: written }, { origins: 'wrong' }];
  return new AppError('frame-origin', { values, fields });
}

function kept(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}
