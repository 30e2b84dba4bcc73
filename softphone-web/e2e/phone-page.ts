import type { Phone } from '../src/phone/phone.ts';
import { createSipPhone } from '../src/phone/sip-phone.ts';
import { createTabPhone, pageTabs } from '../src/phone/tab-owner.ts';
import { browserClock } from '../src/services/browser-clock.ts';
import { pageSurroundings } from '../src/services/surroundings.ts';

/** What a test does with the phone in the page, at `window.phoneTest`. */
export interface PhoneTest {
  readonly phone: Phone;
  /** All SIP that the page has sent. */
  readonly frames: readonly string[];
  /** Sound bytes of all peer connections so far. */
  readonly sound: () => Promise<{ sent: number; received: number }>;
  /** Directions of the connections that live, as last agreed. */
  readonly directions: () => (string | null)[];
}

declare global {
  interface Window {
    phoneTest: PhoneTest;
  }
}

const connections: RTCPeerConnection[] = [];
const Native = RTCPeerConnection;
window.RTCPeerConnection = class extends Native {
  constructor(configuration?: RTCConfiguration) {
    super(configuration);
    connections.push(this);
  }
};

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

function openRecorded(): WebSocket {
  const socket = new WebSocket(text('socket'), 'sip');
  const send = socket.send.bind(socket);
  socket.send = (frame) => {
    frames.push(frame as string);
    send(frame);
  };
  return socket;
}

const create = () =>
  createSipPhone({
    account: { extension, domain: '127.0.0.1', password: text('password') },
    open: openRecorded,
    clock: browserClock,
    surroundings: pageSurroundings,
  });
window.phoneTest = {
  phone: createTabPhone({ extension, create, clock: browserClock, ...pageTabs(extension) }),
  frames,
  sound,
  directions: () =>
    connections
      .filter((one) => one.connectionState !== 'closed')
      .map((one) => one.getTransceivers()[0]?.currentDirection ?? null),
};
void window.phoneTest.phone.start();
