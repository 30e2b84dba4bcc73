import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hostileDialStrings } from '../../../../fixtures/dial-strings.ts';
import {
  type ReplayedPbx,
  startReplayedPbx,
} from '../../../../fixtures/replayed-pbx/replayed-pbx.ts';
import { systemClock } from '../../kernel/clock.ts';
import { silentLog } from '../../kernel/log.ts';
import type { CommandResult, PbxConnector } from '../connector.ts';
import { checkAction, DIAL_DIGITS, UnsafeActionError } from './encode.ts';
import { createAsteriskConnector } from './index.ts';

const originate = {
  action: 'Originate',
  channel: 'PJSIP/101',
  channelid: 'abc-1',
  context: 'click-to-call',
  exten: '979161234567',
  priority: '1',
  timeout: '30000',
  callerid: '79161234567',
  async: 'true',
};

const hostile = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc
    .constantFrom('\r', '\n', '\0', '\r\n', '&', '@', '/', ';', ',')
    .chain((mark) =>
      fc
        .tuple(fc.string({ maxLength: 8 }), fc.string({ maxLength: 30 }))
        .map(([a, b]) => a + mark + b),
    ),
  fc.constantFrom(
    'n\r\nApplication: system',
    '1\r\n\r\nAction: Command\r\nCommand: core stop now',
    '101\nVariable: A=1',
    'x'.repeat(1_100),
    '1'.repeat(1_100),
  ),
);

test('F01 any text in any header: the same headers, or nothing at all', () => {
  const fields = Object.keys(originate).filter(
    (key) => key !== 'action',
  ) as (keyof typeof originate)[];
  fc.assert(
    fc.property(fc.constantFrom(...fields), hostile, (field, value) => {
      let checked: Record<string, string>;
      try {
        checked = checkAction({ ...originate, [field]: value });
      } catch (error) {
        expect(error).toBeInstanceOf(UnsafeActionError);
        return;
      }
      expect(Object.keys(checked).sort()).toEqual(Object.keys(originate).sort());
      expect(checked[field]).toMatch(/^[\x20-\x7e]*$/);
      expect(checked[field]).not.toMatch(/[&,]/);
    }),
    { numRuns: 3_000 },
  );
});

describe('F01 on the bytes at the PBX', () => {
  let pbx: ReplayedPbx;
  let connector: PbxConnector;
  beforeAll(async () => {
    pbx = await startReplayedPbx();
    connector = createAsteriskConnector(
      { id: 'main', extensions: '[0-9]{3}' },
      {
        host: '127.0.0.1',
        port: pbx.port,
        user: 'perezvon',
        secret: 'change-me-perezvon',
        clickToCallContext: 'click-to-call',
        technology: 'PJSIP',
      },
      { clock: systemClock, log: silentLog },
    );
    const up = Promise.withResolvers<void>();
    connector.start({
      event() {},
      presence() {},
      gap() {},
      status: ({ state }) => state === 'up' && up.resolve(),
    });
    await up.promise;
  });
  afterAll(async () => {
    await connector.stop();
    await pbx.stop();
  });

  /** Runs a command; gives its result and the headers of each message that reached the PBX by it. */
  async function sentBy(command: () => Promise<CommandResult>) {
    const before = pbx.received().length;
    const { result } = await command();
    // what was refused was refused before it was sent; an empty command behind it shows the bytes between
    await connector.hangUp('PJSIP/000-ffffffff');
    const messages = pbx.received().slice(before).split('\r\n\r\n').slice(0, -1);
    const own = messages.filter(
      (text) =>
        !/PJSIP\/000-ffffffff|^Action: (?:ping|\w+list|coreshowchannels|queuestatus)\r/.test(text),
    );
    return { result, messages: own.map((text) => text.split(/\r\n|\r|\n/).sort()) };
  }
  const actionId = expect.stringMatching(/^ActionID: perezvon-\d+/);

  test('a command goes out with exactly its headers', async () => {
    const dial = { from: '101', to: '979161234567', callerId: '979161234567', channelId: 'c-1' };
    expect(await sentBy(() => connector.dial(dial))).toEqual({
      result: 'accepted',
      messages: [
        [
          'Action: originate',
          actionId,
          'Async: true',
          'Callerid: 979161234567',
          'Channel: PJSIP/101',
          'Channelid: c-1',
          'Context: click-to-call',
          'Exten: 979161234567',
          'Priority: 1',
          'Timeout: 30000',
        ],
      ],
    });
    expect(await sentBy(() => connector.hangUp('PJSIP/101-0000001f'))).toEqual({
      result: 'accepted',
      messages: [['Action: hangup', actionId, 'Channel: PJSIP/101-0000001f']],
    });
  });

  test('whatever is in a field that can reach it: one message of the same shape, or none', async () => {
    const dial = { from: '101', to: '101', callerId: '101', channelId: 'c-1' };
    const field = fc.constantFrom(...(Object.keys(dial) as (keyof typeof dial)[]), 'hangUp');
    let passed = 0;
    await fc.assert(
      fc.asyncProperty(
        field,
        fc.oneof(hostile, fc.stringMatching(DIAL_DIGITS)),
        async (at, value) => {
          const { result, messages } = await sentBy(() =>
            at === 'hangUp' ? connector.hangUp(value) : connector.dial({ ...dial, [at]: value }),
          );
          if (result === 'refused') {
            expect(messages).toEqual([]);
            return;
          }
          passed += 1;
          expect(messages).toHaveLength(1);
          const names = messages[0]?.map((line) => line.slice(0, line.indexOf(': ')));
          expect(names).toEqual(
            at === 'hangUp'
              ? ['Action', 'ActionID', 'Channel']
              : [
                  'Action',
                  'ActionID',
                  'Async',
                  'Callerid',
                  'Channel',
                  'Channelid',
                  'Context',
                  'Exten',
                  'Priority',
                  'Timeout',
                ],
          );
          const values = messages[0]?.map((line) => line.slice(line.indexOf(': ') + 2));
          expect(values?.some((one) => one === value || one === `PJSIP/${value}`)).toBe(true);
        },
      ),
      { numRuns: 1_500 },
    );
    expect(passed).toBeGreaterThan(100);
  });
});

test.each([
  [{ action: 'Command', command: 'core stop now' }],
  [{ action: 'Originate', 'Channel: x\r\nY': 'z' }],
  [{ action: 'Hangup', channel: '/^PJSIP\\/101-.*/' }],
  [{ action: 'Originate', context: 'a b' }],
  [{ action: 'Originate', variable: 'A=1' }],
  [{ action: 'Originate', application: 'System' }],
  [{ action: 'Originate', data: 'x' }],
  [{ action: 'QueueReset' }],
  [{ action: 'Originate', priority: '2' }],
])('F01 refused: %j', (action) => {
  expect(() => checkAction(action as never)).toThrow(UnsafeActionError);
});

test('F02 of a corpus of hostile dial strings none reaches an extension', () => {
  const all = hostileDialStrings();
  expect(all.length).toBeGreaterThanOrEqual(500);
  const passed = all.filter((text) => DIAL_DIGITS.test(text));
  expect(passed).toEqual([]);
  for (const text of all)
    expect(() => checkAction({ ...originate, exten: text })).toThrow(UnsafeActionError);
});
