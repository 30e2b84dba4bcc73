import type { AddressInfo } from 'node:net';
import type { Api } from './api/route.ts';
import type { Config } from './kernel/config.ts';
import { AppError } from './kernel/errors.ts';

/** Listens and gives the address, such as `http://127.0.0.1:8080`. Throws `AppError` `port-taken` or `address-unusable`. */
export async function listenAt(
  api: Api,
  { host, port }: Pick<Config, 'host' | 'port'>,
): Promise<string> {
  try {
    await api.listen({ host, port });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : '';
    if (code === 'EADDRINUSE')
      throw new AppError('port-taken', { values: { host, port }, cause: error });
    const reason = error instanceof Error ? error.message : String(error);
    throw new AppError('address-unusable', { values: { host, port, reason }, cause: error });
  }
  const listening = (api.server.address() as AddressInfo).port;
  return `http://${host.includes(':') ? `[${host}]` : host}:${listening}`;
}
