import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { WebSocketServer } from 'ws';
import { createTestClock } from '../../../fixtures/test-clock.ts';
import { until } from '../../../fixtures/until.ts';
import { silentLog } from '../kernel/log.ts';
import { AWAY_MS, createFarewells } from './farewells.ts';

const BYE = [
  'BYE sip:asterisk@10.0.0.5:8088;transport=ws SIP/2.0',
  'Via: SIP/2.0/WS x3k.invalid;branch=z9hG4bK776',
  'To: <sip:79161234567@pbx.example>;tag=9',
  'From: <sip:201@pbx.example>;tag=a6c85cf',
  'CSeq: 1003 BYE',
  'Call-ID: 1j9FpLxk3uxtm8tn',
  'Max-Forwards: 70',
  'Content-Length: 0',
  '\r\n',
].join('\r\n');

let pbx: WebSocketServer;
let heard: string[];
let url: string;

beforeEach(async () => {
  heard = [];
  pbx = new WebSocketServer({ port: 0, host: '127.0.0.1', handleProtocols: () => 'sip' });
  pbx.on('connection', (socket) =>
    socket.on('message', (data: Buffer) => {
      heard.push(data.toString());
      socket.send('SIP/2.0 200 OK\r\n\r\n');
    }),
  );
  await until(() => pbx.address(), { what: 'the PBX listens' });
  url = `ws://127.0.0.1:${(pbx.address() as AddressInfo).port}/ws`;
});

afterEach(() => {
  pbx.close();
});

const said = () => until(() => heard.length > 0 && pbx.clients.size === 0, { what: 'it is said' });

test('G5 what is to be said later is said once the page has been away too long, and no sooner', async () => {
  const clock = createTestClock();
  const farewells = createFarewells({ clock, log: silentLog });
  expect(farewells.say({ extension: '201', url }, [BYE], 'later')).toBe(true);
  await clock.advance(AWAY_MS - 1);
  expect(clock.timers()).toBe(1);
  await clock.advance(1);
  await said();
  expect(heard).toEqual([BYE]);
});

test('G5 what is to be said now is said at once; when the server stops nothing more is', async () => {
  const clock = createTestClock();
  const farewells = createFarewells({ clock, log: silentLog });
  farewells.say({ extension: '201', url }, [BYE], 'later');
  farewells.stop();
  expect(clock.timers()).toBe(0);
  farewells.say({ extension: '201', url }, [BYE], 'now');
  await said();
  expect(heard).toEqual([BYE]);
});

test('G5 only the end of a call of the own endpoint is a farewell', () => {
  const farewells = createFarewells({ clock: createTestClock(), log: silentLog });
  const whyNot = (text: string) => farewells.whyNot('201', [BYE, text]);
  expect(whyNot(BYE)).toBeNull();
  expect(whyNot(BYE.replaceAll('201@', '202@'))).toBe('from: another user');
  expect(whyNot(BYE.replaceAll('BYE', 'REFER'))).toBe('not a BYE');
  expect(whyNot(BYE.replace(';tag=9', ''))).toBe('BYE outside a call');
  expect(whyNot(`${BYE}INVITE sip:1@pbx SIP/2.0`)).toBe(
    'content-length is not the length of the rest',
  );
});

test('G5 of one endpoint so many wait, and no more', () => {
  const farewells = createFarewells({ clock: createTestClock(), log: silentLog });
  const say = (extension: string) => farewells.say({ extension, url }, [BYE], 'later');
  let taken = 0;
  while (say('201')) taken += 1;
  expect(taken).toBe(40);
  expect(say('202')).toBe(true);
  farewells.stop();
});
