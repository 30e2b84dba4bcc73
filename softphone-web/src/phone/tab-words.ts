import type { BrowserClock } from '../services/browser-clock.ts';
import { PhoneRefusal, type PhoneState, type RefusalCode } from './phone.ts';

/** An owner that does not even say "heard" within this time, ms, is gone. */
export const HEARD_WITHIN_MS = 2_000;

/** Commands that a tab may give to the owner's phone. */
export const COMMANDS = [
  ...(['dial', 'answer', 'reject', 'hangUp', 'mute', 'hold', 'dtmf'] as const),
  ...(['transfer', 'consult', 'connect', 'confer'] as const),
] as const;
export type Command = (typeof COMMANDS)[number];

/** What the tabs of one operator say to each other. `ask` ties answers to a command. */
export type Word =
  | { readonly kind: 'hello' }
  | { readonly kind: 'state'; readonly state: PhoneState }
  | CommandWord
  | AnswerWord;

interface CommandWord {
  readonly kind: 'command';
  readonly ask: string;
  readonly name: Command;
  readonly args: readonly unknown[];
}

type AnswerWord =
  | { readonly kind: 'heard'; readonly ask: string }
  | { readonly kind: 'done'; readonly ask: string; readonly value: unknown }
  | { readonly kind: 'refused'; readonly ask: string; readonly code: RefusalCode };

/** Commands that wait for the owner's answer. */
export interface TabAsks {
  /** @throws PhoneRefusal as the owner's phone refused, or `owner-gone` */
  readonly ask: (name: Command, args: readonly unknown[]) => Promise<unknown>;
  readonly hear: (word: AnswerWord) => void;
}

/** The asking half of a tab that does not own the phone. */
export function createTabAsks(options: {
  readonly say: (word: Word) => void;
  readonly clock: BrowserClock;
}): TabAsks {
  const { say, clock } = options;
  const waiting = new Map<
    string,
    {
      readonly resolve: (value: unknown) => void;
      readonly reject: (error: PhoneRefusal) => void;
      readonly cancel: () => void;
    }
  >();
  let serial = 0;

  return {
    ask: (name, args) =>
      new Promise((resolve, reject) => {
        const ask = `${clock.random()}.${++serial}`;
        const cancel = clock.after(HEARD_WITHIN_MS, () => {
          waiting.delete(ask);
          reject(new PhoneRefusal('owner-gone'));
        });
        waiting.set(ask, { resolve, reject, cancel });
        say({ kind: 'command', ask, name, args });
      }),
    hear(word) {
      const one = waiting.get(word.ask);
      if (!one) return;
      one.cancel();
      if (word.kind === 'heard') return;
      waiting.delete(word.ask);
      if (word.kind === 'done') one.resolve(word.value);
      else one.reject(new PhoneRefusal(word.code));
    },
  };
}
