import { Resolver } from 'node:dns/promises';

/** Gives all addresses of a name; none where DNS knows none. `signal` ends the question. */
export type Resolve = (name: string, signal: AbortSignal) => Promise<readonly string[]>;

/**
 * Asks DNS without the threads of `dns.lookup`: a name server that does not answer would hold up those, and with
 * them files and passwords. /etc/hosts is not read. `servers`: asked in place of those of the machine.
 */
export function resolveByDns(servers?: readonly string[]): Resolve {
  return async (name, signal) => {
    const resolver = new Resolver({ timeout: 2_000, tries: 2 });
    if (servers) resolver.setServers(servers);
    const cancel = () => resolver.cancel();
    signal.addEventListener('abort', cancel, { once: true });
    try {
      const answers = await Promise.allSettled([resolver.resolve4(name), resolver.resolve6(name)]);
      return answers.flatMap((one) => (one.status === 'fulfilled' ? one.value : []));
    } finally {
      signal.removeEventListener('abort', cancel);
    }
  };
}
