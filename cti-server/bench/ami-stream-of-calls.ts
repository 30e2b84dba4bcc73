import { readCapture } from '../src/replay/capture.ts';

const RECORDINGS = `${import.meta.dirname}/../src/pbx/asterisk-ami/recordings/`;
/** Its caller number, which each repetition replaces by one of its own. */
const RECORDED_CALLER = /\b79161234567\b/g;
const UNIQUE_ID = /\b(\d{10})(\.\d+)\b/g;
const CHANNEL = /-([0-9a-f]{8})\b(?!-)/g;
const BRIDGE = /\b[0-9a-f]{8}(-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\b/g;

/** The events of a recorded call as they came over the wire, each with its empty line. */
export function recordedEvents(recording: string): string[] {
  const bytes = readCapture(`${RECORDINGS}${recording}.jsonl`).flatMap((entry) =>
    entry.kind === 'received' ? [entry.bytes] : [],
  );
  return Buffer.concat(bytes)
    .toString()
    .split('\r\n\r\n')
    .map((message) => message.slice(Math.max(0, message.indexOf('Event: '))))
    .filter((message) => message.startsWith('Event: ') && !message.includes('FullyBooted'))
    .map((message) => `${message}\r\n\r\n`);
}

/** The same call another time: `serial` shifts the ids of channels, calls and bridges. */
export function again(events: readonly string[], serial: number, caller: string): string[] {
  const hex = serial.toString(16).padStart(8, '0');
  return events.map((event) =>
    event
      .replace(
        UNIQUE_ID,
        (_, seconds: string, rest: string) => `${Number(seconds) + serial * 1_000}${rest}`,
      )
      .replace(
        CHANNEL,
        (_, number: string) =>
          `-${((parseInt(number, 16) + serial * 256) >>> 0).toString(16).padStart(8, '0')}`,
      )
      .replace(BRIDGE, (_, rest: string) => hex + rest)
      .replace(RECORDED_CALLER, caller),
  );
}

/**
 * That many events of calls, as many going on at a time as there are `lanes`; `callers` are taken in
 * turn, digits only.
 */
export function* callStream(options: {
  recordings: readonly string[];
  lanes: number;
  callers: readonly string[];
}): Generator<string> {
  const scripts = options.recordings.map(recordedEvents);
  const { callers, lanes } = options;
  const playing: string[][] = Array.from({ length: lanes }, () => []);
  let serial = 0;
  for (let turn = 0; ; turn += 1) {
    const lane = turn % lanes;
    if (playing[lane]?.length === 0) {
      serial += 1;
      const script = scripts[serial % scripts.length] ?? [];
      playing[lane] = again(script, serial, callers[serial % callers.length] ?? '');
    }
    yield playing[lane]?.shift() ?? '';
  }
}
