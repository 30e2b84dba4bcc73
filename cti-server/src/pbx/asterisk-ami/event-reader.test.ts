import { expect, test } from 'vitest';
import type { PbxEvent } from '../event.ts';
import { createEventReader } from './event-reader.ts';

const booted = (uptimeS: number) =>
  Buffer.from(
    `Asterisk Call Manager/7.0.3\r\nEvent: FullyBooted\r\nUptime: ${uptimeS}\r\n\r\n` +
      'Event: Hangup\r\nUniqueid: 1.1\r\nChannel: PJSIP/101-00000001\r\nCause: 16\r\n\r\n',
  );

/** What a capture of two connections says of a restart, ms. */
function restarts(second: { uptimeS: number; lostAt?: number }): number[] {
  const found: PbxEvent[] = [];
  const numbering = { pbx: 'replay', extensions: /^\d{3}$/, trunks: null };
  const reader = createEventReader(numbering, (event) => found.push(event));
  reader.open();
  reader.push(booted(500), 10_000);
  if (second.lostAt !== undefined) reader.close(second.lostAt);
  reader.open();
  reader.push(booted(second.uptimeS), 90_000);
  return found.flatMap(({ kind, at }) => (kind === 'restarted' ? [at] : []));
}

test('C12 in a capture, too, calls of a PBX that crashed ended when the line was lost', () => {
  expect(restarts({ uptimeS: 3, lostAt: 30_000 })).toEqual([30_000]);
});

test('C12 a capture that does not say when the line was lost: when it was back', () => {
  expect(restarts({ uptimeS: 3 })).toEqual([90_000]);
});

test('a line that was lost is no restart', () => {
  expect(restarts({ uptimeS: 580, lostAt: 30_000 })).toEqual([]);
});
