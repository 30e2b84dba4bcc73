import {
  type CallView,
  LIVE_VERSION,
  LiveClose,
  type LiveMessage,
  type LiveRequest,
  type ResumeRequest,
} from '@perezvon/cti-server/contract';
import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { createHandClock } from './hand-clock.ts';
import { createLiveClient, type LiveSocket, RETRY_MS, SILENT_MS } from './live-client.ts';
import type { LiveLink } from './live-store.ts';

/** A call as far as the live client looks into one: not at all. */
const view = (id: string) => ({ id }) as CallView;

/** A server with a log of calls; each socket gets what W1 promises. */
function createFakeServer() {
  let epoch = 'first';
  const log: { n: number; id: string }[] = [];
  const undisturbed: boolean[] = [];
  const sockets = new Set<FakeSocket>();
  type FakeSocket = LiveSocket & { live: boolean; give: (message: LiveMessage) => void };
  const lastN = () => log.length;
  const overlap = 2;
  const head = () => ({ n: lastN(), epoch, version: LIVE_VERSION, pbx: [] });
  const entry = (one: { n: number; id: string }): LiveMessage => ({
    type: 'call',
    n: one.n,
    call: view(one.id),
    pop: false,
  });

  function hear(socket: FakeSocket, text: string): void {
    const said = JSON.parse(text) as LiveRequest;
    if (said.type === 'resume') resume(socket, said);
    else undisturbed.push(said.on);
  }

  function resume(socket: FakeSocket, asked: ResumeRequest): void {
    socket.live = true;
    if (asked.epoch !== epoch || asked.after === null || asked.after > lastN()) {
      socket.give({ type: 'snapshot', ...head(), calls: log.map((one) => view(one.id)) });
      return;
    }
    // An entry that is written but not told yet comes twice: in the backfill and when it is told.
    const again = log.slice(-overlap);
    for (const one of log.slice(asked.after)) socket.give(entry(one));
    socket.give({ type: 'resumed', ...head() });
    for (const one of again) socket.give(entry(one));
  }

  return {
    /** What sockets said of do-not-disturb. */
    undisturbed,
    opened: 0,
    reachable: true,
    open(): LiveSocket {
      this.opened += 1;
      const socket: FakeSocket = {
        onopen: null,
        onmessage: null,
        onclose: null,
        live: false,
        give: (message) => socket.onmessage?.({ data: JSON.stringify(message) }),
        send: (text) => hear(socket, text),
        close: () => void sockets.delete(socket),
      };
      sockets.add(socket);
      queueMicrotask(() => (this.reachable ? socket.onopen?.() : socket.onclose?.({ code: 1006 })));
      return socket;
    },
    append(id: string) {
      log.push({ n: log.length + 1, id });
      for (const socket of sockets) if (socket.live) socket.give(entry({ n: log.length, id }));
    },
    say(message: LiveMessage) {
      for (const socket of sockets) if (socket.live) socket.give(message);
    },
    /** The sockets close, told or (code null) untold. */
    cut(code: number | null = 1006) {
      for (const socket of sockets) {
        sockets.delete(socket);
        if (code !== null) socket.onclose?.({ code });
      }
    },
    restart(newEpoch: string) {
      epoch = newEpoch;
      log.length = 0;
    },
    lastN,
  };
}

function setUp() {
  const server = createFakeServer();
  const clock = createHandClock();
  const ids: string[] = [];
  const links: LiveLink[] = [];
  const heard: LiveMessage[] = [];
  let network = (_online: boolean) => {};
  let seen = () => {};
  let signedOut = 0;
  const session = { alive: true };
  const client = createLiveClient({
    open: () => server.open(),
    clock,
    sink: {
      apply(message) {
        heard.push(message);
        if (message.type === 'snapshot')
          ids.splice(0, ids.length, ...message.calls.map((c) => c.id));
        if (message.type === 'call') ids.push(message.call.id);
      },
      setLink: (link) => links.push(link),
    },
    surroundings: {
      onNetwork: (act) => {
        network = act;
        return () => {};
      },
      onSeen: (act) => {
        seen = act;
        return () => {};
      },
    },
    stillSignedIn: async () => session.alive,
    onSignedOut: () => {
      signedOut += 1;
    },
  });
  return {
    server,
    clock,
    client,
    ids,
    heard,
    session,
    link: () => links.at(-1),
    network: (online: boolean) => network(online),
    seen: () => seen(),
    signedOut: () => signedOut,
    async settle(ms = 0) {
      await clock.pass(ms);
    },
  };
}

