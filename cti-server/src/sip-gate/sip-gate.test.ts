import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { createTestClock } from '../../../fixtures/test-clock.ts';
import { ALL_MAY_GO } from '../../../fixtures/lifted-tolls.ts';
import { until } from '../../../fixtures/until.ts';
import { type Clock, systemClock } from '../kernel/clock.ts';
import { silentLog } from '../kernel/log.ts';
import { createSipGate, type SipGate } from './sip-gate.ts';

const KEEP_ALIVE = '\r\n\r\n';

let pbx: WebSocketServer;
let atPbx: { socket: WebSocket; frames: string[] }[];
let server: Server;
let gate: SipGate;
let endSession: (() => void)[];
let opened: WebSocket[];

beforeEach(async () => {
  atPbx = [];
  endSession = [];
  opened = [];
  pbx = new WebSocketServer({ port: 0, host: '127.0.0.1', handleProtocols: () => 'sip' });
  pbx.on('connection', (socket) => {
    const seen = { socket, frames: [] as string[] };
    atPbx.push(seen);
    socket.on('message', (data: Buffer) => seen.frames.push(data.toString()));
  });
  await until(() => pbx.address(), { what: 'the PBX listens' });
  server = createServer();
  serve(systemClock);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});

function serve(clock: Clock): void {
  gate = createSipGate({ clock, log: silentLog });
  const url = `ws://127.0.0.1:${(pbx.address() as AddressInfo).port}/ws`;
  const onEnd = (ended: (why: 'over') => void) => {
    endSession.push(() => ended('over'));
    return () => {};
  };
  server.removeAllListeners('upgrade');
  server.on('upgrade', (request, socket, head) => {
    const extension = request.url === '/sip' ? '201' : (request.url ?? '').slice(1);
    gate.upgrade(request, socket, head, { extension, url, onEnd, tolls: ALL_MAY_GO });
  });
}

afterEach(() => {
  gate.stop();
  for (const socket of opened) socket.terminate();
  for (const client of pbx.clients) client.terminate();
  pbx.close();
  server.close();
});

