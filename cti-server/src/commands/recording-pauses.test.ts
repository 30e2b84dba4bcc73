import { afterEach, expect, test } from 'vitest';
import { createTestClock } from '../../../fixtures/test-clock.ts';
import type { Entry } from '../call-log/entry.ts';
import { LONGEST_PAUSE_MS } from '../contract/index.ts';
import { iso } from '../kernel/clock.ts';
import { silentLog } from '../kernel/log.ts';
import type { CallAct, CommandResult } from '../pbx/connector.ts';
import { createRecordingPauses, type RecordingPauses } from './recording-pauses.ts';

// F16 A pause that somebody forgot ends by itself, also after a restart and with a PBX that is away meanwhile.

const NOT_RECORDED: CommandResult = { result: 'refused', code: 'pbx-refused', reason: 'no hook' };
const AWAY: CommandResult = { result: 'refused', code: 'pbx-away', reason: 'away' };

let pauses: RecordingPauses;
afterEach(() => pauses.stop());

type Pause = { at: string; until: string | null };

function office(options: { open?: readonly Pause[] } = {}) {
  const clock = createTestClock();
  const sent: CallAct[] = [];
  const noted: string[] = [];
  const answers = { caller: NOT_RECORDED, agent: { result: 'accepted' } as CommandResult };
  const record = (recordingPauses: readonly Pause[], state = 'talking') =>
    ({ id: 'c', state, recordingPauses }) as never;
  const connector = {
    act: async (act: CallAct) => {
      sent.push(act);
      return act.channel === 'PJSIP/pstn-1' ? answers.caller : answers.agent;
    },
  };
  const channels = ['PJSIP/pstn-1', 'PJSIP/101-2'].map((channel) => ({ channel, extension: null }));
  const pbx = { connector, tracker: { channelsOf: (id: string) => (id === 'c' ? channels : []) } };
  pauses = createRecordingPauses({
    pbxOf: () => pbx as never,
    open: options.open ? [{ pbx: 'office', record: record(options.open) }] : [],
    note: async (action) => void noted.push(action),
    clock,
    log: silentLog,
  });
  let n = 0;
  return {
    clock,
    sent,
    noted,
    answers,
    call: { pbx: 'office', record: record([]) },
    hear(recordingPauses: readonly Pause[], state?: string) {
      n += 1;
      const call = { pbx: 'office', record: record(recordingPauses, state), merged: [] };
      pauses.follow({ kind: 'call', n, at: clock.now(), ...call } as unknown as Entry);
    },
    acts: () => sent.map(({ act }) => act),
  };
}

test('each channel of the call is asked, as the PBX does not say which one it records', async () => {
  const { call, sent, noted, hear, clock } = office();
  await pauses.order(call, true);
  expect(sent).toEqual([
    { act: 'pause-recording', channel: 'PJSIP/pstn-1' },
    { act: 'pause-recording', channel: 'PJSIP/101-2' },
  ]);
  hear([{ at: iso(clock.now()), until: null }]);
  // who ordered it has noted it
  expect(noted).toEqual([]);
});

test.each([
  [NOT_RECORDED, NOT_RECORDED, 'not-recorded'],
  [NOT_RECORDED, AWAY, 'pbx-away'],
  [NOT_RECORDED, { result: 'unknown', reason: 'no answer' } as CommandResult, 'pbx-unknown'],
])('%j and %j: %s', async (caller, agent, code) => {
  const { call, answers } = office();
  Object.assign(answers, { caller, agent });
  await expect(pauses.order(call, true)).rejects.toMatchObject({ code });
  const other = { ...call, record: { id: 'gone', state: 'talking' } as const };
  await expect(pauses.order(other, true)).rejects.toMatchObject({ code: 'call-over' });
});

test('a pause that nobody ends is ended in time, again and again where the PBX is away', async () => {
  const { clock, hear, acts, answers, noted } = office();
  const at = iso(clock.now());
  answers.agent = AWAY;
  hear([{ at, until: null }]);
  await clock.advance(LONGEST_PAUSE_MS - 1);
  expect(acts()).toEqual([]);
  await clock.advance(1);
  expect(acts()).toEqual(['resume-recording', 'resume-recording']);
  await clock.advance(30_000);
  expect(acts().length).toBe(14);
  answers.agent = { result: 'accepted' };
  await clock.advance(5_000);
  hear([{ at, until: iso(clock.now()) }]);
  await clock.advance(60_000);
  expect(acts().length).toBe(16);
  // neither was ordered by anybody here
  expect(noted).toEqual(['recording-paused', 'recording-resumed']);
  expect(LONGEST_PAUSE_MS).toBeLessThan(5 * 60_000);
});

test('a server that starts in the middle of a pause ends it when its time is up, and notes it once', async () => {
  const begun = createTestClock().now() - LONGEST_PAUSE_MS + 20_000;
  const { clock, acts, hear, noted } = office({ open: [{ at: iso(begun), until: null }] });
  hear([{ at: iso(begun), until: null }]);
  await clock.advance(19_999);
  expect(acts()).toEqual([]);
  await clock.advance(1);
  expect(acts()).toHaveLength(2);
  expect(noted).toEqual([]);
});

test('with the call its pause ends, and nothing is sent any more', async () => {
  const { clock, acts, hear, noted } = office();
  const at = iso(clock.now());
  hear([{ at, until: null }]);
  await clock.advance(1_000);
  hear([{ at, until: iso(clock.now()) }], 'ended');
  await clock.advance(2 * LONGEST_PAUSE_MS);
  expect(acts()).toEqual([]);
  expect(noted).toEqual(['recording-paused']);
});
