/** What asks for a proof: the password, or a sign-in at the other server. */
export type ProofCode = 'proof-needed' | 'proof-needed-elsewhere';

/** Asks whoever sits here to show again who they are; several requests at once share one question. */
export interface ProofAsker {
  /** The question that waits; null for none. */
  readonly asked: () => ProofCode | null;
  readonly subscribe: (listener: () => void) => () => void;
  /** Resolves with whether it was shown. */
  readonly ask: (code: ProofCode) => Promise<boolean>;
  /** Answers the question that waits. */
  readonly settle: (shown: boolean) => void;
}

/** Nobody asks yet. */
export function createProofAsker(): ProofAsker {
  const listeners = new Set<() => void>();
  let open: { code: ProofCode; waiting: ((shown: boolean) => void)[] } | null = null;
  const tell = () => {
    for (const listener of listeners) listener();
  };
  return {
    asked: () => open?.code ?? null,
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    ask: (code) =>
      new Promise((resolve) => {
        open ??= { code, waiting: [] };
        open.waiting.push(resolve);
        tell();
      }),
    settle(shown) {
      const { waiting = [] } = open ?? {};
      open = null;
      tell();
      for (const answer of waiting) answer(shown);
    },
  };
}

/** Whether a problem's code asks for a proof. */
export function isProofCode(code: string): code is ProofCode {
  return code === 'proof-needed' || code === 'proof-needed-elsewhere';
}
