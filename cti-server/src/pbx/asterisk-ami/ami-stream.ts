import { EventEmitter } from 'node:events';
import net from 'node:net';
import createManager from 'asterisk-manager';
import type { AmiEvent, AmiResponse } from './ami-event.ts';
import { createFramer } from './framing.ts';
import { createQuarantine, type Quarantine } from './quarantine.ts';

/** What came, and what went wrong with single messages; none of it stops the stream. */
export interface AmiCounters {
  messages: number;
  events: number;
  /** Of kinds nobody wants, by name; dropped before parsing. */
  readonly unwanted: Map<string, number>;
  oversized: number;
  /** With a reserved event or header name. */
  refused: number;
  /** How often this process stood still and did not read. */
  stalls: number;
}

/** Counters that all connections of a client share. */
export function newCounters(): AmiCounters {
  return {
    messages: 0,
    events: 0,
    unwanted: new Map(),
    oversized: 0,
    refused: 0,
    stalls: 0,
  };
}

/** From bytes to events and answers. The one path for the live client and for replayed captures. */
export interface AmiStream {
  /** `at`: ms epoch at which the chunk arrived. */
  push(chunk: Buffer, at: number): void;
  /** The stream ended; gives the bytes of a message cut short (empty when none). */
  end(): Buffer;
  readonly manager: ReturnType<typeof createManager>;
  /** Has asterisk-manager write an action that has an `actionid`; the answer comes by `onResponse`. */
  send(action: Record<string, string>): void;
  readonly counters: Readonly<AmiCounters>;
  /** Messages whose listener threw. */
  readonly quarantine: Quarantine;
}

/** Who listens to a stream. */
export interface AmiStreamOptions {
  onEvent(event: AmiEvent): void;
  onResponse?(response: AmiResponse): void;
  onBanner?(line: string): void;
  /** Whether an event of this name is worth parsing; all are unless told. */
  wanted?(name: string): boolean;
  /** Where actions that asterisk-manager writes go. */
  write?(text: string): void;
  /** Counted on in these, else in new ones. */
  readonly counters?: AmiCounters;
  /** Where messages go whose listener throws; else one of its own. */
  readonly quarantine?: Quarantine;
}

/** Event names that asterisk-manager would take for its own signals. */
const RESERVED_EVENTS = new Set([
  'close',
  'end',
  'error',
  'connect',
  'rawevent',
  'response',
  'asterisk',
]);
const RESERVED_HEADER = /^(?:__proto__|constructor|prototype)\s*:/im;
const MAX_NAMES = 1_000;
const EVENT = Buffer.from('Event: ');

/** Stands in for the socket that asterisk-manager believes it has; bytes are handed over frame by frame. */
class ManagerSocket extends EventEmitter {
  readonly readyState = 'open';
  readonly write: (text: string) => void;
  constructor(write: (text: string) => void) {
    super();
    this.write = write;
  }
  setKeepAlive(): void {}
  setNoDelay(): void {}
  setEncoding(): void {}
  end(): void {}
}

/** A fresh asterisk-manager over our socket. It asks `net` for a socket once, in `connect`, in this very tick. */
function managerOver(socket: ManagerSocket): ReturnType<typeof createManager> {
  const manager = createManager(undefined);
  const real = net.createConnection;
  try {
    Object.assign(net, { createConnection: () => socket });
    manager.connect(0, '');
  } finally {
    Object.assign(net, { createConnection: real });
  }
  // Its own dispatch would emit names from the wire (`Event: Close`) as its signals.
  manager.removeAllListeners('rawevent');
  return manager;
}

/**
 * Builds the path bytes → frames → asterisk-manager → normalised events.
 * Why each step: ARCHITECTURE.md and docs/adr; the library alone is unsafe on hostile bytes.
 */
