import { EmitterImpl, type Transport, TransportState } from 'sip.js';
import type { BrowserClock } from '../services/browser-clock.ts';

/** A socket that is not open after this long is given up, ms. */
const OPEN_WITHIN_MS = 8_000;

/** The SIP socket (RFC 7118): what SIP.js needs of a transport, and a way to let go of a dead one. */
export interface SipSocket extends Transport {
  /** Counts as closed from now on, whatever the browser thinks: its own notice takes up to half a minute. */
  abandon(why: string): void;
}

/**
 * A transport over one WebSocket at a time. SIP.js's own one waits for the browser to notice that a
 * socket is dead, and cannot be made to open another before.
 */
export function createSipSocket(options: {
  readonly open: () => WebSocket;
  readonly clock: BrowserClock;
}): SipSocket {
  const emitter = new EmitterImpl<TransportState>();
  let state = TransportState.Disconnected;
  let socket: WebSocket | null = null;
  let failOpening: ((error: Error) => void) | null = null;

  function become(next: TransportState): void {
    if (state === next) return;
    state = next;
    emitter.emit(next);
  }

  function letGo(why: string | null): void {
    const gone = socket;
    if (!gone) return;
    socket = null;
    gone.onopen = gone.onmessage = gone.onclose = null;
    gone.close();
    const opening = failOpening;
    failOpening = null;
    become(TransportState.Disconnected);
    const error = new Error(why ?? 'The socket was closed by us.');
    if (opening) opening(error);
    else transport.onDisconnect?.(why === null ? undefined : error);
  }

  function connect(): Promise<void> {
    if (state === TransportState.Connected) return Promise.resolve();
    letGo('A newer connection takes its place.');
    become(TransportState.Connecting);
    return new Promise((resolve, reject) => {
      const mine = options.open();
      socket = mine;
      const cancel = options.clock.after(OPEN_WITHIN_MS, () => letGo('It did not open in time.'));
      failOpening = (error) => {
        cancel();
        reject(error);
      };
      mine.onopen = () => {
        cancel();
        failOpening = null;
        become(TransportState.Connected);
        transport.onConnect?.();
        resolve();
      };
      mine.onclose = ({ code }) => letGo(`The socket closed with code ${code}.`);
      mine.onmessage = ({ data }) => typeof data === 'string' && hear(data);
    });
  }

  function hear(text: string): void {
    // CRLF keep-alives (RFC 5626) carry no message.
    if (text.trim() !== '') transport.onMessage?.(text);
  }

  function disconnect(): Promise<void> {
    letGo(null);
    return Promise.resolve();
  }

  const transport: SipSocket = {
    protocol: 'WS',
    get state() {
      return state;
    },
    stateChange: emitter,
    onConnect: undefined,
    onDisconnect: undefined,
    onMessage: undefined,
    connect,
    disconnect,
    dispose: disconnect,
    isConnected: () => state === TransportState.Connected,
    send(message) {
      if (socket?.readyState !== WebSocket.OPEN) {
        return Promise.reject(new Error('The socket is not open.'));
      }
      socket.send(message);
      return Promise.resolve();
    },
    abandon: (why) => letGo(why),
  };
  return transport;
}

/** The SIP socket of our own origin: the server's gate, which knows who is signed in. */
export function openSipSocket(): WebSocket {
  const url = new URL('/sip', location.href);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  return new WebSocket(url, 'sip');
}
