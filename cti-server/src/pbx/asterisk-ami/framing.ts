const CR = 13;
const LF = 10;
/** A message larger than this is dropped whole. Asterisk's own are below 4 KB; of the shortest headers this much takes 1 MB. */
const MAX_MESSAGE_BYTES = 64 * 1024;
const END = Buffer.from('\r\n\r\n');
const BANNER = /^Asterisk Call Manager\/[^\r\n]*\r\n/;

/** Cuts a byte stream into AMI messages. Linear in the bytes, however the chunks are cut. */
export interface Framer {
  push(chunk: Buffer): void;
  /** What was left when the stream ended: a message cut short, never to be believed. */
  end(): Buffer;
}

/** What a framer finds, in the order of the bytes. */
export interface FramerSink {
  /** One message without its ending empty line; the buffer is only valid during the call. */
  message(bytes: Buffer): void;
  banner(line: string): void;
  oversized(): void;
}

/**
 * Splits on an empty line (CRLF CRLF), as Asterisk's manager protocol has it. The banner is a line of
 * its own without an empty one after it; some messages end with an extra CRLF.
 */
export function createFramer(sink: FramerSink): Framer {
  let pending = Buffer.allocUnsafe(16 * 1024);
  let length = 0;
  let scanned = 0;
  let skipping = false;
  let atStart = true;

  const append = (chunk: Buffer) => {
    if (length + chunk.length > pending.length) {
      const larger = Buffer.allocUnsafe(Math.max(pending.length * 2, length + chunk.length));
      pending.copy(larger, 0, 0, length);
      pending = larger;
    }
    chunk.copy(pending, length);
    length += chunk.length;
  };

  const keepFrom = (start: number) => {
    if (start > 0) pending.copyWithin(0, start, length);
    length -= start;
    scanned = Math.max(0, length - 3);
  };

  const takeBanner = () => {
    const newline = pending.subarray(0, length).indexOf(LF);
    if (newline < 0) return;
    atStart = false;
    const line = BANNER.exec(pending.toString('latin1', 0, newline + 1));
    sink.banner(line ? line[0].trim() : '');
    if (line) keepFrom(newline + 1);
    scanned = 0;
  };

  const emit = (start: number, end: number) => {
    let from = start;
    while (from < end && (pending[from] === CR || pending[from] === LF)) from += 1;
    if (from < end) sink.message(pending.subarray(from, end));
  };

  return {
    push(chunk) {
      append(chunk);
      if (atStart) takeBanner();
      let start = 0;
      for (;;) {
        const at = pending.subarray(0, length).indexOf(END, Math.max(start, scanned));
        if (at < 0) break;
        if (skipping) skipping = false;
        else if (at - start > MAX_MESSAGE_BYTES) sink.oversized();
        else emit(start, at);
        start = at + END.length;
        scanned = start;
      }
      keepFrom(start);
      if (length > MAX_MESSAGE_BYTES) {
        if (!skipping) sink.oversized();
        skipping = true;
        keepFrom(length - 3);
      }
    },
    end: () => Buffer.from(pending.subarray(0, length)),
  };
}
