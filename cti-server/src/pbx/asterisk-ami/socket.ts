import { createHash } from 'node:crypto';
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
  constructor(problem: string, message: string) {
    super(message);
    this.problem = problem;
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
    const cancel = clock.after(timeoutMs, () =>
      fail(
        new AmiLinkError(
          'pbx-silent',
          `${host}:${port} does not answer (a firewall drops it, or the address is wrong). Check host and port of the PBX connection and the firewall.`,
        ),
      ),
    );
    socket.on('error', fail);
    signal.addEventListener('abort', abort);
    socket.once(address.tls ? 'secureConnect' : 'connect', () => {
      const pin = address.tls?.fingerprint256;
      if (pin && socket instanceof tls.TLSSocket && !matchesPin(socket, pin)) {
        return fail(
          new AmiLinkError(
            'pbx-certificate',
            `The certificate of ${host}:${port} is not the pinned one. If it was renewed, put its new SHA-256 fingerprint into the PBX connection.`,
          ),
        );
      }
      settle();
      resolve(socket);
    });
  });
}

function openTls({ host, port, tls: settings }: AmiAddress): tls.TLSSocket {
  return tls.connect({
    host,
    port,
    servername: net.isIP(host) ? '' : host,
    ...(settings?.ca ? { ca: settings.ca } : {}),
    // a pinned certificate is compared after the handshake, before anything is sent
    rejectUnauthorized: !settings?.fingerprint256,
  });
}

function matchesPin(socket: tls.TLSSocket, pin: string): boolean {
  const { raw } = socket.getPeerCertificate();
  if (!raw) return false;
  const found = createHash('sha256').update(raw).digest('hex');
  return found === pin.replaceAll(':', '').toLowerCase();
}

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
    default:
      return new AmiLinkError(
        'pbx-connection',
        `The connection to ${place} failed: ${error.message}`,
      );
  }
}
