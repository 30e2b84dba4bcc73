import { createCallKeeper } from '../src/phone/kept-calls.ts';
import type { Phone } from '../src/phone/phone.ts';
import { createSipPhone } from '../src/phone/sip-phone.ts';
import { createTabPhone, pageTabs, type TabChannel } from '../src/phone/tab-owner.ts';
import { browserClock } from '../src/services/browser-clock.ts';
import { pageSurroundings } from '../src/services/surroundings.ts';

/** What a test does with the phone in the page, at `window.phoneTest`. */
export interface PhoneTest {
  readonly phone: Phone;
  /** All SIP that the page has sent. */
  readonly frames: readonly string[];
  /** When each went out, as `performance.now()` says. */
  readonly sentAt: readonly number[];
  /** Sound bytes of all peer connections so far. */
  readonly sound: () => Promise<{ sent: number; received: number }>;
  /** Directions of the connections that live, as last agreed. */
  readonly directions: () => (string | null)[];
  /** What the page waits for while it opens the microphone, or makes an offer. */
  readonly gates: { readonly microphone: Gate; readonly offer: Gate };
  /** Tracks of the microphone that are open. */
  readonly openTracks: () => number;
  /** The microphone is pulled out. */
  readonly unplug: () => void;
  /** Do not disturb. */
  readonly refuse: (on: boolean) => void;
  /** What a command of the phone is refused with; `done` when it is not. */
  readonly codeOf: (act: Promise<unknown>) => Promise<string>;
}

/** Something that takes as long as the test wants. */
export interface Gate {
  /** What comes from now on waits. */
  readonly shut: () => void;
  readonly open: () => void;
  /** How many wait. */
  readonly waiting: () => number;
}

function createGate(): Gate & { readonly pass: () => Promise<void> } {
  let isShut = false;
  let waiting: (() => void)[] = [];
  return {
    shut() {
      isShut = true;
    },
    open() {
      isShut = false;
      for (const go of waiting) go();
      waiting = [];
    },
    waiting: () => waiting.length,
    pass: () => (isShut ? new Promise((go) => waiting.push(go)) : Promise.resolve()),
  };
}

declare global {
  interface Window {
    phoneTest: PhoneTest;
  }
}

const gates = { microphone: createGate(), offer: createGate() };
const tracks: MediaStreamTrack[] = [];
const connections: RTCPeerConnection[] = [];
const Native = RTCPeerConnection;
window.RTCPeerConnection = class extends Native {
  constructor(configuration?: RTCConfiguration) {
    super(configuration);
    connections.push(this);
    const createOffer = this.createOffer.bind(this) as typeof this.createOffer;
    this.createOffer = (async (...how: Parameters<typeof createOffer>) => {
      await gates.offer.pass();
      return createOffer(...how);
    }) as typeof this.createOffer;
  }
};
// Absent in a page that came over plain http, though the type does not say so.
const devices = navigator.mediaDevices as MediaDevices | undefined;
if (devices) {
  const getUserMedia = devices.getUserMedia.bind(devices);
  devices.getUserMedia = async (wanted) => {
    await gates.microphone.pass();
    const stream = await getUserMedia(wanted);
    tracks.push(...stream.getTracks());
    return stream;
  };
}

async function sound(): Promise<{ sent: number; received: number }> {
  let [sent, received] = [0, 0];
  for (const connection of connections) {
    if (connection.connectionState === 'closed') continue;
    for (const report of (await connection.getStats()).values()) {
      if (report.type === 'outbound-rtp') sent += report.bytesSent;
      if (report.type === 'inbound-rtp') received += report.bytesReceived;
    }
  }
  return { sent, received };
}

const query = new URLSearchParams(location.search);
const text = (key: string) => query.get(key) ?? '';
const extension = text('extension');
const frames: string[] = [];
const sentAt: number[] = [];

function openRecorded(): WebSocket {
  const socket = new WebSocket(text('socket'), 'sip');
  const send = socket.send.bind(socket);
  socket.send = (frame) => {
    frames.push(frame as string);
    sentAt.push(performance.now());
    send(frame);
  };
  return socket;
}

let refuses = false;
const keeper = createCallKeeper({
  extension,
  storage: sessionStorage,
  channel: new BroadcastChannel(`perezvon-calls-${extension}`) as TabChannel,
  clock: browserClock,
});
const create = () =>
  createSipPhone({
    account: { extension, domain: '127.0.0.1', password: text('password') },
    open: openRecorded,
    iceServers: text('stun') === '' ? [] : [{ urls: text('stun') }],
    clock: browserClock,
    surroundings: pageSurroundings,
    refusesCalls: () => refuses,
    keeper,
    sayFarewell: (farewells, when) =>
      void navigator.sendBeacon('/farewell', JSON.stringify({ farewells, when })),
  });
window.phoneTest = {
  phone: createTabPhone({ extension, create, clock: browserClock, ...pageTabs(extension) }),
  frames,
  sentAt,
  sound,
  gates,
  refuse(on) {
    refuses = on;
  },
  codeOf: (act) =>
    act.then(
      () => 'done',
      (error: { code: string }) => error.code,
    ),
  openTracks: () => tracks.filter((track) => track.readyState === 'live').length,
  unplug() {
    for (const track of tracks.filter((one) => one.readyState === 'live')) {
      track.stop();
      // what the browser says when it is not the page that ends it
      track.dispatchEvent(new Event('ended'));
    }
  },
  directions: () =>
    connections
      .filter((one) => one.connectionState !== 'closed')
      .map((one) => one.getTransceivers()[0]?.currentDirection ?? null),
};
void window.phoneTest.phone.start();
