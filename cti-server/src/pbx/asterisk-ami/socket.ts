import net from 'node:net';
import type { Duplex } from 'node:stream';
import tls from 'node:tls';
import type { Clock } from '../../kernel/clock.ts';

/** Where the AMI is and how its certificate is known. */
export interface AmiAddress {
  readonly host: string;
  readonly port: number;
  readonly tls: { readonly ca?: string; readonly fingerprint256?: string } | null;
}

/** With which an AMI begins. */
export const GREETING = 'Asterisk Call Manager/';

/** What a connection needs of its socket. */
export type AmiSocket = Duplex & Pick<net.Socket, 'destroySoon'>;

/** Opens a socket; a simulation has one of its own. */
export type OpenSocket = (
  address: AmiAddress,
  options: { timeoutMs: number; clock: Clock; signal: AbortSignal },
) => Promise<AmiSocket>;

/** Why a connection failed: a code of the catalogue and a sentence with the cure. */
export class AmiLinkError extends Error {
  override readonly name = 'AmiLinkError';
  readonly problem: string;
  /** SHA-256 of the certificate that is not trusted. */
  readonly fingerprint256: string | null;
  constructor(problem: string, message: string, fingerprint256: string | null = null) {
    super(message);
    this.problem = problem;
    this.fingerprint256 = fingerprint256;
  }
}

/**
 * Opens a TCP or TLS connection; resolves when bytes may flow. The `signal` breaks that off.
 * @throws AmiLinkError that names cause and cure
 */
export function openSocket(
  address: AmiAddress,
  { timeoutMs, clock, signal }: { timeoutMs: number; clock: Clock; signal: AbortSignal },
): Promise<net.Socket> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const { host, port } = address;
    const socket = address.tls ? openTls(address) : net.connect({ host, port });
    socket.setNoDelay(true);
    socket.setKeepAlive(true, 10_000);
    const settle = () => {
      cancel();
      signal.removeEventListener('abort', abort);
      socket.off('error', fail);
    };
    const fail = (error: Error) => {
      settle();
      socket.on('error', () => {});
      socket.destroy();
      reject(error instanceof AmiLinkError ? error : explained(error, address));
    };
    const abort = () => fail(signal.reason);
    let isOpen = false;
    const cancel = clock.after(timeoutMs, () =>
      fail(
        isOpen
          ? noAmi(`${host}:${port}`)
          : new AmiLinkError(
              'pbx-silent',
              `${host}:${port} does not answer (a firewall drops it, or the address is wrong). Check host and port of the PBX connection and the firewall.`,
            ),
      ),
    );
    socket.on('error', fail);
    signal.addEventListener('abort', abort);
    socket.once(address.tls ? 'secureConnect' : 'connect', () => {
      const distrust = socket instanceof tls.TLSSocket ? whyDistrusted(socket, address) : null;
      isOpen = true;
      if (distrust) return failWhenGreeted(socket, distrust, fail);
      settle();
      resolve(socket);
    });
  });
}

/** What answers at `place` is something else. */
export function noAmi(place: string): AmiLinkError {
  return new AmiLinkError(
    'pbx-not-ami',
    `What answers at ${place} is no Asterisk Manager Interface, or expects TLS. Check the port (5038 by default, 5039 with TLS).`,
  );
}

/** F09 Whose certificate it is is told of an AMI alone: what does not greet as one goes on to its time-out. */
function failWhenGreeted(socket: net.Socket, distrust: AmiLinkError, fail: (error: Error) => void) {
  let said = '';
  socket.on('data', (bytes: Buffer) => {
    said = (said + bytes.toString('latin1')).slice(0, GREETING.length);
    if (said === GREETING) fail(distrust);
  });
}

function openTls({ host, port, tls: settings }: AmiAddress): tls.TLSSocket {
  return tls.connect({
    host,
    port,
    servername: net.isIP(host) ? '' : host,
    ...(settings?.ca ? { ca: settings.ca } : {}),
    // looked at after the handshake, before anything is sent (`whyDistrusted`): what is wrong can be told then
    rejectUnauthorized: false,
  });
}

/** Why the other side's certificate is not good enough to send anything; null when it is. */
function whyDistrusted(
  socket: tls.TLSSocket,
  { host, port, tls: settings }: AmiAddress,
): AmiLinkError | null {
  const found = socket.getPeerX509Certificate()?.fingerprint256 ?? null;
  const whose = `The certificate of ${host}:${port}`;
  const pin = settings?.fingerprint256;
  if (pin) {
    if (found !== null && plain(found) === plain(pin)) return null;
    return new AmiLinkError(
      'pbx-certificate',
      `${whose} is not the pinned one. If it was renewed, put its new SHA-256 fingerprint into the PBX connection.`,
      found,
    );
  }
  if (socket.authorized) return null;
  // a code, though its type says an Error
  const code = String(socket.authorizationError);
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    return new AmiLinkError(
      'pbx-certificate-host',
      `${whose} is for another name. Enter the name that stands in it as the address, or pin its SHA-256 fingerprint.`,
      found,
    );
  }
  if (code === 'CERT_HAS_EXPIRED') {
    return new AmiLinkError(
      'pbx-certificate-expired',
      `${whose} has expired. Renew it on the PBX (tlscertfile in manager.conf), then "manager reload".`,
      found,
    );
  }
  return new AmiLinkError(
    'pbx-certificate-unknown',
    `${whose} was signed by nobody this server knows (${code}). Enter the certificate of its CA, or pin its SHA-256 fingerprint.`,
    found,
  );
}

const plain = (fingerprint: string) => fingerprint.replaceAll(':', '').toLowerCase();

function explained(error: NodeJS.ErrnoException, { host, port }: AmiAddress): AmiLinkError {
  const place = `${host}:${port}`;
  switch (error.code) {
    case 'ECONNREFUSED':
      return new AmiLinkError(
        'pbx-not-listening',
        `Nothing listens at ${place}. Check host and port; in manager.conf: enabled = yes, bindaddr, port; then "manager reload".`,
      );
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return new AmiLinkError(
        'pbx-unknown-host',
        `The host name ${host} is not known. Check its spelling or use the IP address.`,
      );
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'ETIMEDOUT':
      return new AmiLinkError(
        'pbx-unreachable',
        `${place} can't be reached from this server. Check the address, the network and the firewall.`,
      );
    case 'ERR_SSL_WRONG_VERSION_NUMBER':
    case 'ERR_SSL_PACKET_LENGTH_TOO_LONG':
      return new AmiLinkError(
        'pbx-no-tls',
        `${place} does not speak TLS. Switch TLS off in the PBX connection, or on in manager.conf (tlsenable = yes, tlsbindaddr, tlscertfile) and enter that port (5039 as a rule).`,
      );
    default:
      return new AmiLinkError(
        'pbx-connection',
        `The connection to ${place} failed: ${error.message}`,
      );
  }
}
