/** A message whose processing failed once; it is not tried again. */
export interface PoisonedMessage {
  /** ms epoch. */
  readonly at: number;
  readonly text: string;
  readonly error: unknown;
}

/** Keeps what could not be processed away from its neighbours. */
export interface Quarantine {
  /** Runs what a message is for, once. Where that throws, the message is set aside with its text. */
  guard(message: { readonly at: number; readonly text: string }, task: () => void): void;
  /** How many were set aside. */
  count(): number;
  /** The first of those. */
  readonly first: readonly PoisonedMessage[];
}

const KEPT = 50;
/** Asterisk's own messages are below 4 KB; a list of channels may be longer. */
const KEPT_TEXT = 16_000;

/** Nothing is set aside yet. */
export function createQuarantine(
  onPoisoned: (message: PoisonedMessage) => void = () => {},
): Quarantine {
  const first: PoisonedMessage[] = [];
  let count = 0;
  return {
    guard({ at, text }, task) {
      try {
        task();
      } catch (error) {
        count += 1;
        const poisoned = { at, text: text.slice(0, KEPT_TEXT), error };
        if (first.length < KEPT) first.push(poisoned);
        onPoisoned(poisoned);
      }
    },
    count: () => count,
    first,
  };
}
