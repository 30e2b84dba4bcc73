/** What the PBX said of one call, message by message. */
export interface Capture {
  /** `at`: ms epoch; `text`: the message without its empty line. Hostile. */
  readonly messages: readonly { readonly at: number; readonly text: string }[];
  /** Its beginning was not kept: it was too long. */
  readonly cut: boolean;
  readonly pops: readonly Pop[];
}

/** Whose card opened, or why it did not. */
export interface Pop {
  readonly at: number;
  readonly extension: string;
  /** Null where nobody has the extension. */
  readonly name: string | null;
  readonly kind: 'shown' | 'away' | 'nobody';
}

const SECRET = /^(Secret|Key|Password|AuthSecret): .*$/gim;

/**
 * A capture as JSON lines that `replay` reads (ARCHITECTURE.md). Secrets never go out; with `masked`
 * numbers of seven digits and more keep their last two, names of people go.
 */
export function captureLines(capture: Capture, { masked }: { masked: boolean }): string {
  const first = capture.messages[0]?.at ?? 0;
  const lines = capture.messages.map(({ at, text }) => {
    const plain = text.replace(SECRET, '$1: ***');
    return JSON.stringify({
      t: at - first,
      data: `${masked ? withoutPeople(plain) : plain}\r\n\r\n`,
    });
  });
  const opened = { t: 0, opened: true, began: new Date(first).toISOString() };
  return `${[JSON.stringify(opened), ...lines].join('\n')}\n`;
}

/** Uniqueids, times and channel numbers are no one's number: they join the events. */
function withoutPeople(text: string): string {
  return text
    .replace(
      /^((?:Dest|Caller|Transferer|Transferee|Parkee|Parker|Retriever)?(?:CallerIDName|ConnectedLineName)): .*$/gim,
      '$1: ***',
    )
    .replace(
      /(?<![\d.-])\+?\d{7,}(?![\d.])/g,
      (digits) => `${'0'.repeat(digits.length - 2)}${digits.slice(-2)}`,
    );
}
