import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { NO_TOLLS } from '../../../fixtures/lifted-tolls.ts';
import type { User } from '../contract/index.ts';
import { AppError, inWords } from '../kernel/errors.ts';
import type { CommandResult } from '../pbx/connector.ts';
import { createCommands } from './commands.ts';
import { type DialPlan, digitsFor } from '../tolls/dial-plan.ts';

const HERE = { address: '127.0.0.1', userAgent: 'test' };

const RU: DialPlan = {
  country: 'RU',
  outsidePrefix: '9',
  dialFormat: '{digits}',
  isExtension: (digits) => /^[12]\d\d$/.test(digits),
};

/** The digits, or null for a refusal in words. */
function outcome(written: string): string | null {
  try {
    return digitsFor(written, RU);
  } catch (error) {
    if (error instanceof AppError && error.code === 'not-dialable') return null;
    throw error;
  }
}

describe('F02 a number in any written form becomes digits that this PBX dials', () => {
  test.each([
    ['+7 (916) 123-45-67', '979161234567'],
    ['8 916 123 45 67', '979161234567'],
    ['9161234567', '979161234567'],
    ['tel:+79161234567', null],
    ['+44 20 7946 0958', '9442079460958'],
    ['8 10 44 20 7946 0958', '9442079460958'],
    ['979161234567', '979161234567'],
    ['101', '101'],
    ['*43', '*43'],
    ['*8101', '*8101'],
    ['#21', '#21'],
    ['112', '112'],
    ['', null],
    ['500&PJSIP/101', null],
    ['500&PJSIP', null],
    ['101@from-internal', null],
    ['101\r\nAction: Command', null],
    ['101,1', null],
    ['+=cmd', null],
    ['$' + '{SHELL(id)}', null],
    ['1'.repeat(33), null],
  ])('%j → %j', (written, digits) => {
    expect(outcome(written)).toBe(digits);
  });

  test('another PBX may want another form', () => {
    const plan = { ...RU, outsidePrefix: '', dialFormat: '+{digits}' };
    expect(digitsFor('8 916 123 45 67', plan)).toBe('+79161234567');
  });

  test('whatever is written, only digits, * and # come out, or a refusal in words', {
    timeout: 30_000,
  }, () => {
    const parts = fc.constantFrom(
      '&',
      '@',
      '/',
      '\r\n',
      '\0',
      ',',
      ';',
      '+',
      '9',
      '101',
      '*',
      ' ',
      '٣',
      'Local/',
    );
    const hostile = fc.array(fc.oneof(parts, fc.string({ unit: 'binary', maxLength: 4 })), {
      maxLength: 14,
    });
    fc.assert(
      fc.property(hostile, (words) => {
        expect(outcome(words.join('')) ?? '0').toMatch(/^\+?[0-9*#]{1,32}$/);
      }),
      { numRuns: 1_000 },
    );
  });
});

const user: User = {
  id: 'u',
  login: 'anna',
  name: 'Anna',
  role: 'operator',
  pbx: 'office',
  extension: '101',
  device: 'desk',
  language: 'ru',
  disabled: false,
  mayHear: true,
  mayExport: true,
  mayPause: false,
};

function office(
  answer: CommandResult,
  channels: { channel: string; extension: string | null }[] = [],
  tolls: Parameters<typeof createCommands>[0]['tolls'] = NO_TOLLS,
) {
  const sent: unknown[] = [];
  const connector = {
    dial: async (command: unknown) => (sent.push(command), answer),
    hangUp: async (channel: string) => (sent.push(channel), answer),
    act: async (act: unknown) => (sent.push(act), answer),
  };
  const pbx = {
    config: { id: 'office', ...RU },
    isExtension: RU.isExtension,
    connector,
    tracker: { channelsOf: () => channels },
  };
  const commands = createCommands({
    pbxOf: (id) => (id === 'office' ? pbx : null),
    tolls,
    clock: { id: () => 'channel-1' },
  });
  return { commands, sent };
}

describe('dial', () => {
  test('a desk phone is rung by the PBX, and the call is known before its first event', async () => {
    const { commands, sent } = office({ result: 'accepted' });
    const answer = await commands.dial(user, { number: '+79161234567' }, HERE);
    expect(answer).toEqual({ digits: '979161234567', via: 'pbx', callId: 'office-channel-1' });
    expect(sent).toEqual([
      { from: '101', to: '979161234567', callerId: '979161234567', channelId: 'channel-1' },
    ]);
  });

  test('a browser phone gets the digits, and the PBX gets nothing', async () => {
    const { commands, sent } = office({ result: 'accepted' });
    const answer = await commands.dial({ ...user, device: 'browser' }, { number: '101' }, HERE);
    expect(answer).toEqual({ digits: '101', via: 'browser', callId: null });
    expect(sent).toEqual([]);
  });

  test('from whichever of several phones is named, and from no other’s', async () => {
    const more = { pbx: 'office', extension: '201', device: 'browser' } as const;
    const both = { ...user, morePhones: [more] };
    const { commands, sent } = office({ result: 'accepted' });
    const from = (extension: string) =>
      commands.dial(both, { number: '102', from: { pbx: 'office', extension } }, HERE);
    expect(await from('201')).toMatchObject({ via: 'browser' });
    expect(sent).toEqual([]);
    expect(await from('101')).toMatchObject({ via: 'pbx' });
    expect(sent).toMatchObject([{ from: '101', to: '102' }]);
    await expect(from('102')).rejects.toMatchObject({ code: 'not-your-phone', status: 422 });
    expect(sent).toHaveLength(1);
  });

  test.each([
    [{ result: 'refused', code: 'pbx-refused', reason: 'no such context' }, 502],
    [{ result: 'refused', code: 'pbx-away', reason: 'There is no connection' }, 503],
    [{ result: 'refused', code: 'pbx-busy', reason: '1000 commands wait' }, 503],
    [{ result: 'unknown', code: 'pbx-unknown', reason: 'no answer within 5000 ms' }, 504],
  ] as const)(
    'B11 %j is said as such, in the language of the reader, and sent once',
    async (answer, status) => {
      const { commands, sent } = office(answer);
      const error: AppError = await commands
        .dial(user, { number: '101' }, HERE)
        .catch((thrown) => thrown);
      expect(error).toMatchObject({ code: answer.code, status });
      expect(sent).toHaveLength(1);
      // only what the PBX itself said is in its own language, and marked as said by it
      const { sentence, cure } = inWords(error.code, 'ru', error.values);
      expect(`${sentence} ${cure}`.replace('«no such context»', '')).not.toMatch(/[a-z]/i);
    },
  );

  test.each([
    [{ extension: null }, 'no-extension'],
    [{ pbx: 'gone' }, 'pbx-not-configured'],
  ])('%j: %s', async (changed, code) => {
    const { commands } = office({ result: 'accepted' });
    await expect(
      commands.dial({ ...user, ...changed }, { number: '101' }, HERE),
    ).rejects.toMatchObject({
      code,
    });
  });
});

describe('hang up', () => {
  const channels = [
    { channel: 'PJSIP/pstn-1', extension: null },
    { channel: 'PJSIP/102-2', extension: '102' },
    { channel: 'PJSIP/101-3', extension: '101' },
  ];

  test('ends the own leg and no other', async () => {
    const { commands, sent } = office({ result: 'accepted' }, channels);
    expect(await commands.hangUp(user, 'office-1')).toEqual({ result: 'accepted', reason: null });
    expect(sent).toEqual(['PJSIP/101-3']);
  });

  test('also at a further phone of the user’s', async () => {
    const { commands, sent } = office({ result: 'accepted' }, channels);
    const more = { pbx: 'office', extension: '102', device: 'browser' } as const;
    await commands.hangUp({ ...user, extension: '105', morePhones: [more] }, 'office-1');
    expect(sent).toEqual(['PJSIP/102-2']);
  });

  test('without an own leg: the call is over', async () => {
    const { commands, sent } = office({ result: 'accepted' }, channels.slice(0, 2));
    await expect(commands.hangUp(user, 'office-1')).rejects.toMatchObject({ code: 'call-over' });
    expect(sent).toEqual([]);
  });

  test('B11 an unknown outcome is said as such', async () => {
    const { commands } = office({ result: 'unknown', reason: 'no answer in 10 s' }, channels);
    expect(await commands.hangUp(user, 'office-1')).toEqual({
      result: 'unknown',
      reason: 'no answer in 10 s',
    });
  });
});

describe('with a call that goes on', () => {
  const channels = [
    { channel: 'Local/102@phones-1;1', extension: null },
    { channel: 'PJSIP/pstn-1', extension: null },
    { channel: 'PJSIP/101-3', extension: '101' },
  ];
  const doer = { user, from: HERE };

  test.each([
    [false, 'transfer'],
    [true, 'consult'],
  ])('the own leg sends it on; asked first: %s', async (ask, act) => {
    const { commands, sent } = office({ result: 'accepted' }, channels);
    await commands.acts.transfer(doer, 'office-1', { number: '+7 916 123-45-67', ask });
    expect(sent).toEqual([{ act, channel: 'PJSIP/101-3', to: '979161234567' }]);
  });

  test('a consultation is commanded at the own leg, tones are for the other party', async () => {
    const { commands, sent } = office({ result: 'accepted' }, channels);
    await commands.acts.consultation(user, 'office-1', 'cancel');
    await commands.acts.tones(user, 'office-1', '12#');
    expect(sent).toEqual([
      { act: 'cancel', channel: 'PJSIP/101-3' },
      { act: 'tones', channel: 'PJSIP/pstn-1', tones: '12#' },
    ]);
  });

  test('nobody commands a call that their phone is not in', async () => {
    const { commands, sent } = office({ result: 'accepted' }, channels.slice(0, 2));
    const { acts } = commands;
    for (const act of [
      () => acts.transfer(doer, 'office-1', { number: '102', ask: false }),
      () => acts.consultation(user, 'office-1', 'complete'),
      () => acts.tones(user, 'office-1', '1'),
    ]) {
      await expect(act()).rejects.toMatchObject({ code: 'call-over' });
    }
    expect(sent).toEqual([]);
  });

  test.each([
    [{ result: 'refused', code: 'pbx-refused', reason: 'No such channel' }, 'pbx-refused'],
    [{ result: 'unknown', reason: 'no answer in 5 s' }, 'pbx-unknown'],
  ] as const)('B11 %j is said as such, and sent once', async (answer, code) => {
    const { commands, sent } = office(answer, channels);
    const act = commands.acts.transfer(doer, 'office-1', { number: '102', ask: false });
    await expect(act).rejects.toMatchObject({ code });
    expect(sent).toHaveLength(1);
  });

  test.each([false, true])(
    'T the limits on outside calls hold here, too (asked first: %s)',
    async (ask) => {
      const refusal = new AppError('toll-premium');
      const noted: unknown[] = [];
      const tolls = {
        ...NO_TOLLS,
        place: () => refusal,
        transfer: () => refusal,
        noteRefusal: async (...row: unknown[]) => void noted.push(row),
      };
      const { commands, sent } = office({ result: 'accepted' }, channels, tolls);
      const act = commands.acts.transfer(doer, 'office-1', { number: '+78091234567', ask });
      await expect(act).rejects.toBe(refusal);
      expect([sent, noted.length]).toEqual([[], 1]);
    },
  );
});
