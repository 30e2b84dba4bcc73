import type { Clock } from '../../kernel/clock.ts';
import type { LinkState } from './client.ts';
import { type AmiAddress, AmiLinkError } from './socket.ts';

// F09, docs/adr/0015: the address of a PBX must not serve to look at other ports. What is no AMI gets one answer,
// after one time, but at the ports that are an AMI's as a rule.

/** The AMI's own by Asterisk's sample configuration, in clear and by TLS. */
const USUAL_PORTS: ReadonlySet<number> = new Set([5038, 5039]);

/** When it is told: longer than any of them takes to be known. */
export const STRANGER_MS = 15_500;

/** What is known of a port behind which no AMI was heard. */
const STRANGE: ReadonlySet<string> = new Set([
  'pbx-not-listening',
  'pbx-silent',
  'pbx-unreachable',
  'pbx-connection',
  'pbx-no-tls',
  'pbx-not-ami',
  'pbx-closed',
]);

type Place = Pick<AmiAddress, 'host' | 'port'>;

/** Whether more than "no AMI" would tell of a port that may be anybody's. */
function isStrange(problem: string, { port }: Place): boolean {
  return STRANGE.has(problem) && !USUAL_PORTS.has(port);
}

/** The one answer. */
function noAmiAt({ host, port }: Place): AmiLinkError {
  return new AmiLinkError(
    'pbx-no-ami',
    `No Asterisk Manager Interface answers at ${host}:${port}: nothing listens there, a firewall drops it, or it is something else. Check host and port; in manager.conf: enabled = yes, bindaddr, port; then "manager reload". Which of them it is is told of the ports 5038 and 5039 alone; of others by "npm run doctor" on this server.`,
  );
}

/** `connect`, whose failure tells of a stranger's port nothing, neither by its words nor by its time. */
export async function discreetly<T>(
  place: Place,
  connect: () => Promise<T>,
  { clock, signal }: { clock: Pick<Clock, 'monotonic' | 'after'>; signal: AbortSignal },
): Promise<T> {
  const began = clock.monotonic();
  try {
    return await connect();
  } catch (error) {
    if (!(error instanceof AmiLinkError) || !isStrange(error.problem, place)) throw error;
    await new Promise<void>((resolve) => {
      const cancel = clock.after(STRANGER_MS - (clock.monotonic() - began), resolve);
      signal.addEventListener('abort', () => {
        cancel();
        resolve();
      });
    });
    throw noAmiAt(place);
  }
}

/** How a link is told to people. */
export interface DiscreetLink {
  tell(link: LinkState): void;
  /** Nothing is told any more. */
  stop(): void;
}

/**
 * The states of a link, of a stranger's port as above. Trying goes on as ever: a PBX that is away is back at once. Where
 * an AMI was heard since the link began, all is told.
 */
export function discreetLink(
  place: Place,
  tell: (link: LinkState) => void,
  clock: Pick<Clock, 'monotonic' | 'after'>,
): DiscreetLink {
  let isKnown = false;
  let began: number | null = null;
  let cancel: (() => void) | null = null;

  const now = (link: LinkState) => {
    cancel?.();
    cancel = null;
    tell(link);
  };

  return {
    tell(link) {
      began ??= clock.monotonic();
      const problem = 'problem' in link ? link.problem : null;
      if (link.state === 'connecting' && cancel !== null) return;
      if (!isKnown && problem !== null && isStrange(problem, place)) {
        const { message: detail } = noAmiAt(place);
        const one = { ...link, problem: 'pbx-no-ami', detail } as const;
        cancel?.();
        cancel = clock.after(Math.max(0, began + STRANGER_MS - clock.monotonic()), () => now(one));
        return;
      }
      isKnown ||= link.state === 'up' || (problem !== null && problem !== 'pbx-unknown-host');
      now(link);
    },
    stop() {
      cancel?.();
      cancel = null;
    },
  };
}
