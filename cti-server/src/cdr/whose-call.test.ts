import { expect, test } from 'vitest';
import { groupRows } from './group.ts';
import { reconstruct } from './reconstruct.ts';
import { type CdrRow, cdrRow } from './row.ts';

const numbering = {
  pbx: 'p',
  outsidePrefix: '9',
  isExtension: (name: string) => /^\d{2,6}$/.test(name),
  toE164: (number: string) => `+${number}`,
};

function row(columns: Record<string, string>): CdrRow {
  const times = { start: '2026-11-23 10:00:00', end: '2026-11-23 10:00:20' };
  const known = { uniqueid: '1795430843.1', linkedid: '1795430843.1', lastapp: 'Dial' };
  const made = cdrRow({ ...times, ...known, ...columns }, '');
  if (!made) throw new Error('No row');
  return made;
}

const callsOf = (...rows: CdrRow[]) => groupRows(rows).map((call) => reconstruct(call, numbering));

test('C22 R1 a job of the PBX on a channel of its own is no call', () => {
  const job = { channel: 'Local/s@nightly-00000001;2', dstchannel: '', disposition: 'ANSWERED' };
  expect(callsOf(row(job))).toEqual([]);
});

test('C22 R1 an echo call of a set-up check is no call, and takes no other with it', () => {
  const [echo, id] = ['perezvon-echo-1f8bfc69-00c8-479d-8ff3-75323807c3b6', '1795430843.1'];
  const test = { channel: 'PJSIP/102-00000001', dstchannel: '', lastapp: 'Echo' };
  const call = { channel: 'PJSIP/pstn-00000002', src: '79161234567', dst: '101' };
  const rows = [
    row({ ...test, disposition: 'ANSWERED', uniqueid: echo, linkedid: echo }),
    // a database may have no linkedid, and room for 32 characters
    row({ ...test, disposition: 'NO ANSWER', uniqueid: echo.slice(0, 32), linkedid: '' }),
    row({ ...call, dstchannel: 'PJSIP/101-00000003', disposition: 'NO ANSWER' }),
  ];
  expect(callsOf(...rows).map(({ linkedIds }) => linkedIds)).toEqual([[id]]);
});

const MOBILE = {
  channel: 'PJSIP/102-00000001',
  dst: '600',
  dstchannel: 'PJSIP/pstn-00000002',
  lastdata: 'PJSIP/79031112233@pstn,20',
  src: '102',
};

test('C3 R1 a mobile of a group that a colleague called, and that did not answer: internal', () => {
  expect(callsOf(row({ ...MOBILE, disposition: 'NO ANSWER' }))).toMatchObject([
    { direction: 'internal', from: '102', dialled: '600', externalNumber: null },
  ]);
});

test('C3 R1 one that answered: outbound', () => {
  const talk = { answer: '2026-11-23 10:00:05', disposition: 'ANSWERED' };
  expect(callsOf(row({ ...MOBILE, ...talk }))).toMatchObject([
    { direction: 'outbound', externalNumber: '79031112233' },
  ]);
});

test('C21 R1 a line and a phone of other technologies', () => {
  const dongle = { channel: 'Dongle/dongle0-0100000000', src: '79161234567', dst: '101' };
  const talk = { answer: '2026-11-23 10:00:05', disposition: 'ANSWERED' };
  expect(callsOf(row({ ...dongle, ...talk, dstchannel: 'SCCP/101-00000002' }))).toMatchObject([
    { direction: 'inbound', externalNumber: '79161234567', answeredBy: ['101'] },
  ]);
});

test.each([
  ['its caller leaves', { lastapp: 'Echo' }, 'cancelled'],
  ['the PBX ends', { lastapp: 'Hangup' }, 'failed'],
])('C5 R1 a call to a service of the PBX that %s', (_, last, disposition) => {
  const service = { channel: 'PJSIP/102-00000001', src: '102', dst: '*43', dstchannel: '' };
  const talk = { answer: '2026-11-23 10:00:00', disposition: 'ANSWERED' };
  expect(callsOf(row({ ...service, ...talk, ...last }))).toMatchObject([
    { direction: 'internal', disposition },
  ]);
});
