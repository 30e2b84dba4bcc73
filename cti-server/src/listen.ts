import type { AddressInfo } from 'node:net';
import type { Api } from './api/route.ts';
import type { Clock } from './kernel/clock.ts';
import type { Config } from './kernel/config.ts';
import { AppError } from './kernel/errors.ts';
import type { Log } from './kernel/log.ts';
import { reasonOf } from './kernel/system-error.ts';

/** Listens and gives the address, such as `http://127.0.0.1:8080`. Throws `AppError` `port-taken` or `address-unusable`. */
export async function listenAt(
  api: Api,
  { host, port, tls }: Pick<Config, 'host' | 'port' | 'tls'>,
): Promise<string> {
  try {
    await api.listen({ host, port });
  } catch (error) {
    throw addressProblem(error, { host, port });
  }
  const listening = (api.server.address() as AddressInfo).port;
  return `${tls ? 'https' : 'http'}://${host.includes(':') ? `[${host}]` : host}:${listening}`;
}

/** Whether other machines reach the page by plain HTTP: browsers let no microphone be used there (secure contexts, W3C). */
export function isInClear({
  host,
  tls,
  publicOrigin,
}: Pick<Config, 'host' | 'tls' | 'publicOrigin'>): boolean {
  const isHereAlone = /^(?:localhost$|127\.|::1$)/.test(host);
  return !isHereAlone && tls === null && !publicOrigin?.startsWith('https:');
}

/** How often it is looked whether all is answered: a request may be on its way from the line to us. */
const LOOK_MS = 100;

/**
 * Listens no more and lets requests in flight finish, for `ms` at most. Lines on which nothing comes are left
 * to the end of the process: browsers open some in store, and Node would wait a minute for each.
 */
export async function closeWithin(
  ms: number,
  { api, clock, log }: { api: Api; clock: Pick<Clock, 'after' | 'monotonic'>; log: Log },
): Promise<void> {
  const deadline = clock.monotonic() + ms;
  const isClosed = api.close().then(() => true);
  let calmSince = clock.monotonic();
  for (;;) {
    const pause = new Promise<false>((resolve) => clock.after(LOOK_MS, () => resolve(false)));
    if (await Promise.race([isClosed, pause])) return;
    const now = clock.monotonic();
    if (api.inFlight() > 0) calmSince = now;
    if (now - calmSince > 2 * LOOK_MS) return;
    if (now < deadline) continue;
    log.warn({ requests: api.inFlight() }, 'Requests that took too long are cut by the stop');
    return;
  }
}

/** Why one cannot listen there, with its cure: `port-taken` or `address-unusable`. */
export function addressProblem(
  error: unknown,
  { host, port }: Pick<Config, 'host' | 'port'>,
): AppError {
  const code = error instanceof Error && 'code' in error ? error.code : '';
  if (code === 'EADDRINUSE')
    return new AppError('port-taken', { values: { host, port }, cause: error });
  const reason = reasonOf(error);
  return new AppError('address-unusable', { values: { host, port, reason }, cause: error });
}