describe('the live client', () => {
  let world: ReturnType<typeof setUp>;
  beforeEach(() => {
    world = setUp();
  });

  test('D01 cut anywhere, it ends with the very list of an uncut one: none missed, none twice', async () => {
    const step = fc.constantFrom('call', 'cut', 'silent-cut', 'beat', 'wait');
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 60 }), async (steps) => {
        const { server, client, ids, clock } = setUp();
        const all: string[] = [];
        client.start();
        await clock.pass(0);
        for (const one of steps) {
          if (one === 'call') {
            all.push(`call-${all.length}`);
            server.append(`call-${all.length - 1}`);
          } else if (one === 'cut') server.cut();
          else if (one === 'silent-cut') server.cut(null);
          else if (one === 'beat') server.say({ type: 'beat', n: server.lastN() });
          else await clock.pass(700);
        }
        await clock.pass(2 * SILENT_MS);
        expect(ids).toEqual(all);
        client.stop();
      }),
      { numRuns: 200 },
    );
  });

  test('W5 that its phone refuses calls is told when it changes, and at each new socket; else nothing', async () => {
    const { server, client, settle } = world;
    client.setDoNotDisturb(true);
    client.start();
    await settle();
    expect(server.undisturbed).toEqual([true]);
    client.setDoNotDisturb(true);
    server.cut();
    await settle(RETRY_MS.first);
    expect(server.undisturbed).toEqual([true, true]);
    client.setDoNotDisturb(false);
    server.cut();
    await settle(RETRY_MS.first);
    expect(server.undisturbed).toEqual([true, true, false]);
  });

  test('D02 a new epoch brings a snapshot that replaces everything', async () => {
    const { server, client, ids, settle } = world;
    client.start();
    await settle();
    server.append('old');
    server.restart('second');
    server.append('new');
    server.cut();
    await settle(1_000);
    expect(ids).toEqual(['new']);
  });

  test('a log that became shorter in the same epoch is started over by a snapshot', async () => {
    const { server, client, ids, settle } = world;
    client.start();
    await settle();
    server.append('one');
    server.append('two');
    server.restart('first');
    server.append('restored');
    server.say({ type: 'beat', n: 1 });
    await settle(1_000);
    expect(ids).toEqual(['restored']);
  });

  test('`gone` and the call of the same entry are both taken in, and neither again after a cut', async () => {
    const { server, client, heard, ids, settle } = world;
    client.start();
    await settle();
    server.say({ type: 'gone', n: 1, callId: 'part' });
    server.append('whole');
    server.say({ type: 'gone', n: 1, callId: 'part' });
    server.cut();
    await settle(1_000);
    expect(ids).toEqual(['whole']);
    expect(heard.filter((message) => message.type === 'gone')).toHaveLength(1);
  });

  test('D05 a socket that says nothing for 20 s is lost, whatever the browser thinks of it', async () => {
    const { server, client, settle, link } = world;
    client.start();
    await settle();
    expect(link()).toEqual({ kind: 'live' });
    server.cut(null);
    server.reachable = false;
    await settle(SILENT_MS);
    expect(link()).toMatchObject({ kind: 'lost' });
    server.reachable = true;
    await settle(16_000);
    expect(link()).toEqual({ kind: 'live' });
  });

  test('D05 after sleep the first look at the page says "lost" at once and connects anew', async () => {
    const { server, client, clock, settle, link, seen } = world;
    client.start();
    await settle();
    server.append('before');
    server.cut(null);
    clock.sleep(600_000);
    seen();
    expect(link()).toMatchObject({ kind: 'lost' });
    await settle(0);
    expect(link()).toEqual({ kind: 'live' });
  });

  test('a network that goes is believed, one that comes is tried at once', async () => {
    const { server, client, settle, link, network } = world;
    client.start();
    await settle();
    server.reachable = false;
    network(false);
    expect(link()).toMatchObject({ kind: 'lost' });
    await settle(60_000);
    server.reachable = true;
    network(true);
    await settle(0);
    expect(link()).toEqual({ kind: 'live' });
  });

  test('D04 after the farewell of a stopping server clients spread over 5 s; tries then slow down', async () => {
    const waits: number[] = [];
    for (const random of [0, 0.5, 0.999]) {
      const { server, client, clock, settle } = setUp();
      clock.setRandom(random);
      client.start();
      await settle();
      server.cut(LiveClose.goingAway);
      const opened = server.opened;
      const from = clock.now();
      while (server.opened === opened) await settle(50);
      waits.push(clock.now() - from);
    }
    expect(waits[0]).toBeLessThanOrEqual(50);
    expect(waits[1]).toBeGreaterThan(2_000);
    expect(waits[2]).toBeGreaterThan(4_800);

    const { server, client, settle } = world;
    server.reachable = false;
    client.start();
    await settle(120_000);
    expect(server.opened).toBeLessThan(20);
    expect(server.opened).toBeGreaterThan(8);
  });

  test('D07 1008 means signed out: it is told and not tried again', async () => {
    const { server, client, settle, link, signedOut } = world;
    client.start();
    await settle();
    server.cut(LiveClose.signedOut);
    await settle(60_000);
    expect(link()).toEqual({ kind: 'signed-out' });
    expect(signedOut()).toBe(1);
    expect(server.opened).toBe(1);
  });

  test('D07 a session that ended while the link was away: the refused socket is understood as such', async () => {
    const { server, client, settle, session, signedOut } = world;
    client.start();
    await settle();
    server.reachable = false;
    session.alive = false;
    server.cut();
    await settle(1_000);
    expect(signedOut()).toBe(1);
    const { opened } = server;
    await settle(60_000);
    expect(server.opened).toBe(opened);
  });

  test('a server of another version: the page is old, and says so instead of guessing', async () => {
    const { server, client, settle, link } = world;
    client.start();
    await settle();
    server.say({
      type: 'snapshot',
      n: 0,
      epoch: 'x',
      version: LIVE_VERSION + 1,
      calls: [],
      pbx: [],
    });
    expect(link()).toEqual({ kind: 'old-page' });
  });

  test('what is no message is passed over', async () => {
    const { server, client, settle, ids, link } = world;
    client.start();
    await settle();
    for (const socket of ['{', '']) server.say(socket as unknown as LiveMessage);
    server.append('after');
    expect(ids).toEqual(['after']);
    expect(link()).toEqual({ kind: 'live' });
  });
});