function host(): string {
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function browser(path = '/sip') {
  const socket = new WebSocket(`ws://${host()}${path}`, 'sip');
  opened.push(socket);
  const heard = { frames: [] as string[], closed: null as null | { code: number; reason: string } };
  socket.on('message', (data: Buffer) => heard.frames.push(data.toString()));
  socket.on('close', (code, reason) => (heard.closed = { code, reason: String(reason) }));
  socket.on('error', () => {});
  return { socket, heard };
}

async function joined() {
  const page = browser();
  await until(() => page.socket.readyState === WebSocket.OPEN && atPbx.length === 1, {
    what: 'both sockets',
  });
  return { ...page, pbxSide: atPbx[0] as (typeof atPbx)[number] };
}

describe('between the two sockets', () => {
  test('the subprotocol is sip, without compression', async () => {
    const { socket } = await joined();
    expect(socket.protocol).toBe('sip');
    expect(socket.extensions).toBe('');
  });

  test('frames go both ways unchanged, keep-alives too', async () => {
    const { socket, heard, pbxSide } = await joined();
    socket.send(KEEP_ALIVE);
    pbxSide.socket.send('SIP/2.0 200 OK\r\n\r\n');
    await until(() => pbxSide.frames.length && heard.frames.length, { what: 'both frames' });
    expect(pbxSide.frames).toEqual([KEEP_ALIVE]);
    expect(heard.frames).toEqual(['SIP/2.0 200 OK\r\n\r\n']);
  });

  test('a refused frame does not reach the PBX and ends the line with the reason', async () => {
    const { socket, heard, pbxSide } = await joined();
    socket.send('INVITE sip:1@x SIP/2.0\r\n\r\n');
    await until(() => heard.closed, { what: 'the end' });
    expect(heard.closed).toMatchObject({ code: 1008, reason: expect.stringMatching(/^refused: /) });
    expect(pbxSide.frames).toEqual([]);
  });

  test('a binary frame is refused', async () => {
    const { socket, heard } = await joined();
    socket.send(Buffer.from(KEEP_ALIVE));
    await until(() => heard.closed, { what: 'the end' });
    expect(heard.closed?.code).toBe(1008);
  });

  test('D08 a frame above 64 KiB ends the line', async () => {
    const { socket, heard } = await joined();
    socket.send('x'.repeat(65 * 1024));
    await until(() => heard.closed, { what: 'the end' });
    expect(heard.closed?.code).toBe(1009);
  });

  test('D08 10,000 frames at once: closed within 1 s, long before the PBX has them', async () => {
    const { socket, heard, pbxSide } = await joined();
    for (let i = 0; i < 10_000; i += 1) socket.send(KEEP_ALIVE);
    await until(() => heard.closed, { what: 'the end', timeoutMs: 1_000 });
    expect(heard.closed).toEqual({ code: 1008, reason: 'refused: too many frames' });
    expect(pbxSide.frames.length).toBeLessThanOrEqual(1_000);
  });

  test('D08 10,000 pings at once: closed within 1 s', async () => {
    const { socket, heard } = await joined();
    for (let i = 0; i < 10_000; i += 1) socket.ping();
    await until(() => heard.closed, { what: 'the end', timeoutMs: 1_000 });
    // 1006: ws hangs up on who does not read the pongs
    expect([1006, 1008]).toContain(heard.closed?.code);
  });

  test('D08 a phone of one endpoint may have 20 sockets; the next is told so, and gets in when one goes', async () => {
    const phones = Array.from({ length: 20 }, () => browser());
    await until(() => atPbx.length === 20, { what: 'all at the PBX' });
    const { heard } = browser();
    await until(() => heard.closed, { what: 'the end of the next' });
    expect(heard.closed).toEqual({ code: 1013, reason: 'too many phones of one user' });
    expect(phones.every(({ socket }) => socket.readyState === WebSocket.OPEN)).toBe(true);
    expect(atPbx).toHaveLength(20);
    browser('/202');
    await until(() => atPbx.length === 21, { what: 'another endpoint' });
    phones[0]?.socket.close();
    await until(() => atPbx[0]?.socket.readyState === WebSocket.CLOSED, { what: 'one to go' });
    browser();
    await until(() => atPbx.length === 22, { what: 'one in its place' });
  });

  test('D05 a browser that is gone without a word is known after 20 s, and its line at the PBX is closed', async () => {
    const clock = createTestClock();
    serve(clock);
    const [gone, there] = [await joined(), browser('/202')];
    await until(() => atPbx.length === 2, { what: 'both at the PBX' });
    gone.socket.pause();
    await clock.advance(10_000);
    // the answer to the ping is on its way back
    await new Promise((resolve) => there.socket.ping(resolve));
    await once(there.socket, 'pong');
    await clock.advance(10_000);
    await until(() => atPbx[0]?.socket.readyState === WebSocket.CLOSED, {
      what: 'the line closed',
    });
    expect(there.socket.readyState).toBe(WebSocket.OPEN);
    expect(atPbx[1]?.socket.readyState).toBe(WebSocket.OPEN);
  });

  test('the end of the session closes both sides', async () => {
    const { heard, pbxSide } = await joined();
    for (const end of endSession) end();
    await until(() => heard.closed && pbxSide.socket.readyState === WebSocket.CLOSED, {
      what: 'both closed',
    });
    expect(heard.closed).toEqual({ code: 1008, reason: 'signed out' });
  });

  test('a browser that goes takes its line at the PBX with it', async () => {
    const { socket, pbxSide } = await joined();
    socket.terminate();
    await until(() => pbxSide.socket.readyState === WebSocket.CLOSED, {
      what: 'the PBX side closed',
    });
    expect(pbxSide.socket.readyState).toBe(WebSocket.CLOSED);
  });

  test('a PBX that goes closes the browser with 1013 and a reason', async () => {
    const { heard, pbxSide } = await joined();
    pbxSide.socket.terminate();
    await until(() => heard.closed, { what: 'the end' });
    expect(heard.closed).toEqual({ code: 1013, reason: 'the PBX closed the line' });
  });

  test('a PBX that is not there closes the browser with 1013 and a reason', async () => {
    await new Promise((resolve) => pbx.close(resolve));
    const { heard } = browser();
    await until(() => heard.closed, { what: 'the end' });
    expect(heard.closed).toEqual({ code: 1013, reason: 'the PBX does not answer' });
  });

  test('E01 the stop of the server closes with 1001', async () => {
    const { heard } = await joined();
    gate.stop();
    await until(() => heard.closed, { what: 'the end' });
    expect(heard.closed?.code).toBe(1001);
  });

  test('a browser that does not read stops the PBX side, not the memory', async () => {
    const { socket, pbxSide } = await joined();
    socket.pause();
    const frame = 'x'.repeat(60_000);
    let sent = 0;
    await until(
      () => {
        for (let i = 0; i < 20; i++, sent++) pbxSide.socket.send(frame);
        return pbxSide.socket.bufferedAmount > 2_000_000;
      },
      { what: 'the PBX side feels the pressure', timeoutMs: 10_000 },
    );
    expect(sent * frame.length).toBeLessThan(100_000_000);
    socket.resume();
    await until(() => pbxSide.socket.bufferedAmount === 0, {
      what: 'all went through',
      timeoutMs: 10_000,
    });
  });
});
