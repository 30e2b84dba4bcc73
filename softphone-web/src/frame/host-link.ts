import type {
  FromPhone,
  PhoneErrorCode,
  PhoneEvents,
  PhoneMethods,
  ToPhone,
} from '../../sdk/words.ts';

const WORDS: FromPhone['perezvon'] = 1;

/** Why a method is not carried out; `message` is for the developers of the other page. */
export class FrameRefusal extends Error {
  override readonly name = 'FrameRefusal';
  readonly code: PhoneErrorCode;

  constructor(code: PhoneErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

/** What the phone does for the page around it; each throws {@link FrameRefusal}, or rejects. */
export type FrameMethods = {
  readonly [Name in keyof PhoneMethods]: (...args: readonly unknown[]) => Promise<unknown>;
};

/** The way to the page around the frame. */
export interface HostLink {
  /** Tells what happens; nobody hears it before the page has said hello. */
  readonly tell: <Name extends keyof PhoneEvents>(name: Name, detail: PhoneEvents[Name]) => void;
  /** Whoever is signed in does from now on what the page asks; the returned function ends that. */
  readonly serve: (methods: FrameMethods) => () => void;
}

/** The part of a window that is used. */
export type FramedWindow = Pick<Window, 'addEventListener'> & { readonly parent: Poster };
type Poster = { postMessage(message: unknown, targetOrigin: string): void };

/**
 * Speaks with the page around the frame, and with no other: what it says is heard by its window. Which page that may be the
 * browser has seen to: the server lets this page stand only in frames of sites that an administrator named.
 */
export function createHostLink(page: FramedWindow): HostLink {
  let host: string | null = null;
  let methods: FrameMethods | null = null;

  function say(word: FromPhone): void {
    if (host !== null) page.parent.postMessage(word, host);
  }

  page.addEventListener('message', ({ source, origin, data }) => {
    const word = data as ToPhone | null;
    if (source !== page.parent || word?.perezvon !== WORDS) return;
    host = origin;
    if (word.kind === 'hello') tell('ready', { loggedIn: methods !== null });
    else if (word.kind === 'ask') void carryOut(word);
  });

  function tell<Name extends keyof PhoneEvents>(name: Name, detail: PhoneEvents[Name]): void {
    say({ perezvon: WORDS, kind: 'event', name, detail });
  }

  async function carryOut(word: Extract<ToPhone, { kind: 'ask' }>): Promise<void> {
    const { ask, method, args } = word;
    try {
      const value = await doerOf(method)(...(Array.isArray(args) ? args : []));
      say({ perezvon: WORDS, kind: 'done', ask, value });
    } catch (error) {
      const code = error instanceof FrameRefusal ? error.code : 'refused';
      const message = error instanceof Error ? error.message : String(error);
      say({ perezvon: WORDS, kind: 'refused', ask, code, message });
    }
  }

  function doerOf(method: keyof PhoneMethods) {
    if (methods === null) throw new FrameRefusal('not-signed-in', 'Nobody is signed in.');
    if (Object.hasOwn(methods, method)) return methods[method];
    throw new FrameRefusal('bad-request', `There is no method ${String(method)}.`);
  }

  return {
    tell,
    serve(next) {
      methods = next;
      return () => {
        if (methods === next) methods = null;
      };
    },
  };
}
