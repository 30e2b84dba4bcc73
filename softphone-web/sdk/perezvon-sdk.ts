import {
  type FromPhone,
  type PhoneErrorCode,
  type PhoneEvents,
  type PhoneMethods,
  type ToPhone,
  WORDS,
} from './words.ts';

export type * from './words.ts';

/** Where the phone comes from and where it goes. */
export interface PerezvonPhoneOptions {
  /** The address of the Perezvon server, such as `https://cti.example.org`. */
  readonly url: string;
  /** The element that the frame is put into; it fills it. */
  readonly container: HTMLElement;
  /** Name of the frame for screen readers. */
  readonly title?: string;
}

/** What a refused method rejects with. */
export class PerezvonError extends Error {
  override readonly name = 'PerezvonError';
  readonly code: PhoneErrorCode | 'no-answer';

  constructor(code: PhoneErrorCode | 'no-answer', message: string) {
    super(message);
    this.code = code;
  }
}

type Heard<Name extends keyof PhoneEvents> = (detail: PhoneEvents[Name]) => void;
type Promised<Method extends (...args: never[]) => unknown> = (
  ...args: Parameters<Method>
) => Promise<ReturnType<Method>>;

/** The phone of the signed-in user, in a frame of this page. */
export interface PerezvonPhone extends PhoneDoing {
  readonly frame: HTMLIFrameElement;
  /** Hears an event; the returned function ends that. */
  readonly on: <Name extends keyof PhoneEvents>(name: Name, heard: Heard<Name>) => () => void;
  /** Takes the frame out; a call of a browser phone in it ends. */
  readonly destroy: () => void;
}

/** Each rejects with a {@link PerezvonError}. */
interface PhoneDoing {
  /** Calls a number in any written form; `record`: for whom, shown on the card. */
  readonly dial: Promised<PhoneMethods['dial']>;
  /** Answers the call, or the one that rings longest. */
  readonly answer: Promised<PhoneMethods['answer']>;
  /** Ends the call, or the one that is spoken in, else rejects the one that rings. */
  readonly hangUp: Promised<PhoneMethods['hangUp']>;
  /** Says who is on the other side: shown on the card, and given back with each event of the call. */
  readonly setContact: Promised<PhoneMethods['setContact']>;
}

/** A phone that says nothing for so long is not there, ms. */
const ANSWERS_WITHIN_MS = 30_000;

/** Puts the phone into the page. An administrator of Perezvon must have named this page's origin. */
export function createPerezvonPhone(options: PerezvonPhoneOptions): PerezvonPhone {
  const { origin } = new URL(options.url);
  const listeners = new Map<string, Set<(detail: never) => void>>();
  const waiting = new Map<
    number,
    { readonly resolve: (value: never) => void; readonly reject: (error: Error) => void }
  >();
  let serial = 0;

  const frame = document.createElement('iframe');
  frame.title = options.title ?? 'Perezvon';
  frame.allow = 'microphone; autoplay; speaker-selection; clipboard-write';
  frame.style.cssText = 'width:100%;height:100%;border:0';
  frame.addEventListener('load', () => say({ perezvon: WORDS, kind: 'hello' }));
  addEventListener('message', hear);
  frame.src = `${origin}/embed`;
  options.container.append(frame);

  function say(word: ToPhone): void {
    frame.contentWindow?.postMessage(word, origin);
  }

  function hear({ source, origin: from, data }: MessageEvent): void {
    if (source !== frame.contentWindow || from !== origin) return;
    const word = data as FromPhone | null;
    if (word?.perezvon !== WORDS) return;
    if (word.kind === 'event') {
      for (const heard of listeners.get(word.name) ?? []) heard(word.detail as never);
      return;
    }
    const one = waiting.get(word.ask);
    waiting.delete(word.ask);
    if (word.kind === 'done') one?.resolve(word.value as never);
    else one?.reject(new PerezvonError(word.code, word.message));
  }

  function ask<Name extends keyof PhoneMethods>(method: Name) {
    return (...args: unknown[]) =>
      new Promise<never>((resolve, reject) => {
        serial += 1;
        const mine = serial;
        waiting.set(mine, { resolve, reject });
        setTimeout(() => {
          if (!waiting.delete(mine)) return;
          reject(new PerezvonError('no-answer', 'The phone does not answer: is it allowed here?'));
        }, ANSWERS_WITHIN_MS);
        say({ perezvon: WORDS, kind: 'ask', ask: mine, method, args });
      });
  }

  return {
    frame,
    on(name, heard) {
      const all = listeners.get(name) ?? new Set();
      listeners.set(name, all.add(heard));
      return () => void all.delete(heard);
    },
    dial: ask('dial'),
    answer: ask('answer'),
    hangUp: ask('hangUp'),
    setContact: ask('setContact'),
    destroy() {
      removeEventListener('message', hear);
      frame.remove();
    },
  };
}
