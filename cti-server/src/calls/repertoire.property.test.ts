import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { differences } from '../../../fixtures/simulated-pbx/differences.ts';
import {
  type Act,
  ACTS,
  createSimulatedPbx,
  type SimulatedPbx,
} from '../../../fixtures/simulated-pbx/simulated-pbx.ts';
import type { CallRecord } from '../contract/index.ts';
import type { PbxEvent } from '../pbx/event.ts';
import { createCallTracker } from './tracker.ts';

// other programs of the machine may be busy, too; the whole row takes its time
vi.setConfig({ testTimeout: process.env['CHAOS_RUNS'] ? 14_400_000 : 60_000 });

const START = Date.UTC(2026, 10, 23, 10);
const numbering = {
  outsidePrefix: '9',
  isExtension: (digits: string) => /^\d{3}$/.test(digits),
  toE164: (number: string) => `+${number}`,
};

/** `CHAOS_RUNS=20000` for the whole row (docs/reliability.md). */
const numRuns = Number(process.env['CHAOS_RUNS'] ?? 1_000);

const act = fc.tuple(fc.constantFrom(...ACTS), fc.nat(99), fc.nat(99)) as fc.Arbitrary<Act>;

interface Server {
  readonly log: Map<string, CallRecord>;
  hear(events: readonly PbxEvent[]): void;
  /** What the PBX has now, twice, as after each connect. */
  look(snapshot: () => PbxEvent): void;
  /** A new process on the same log. */
  restart(): void;
  readonly open: () => CallRecord[];
}

/** Tracker and log as the server joins them; the log in memory. */
function createServer(): Server {
  const log = new Map<string, CallRecord>();
  const memories = new Map<string, string>();
  const start = () =>
    createCallTracker({
      pbx: 'p',
      numbering,
      memories: [...memories.values()],
      endOf: (id) => Date.parse(log.get(id)?.endedAt ?? '') || null,
    });
  let tracker = start();

  function hear(events: readonly PbxEvent[]): void {
    for (const event of events) {
      for (const { call, merged, memory } of tracker.apply(event)) {
        for (const id of merged) {
          log.delete(id);
          memories.delete(id);
        }
        const remembered = memory();
        if (remembered === null) memories.delete(call.id);
        else memories.set(call.id, remembered);
        expect(log.get(call.id)?.state === 'ended' && call.state !== 'ended').toBe(false);
        log.set(call.id, call);
      }
      for (const { callId, memory } of tracker.quiet()) memories.set(callId, memory);
    }
  }

  return {
    log,
    hear,
    look(snapshot) {
      const [first, second] = [snapshot(), snapshot()];
      hear([first, { ...second, at: first.at + 1_200, askedAt: first.at + 1_200 } as PbxEvent]);
    },
    restart() {
      tracker = start();
    },
    open: () => tracker.open(START),
  };
}

test('A09 whatever people do, in any order: each call is in the log once, ended, told right', () => {
  fc.assert(
    fc.property(fc.array(act, { minLength: 10, maxLength: 60, size: 'max' }), (acts) => {
      const pbx = createSimulatedPbx(START);
      const server = createServer();
      for (const one of acts) {
        pbx.pass(1_500);
        pbx.act(one);
        server.hear(pbx.said());
      }
      pbx.pass(1_500);
      pbx.finish();
      server.hear(pbx.said());
      expect(server.open()).toEqual([]);
      expect(differences(pbx.calls, server.log.values(), { seenWhole: true })).toEqual([]);
    }),
    { numRuns },
  );
});

const MINUTE_MS = 60_000;
/** Acts a minute and a half apart: ten hours. */
const TEN_HOURS = 400;
const fault = fc.constantFrom(
  ...(['none', 'none', 'none', 'none', 'doubled', 'line lost', 'server restarted'] as const),
);
const hours = fc.array(fc.tuple(act, fault), {
  minLength: TEN_HOURS,
  maxLength: TEN_HOURS,
});

/** A day with faults. Gives what is wrong in the end. */
function day(course: readonly (readonly [Act, string])[]): string[] {
  const pbx = createSimulatedPbx(START);
  const server = createServer();
  const ghosts: string[] = [];
  let away = 0;
  for (const [one, fault] of course) {
    pbx.pass(1.5 * MINUTE_MS);
    pbx.act(one);
    const events = pbx.said();
    if (fault === 'line lost') away = 3;
    if (away > 0) {
      // what is said meanwhile is not heard; then the line is there again
      away -= 1;
      if (away === 0) server.look(pbx.snapshot);
    } else {
      server.hear(fault === 'doubled' ? events.flatMap((event) => [event, event]) : events);
    }
    if (fault === 'server restarted' && away === 0) {
      server.restart();
      server.look(pbx.snapshot);
    }
    if (away === 0) ghosts.push(...ghostsOf(server, pbx));
  }
  if (away > 0) server.look(pbx.snapshot);
  pbx.pass(MINUTE_MS);
  pbx.finish();
  server.hear(pbx.said());
  return [
    ...ghosts,
    ...server.open().map(({ id }) => `${id} goes on for ever`),
    ...differences(pbx.calls, server.log.values(), { seenWhole: false }),
  ];
}

/** Calls that go on by the log, though they are over. */
function ghostsOf(server: Server, pbx: SimulatedPbx): string[] {
  const going = new Set(
    pbx.calls.flatMap(({ phase, number }) => (phase === 'ended' ? [] : number)),
  );
  return server
    .open()
    .filter(({ externalNumber }) => externalNumber !== null && !going.has(externalNumber))
    .map(({ id }) => `${id} is over and goes on in the log`);
}

test('A09 ten hours with lost lines, restarts and doubled events: no call twice, none for ever, none goes back', () => {
  fc.assert(
    fc.property(hours, (course) => {
      expect(day(course)).toEqual([]);
    }),
    { numRuns: Math.ceil(numRuns / 50) },
  );
});