export function createAmiStream(options: AmiStreamOptions): AmiStream {
  const { counters = newCounters(), quarantine = createQuarantine() } = options;
  const socket = new ManagerSocket((text) => options.write?.(text));
  const manager = managerOver(socket);
  const wantedByName = new Map<string, boolean>();
  let arrived = 0;
  let text = '';

  const isWanted = (name: string): boolean => {
    let wanted = wantedByName.get(name);
    if (wanted === undefined) {
      wanted = options.wanted?.(name) ?? true;
      if (wantedByName.size < MAX_NAMES) wantedByName.set(name, wanted);
    }
    return wanted;
  };

  manager.on('rawevent', (item: Record<string, unknown>) => {
    const { fields, repeated } = normalise(item, text);
    const name = fields.event;
    if (name !== undefined) {
      counters.events += 1;
      options.onEvent({ name, at: arrived, fields, text, repeated });
    } else if (fields.response !== undefined) {
      options.onResponse?.({
        ok: fields.response.toLowerCase() !== 'error',
        actionId: fields.actionid ?? '',
        message: fields.message ?? '',
        fields,
      });
    }
  });

  const message = (bytes: Buffer) => {
    counters.messages += 1;
    const isEvent = bytes.length > EVENT.length && bytes.subarray(0, EVENT.length).equals(EVENT);
    if (isEvent) {
      const end = bytes.indexOf(13);
      const name = bytes.toString('latin1', EVENT.length, end < 0 ? bytes.length : end);
      if (!isWanted(name)) {
        countUnwanted(counters.unwanted, name);
        return;
      }
      if (RESERVED_EVENTS.has(name.trim().toLowerCase())) {
        counters.refused += 1;
        return;
      }
    }
    text = safeText(bytes);
    if (!isEvent && /^response:[^\r\n]*follow/i.test(text)) {
      counters.refused += 1;
      return;
    }
    if (RESERVED_HEADER.test(text)) {
      counters.refused += 1;
      text = text
        .split('\r\n')
        .filter((line) => !RESERVED_HEADER.test(line))
        .join('\r\n');
    }
    quarantine.guard({ at: arrived, text }, () => socket.emit('data', `${text}\r\n\r\n`));
  };

  const framer = createFramer({
    message,
    banner: (line) => options.onBanner?.(line),
    oversized: () => {
      counters.oversized += 1;
    },
  });

  return {
    push(chunk, at) {
      arrived = at;
      framer.push(chunk);
    },
    end: () => framer.end(),
    manager,
    send(action) {
      // it would keep a listener for each answer for ever: ours go another way
      manager.removeAllListeners(manager.action(action));
    },
    counters,
    quarantine,
  };
}

/** Names come from the wire: bounded. */
function countUnwanted(unwanted: Map<string, number>, name: string): void {
  const count = unwanted.get(name);
  if (count !== undefined || unwanted.size < MAX_NAMES) unwanted.set(name, (count ?? 0) + 1);
}

/** UTF-8 with U+FFFD for what is none; a bare LF inside a value would else begin a header; `Key:value` gets its space. */
function safeText(bytes: Buffer): string {
  return bytes
    .toString('utf8')
    .replace(/\r?\n/g, (end) => (end === '\n' ? ' ' : end))
    .replace(/^([\w()-]+):(?=[^ \r\n])/gm, '$1: ');
}

/** asterisk-manager's item (arrays, objects for variables) as plain first values plus the repeated ones. */
function normalise(
  item: Record<string, unknown>,
  text: string,
): { fields: Record<string, string>; repeated: Record<string, string[]> } {
  const fields: Record<string, string> = Object.create(null);
  const repeated: Record<string, string[]> = Object.create(null);
  for (const key in item) {
    const value = item[key];
    if (typeof value === 'string') fields[key] = value;
    else if (Array.isArray(value)) {
      fields[key] = String(value[0]);
      repeated[key] = value.map(String);
    } else if (key === 'variable') fields[key] = /^Variable: ([^\r\n]*)/im.exec(text)?.[1] ?? '';
  }
  return { fields, repeated };
}
