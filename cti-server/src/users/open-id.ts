import type { Configuration } from 'openid-client';
import { type Clock, iso } from '../kernel/clock.ts';
import type { OpenIdConfig } from '../kernel/config-open-id.ts';
import { AppError } from '../kernel/errors.ts';
import type { Log } from '../kernel/log.ts';
import type { Secrets } from '../kernel/secrets.ts';

/** Whom a provider vouches for. */
export interface Identity {
  readonly issuer: string;
  /** The provider's own id of the person; it never changes, nor is it given to another. */
  readonly subject: string;
  /** The login here by what the provider says; null when it says none, or does not vouch for it. */
  readonly login: string | null;
  readonly name: string | null;
}

/** Signing in at another server (OpenID Connect Core 1.0, authorization code flow with PKCE, RFC 7636). */
export interface OpenId {
  /** What people know the provider by. */
  readonly name: string;
  /** Where to send the browser, and the ticket that it must bring back. Throws `AppError` `open-id-away`. */
  /** `again`: they are asked there who they are, also where they are signed in there. */
  begin(to: string, again: boolean): Promise<{ location: string; ticket: string }>;
  /**
   * Whom the provider sent back with this query, and where the person wanted to go. Throws `AppError`
   * `open-id-expired`, `open-id-refused`, `open-id-away`.
   */
  finish(ticket: string | null, query: string): Promise<{ identity: Identity; to: string }>;
}

/** Where the provider sends the browser back to. */
export const OPEN_ID_BACK = '/api/open-id/back';
/** A person needs so long to sign in there, at most. */
export const TICKET_MS = 10 * 60_000;
const ANSWER_WITHIN_S = 10;
const RECORD = 'open-id/ticket';

/** What the ticket holds, sealed: nothing is kept here of who set out and never came back. */
interface Ticket {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
  readonly to: string;
  readonly until: number;
}

/** The provider of `config`; it is asked for its addresses at the first sign-in. `origin`: of our page. */
export function createOpenId(parts: {
  config: OpenIdConfig;
  secrets: Pick<Secrets, 'seal' | 'open'>;
  origin: () => string;
  clock: Clock;
  log: Log;
}): OpenId {
  const { config, secrets, origin, clock, log } = parts;
  const { issuer, clientId, clientSecret, loginClaim = 'email' } = config;
  let known: Promise<Configuration> | null = null;

  // loaded by need: most do without
  const library = () => import('openid-client');

  /** An answer that did not come is asked for again at the next sign-in. */
  function provider(): Promise<Configuration> {
    known ??= library()
      .then(({ discovery, allowInsecureRequests }) =>
        discovery(new URL(issuer), clientId, clientSecret, undefined, {
          timeout: ANSWER_WITHIN_S,
          // the configuration takes http for this machine alone
          execute: issuer.startsWith('http:') ? [allowInsecureRequests] : [],
        }),
      )
      .catch((error: unknown) => {
        known = null;
        throw away(error);
      });
    return known;
  }

  function away(error: unknown): AppError {
    log.warn({ issuer, error: wordsOf(error) }, 'The OpenID provider does not answer');
    return new AppError('open-id-away', { values: { issuer }, cause: error });
  }

  function ticketOf(sealed: string | null): Ticket {
    try {
      const ticket = JSON.parse(secrets.open(sealed ?? '', RECORD)) as Ticket;
      if (ticket.until > clock.now()) return ticket;
    } catch {
      // not ours, or sealed by a key that is gone
    }
    throw new AppError('open-id-expired');
  }

  return {
    name: config.name ?? new URL(issuer).hostname,
    async begin(to, again) {
      const found = await provider();
      const { buildAuthorizationUrl, calculatePKCECodeChallenge, ...random } = await library();
      const ticket: Ticket = {
        state: random.randomState(),
        nonce: random.randomNonce(),
        verifier: random.randomPKCECodeVerifier(),
        to,
        until: clock.now() + TICKET_MS,
      };
      const location = buildAuthorizationUrl(found, {
        redirect_uri: origin() + OPEN_ID_BACK,
        scope: 'openid profile email',
        state: ticket.state,
        nonce: ticket.nonce,
        code_challenge: await calculatePKCECodeChallenge(ticket.verifier),
        code_challenge_method: 'S256',
        ...(again ? { prompt: 'login' } : {}),
      });
      return { location: location.href, ticket: secrets.seal(JSON.stringify(ticket), RECORD) };
    },
    async finish(sealed, query) {
      const { state, nonce, verifier, to } = ticketOf(sealed);
      const found = await provider();
      const { authorizationCodeGrant, AuthorizationResponseError, ClientError, fetchUserInfo } =
        await library();
      try {
        const tokens = await authorizationCodeGrant(
          found,
          new URL(`${origin()}${OPEN_ID_BACK}?${query}`),
          {
            expectedState: state,
            expectedNonce: nonce,
            pkceCodeVerifier: verifier,
            idTokenExpected: true,
          },
        );
        const claims = { ...tokens.claims() };
        // by the letter of the standard they are told there, and not in the token (OpenID Connect Core 1.0, 5.4)
        if (!(loginClaim in claims) && found.serverMetadata().userinfo_endpoint)
          Object.assign(claims, await fetchUserInfo(found, tokens.access_token, claims.sub ?? ''));
        return { identity: identityOf(claims, { issuer, loginClaim }), to };
      } catch (error) {
        const isAway = error instanceof ClientError && error.code === 'OAUTH_TIMEOUT';
        if (isAway || error instanceof TypeError) throw away(error);
        const why = error instanceof AuthorizationResponseError ? error.error : wordsOf(error);
        log.warn({ issuer, error: why, at: iso(clock.now()) }, 'The OpenID provider let nobody in');
        throw new AppError('open-id-refused', { values: { issuer }, cause: error });
      }
    },
  };
}

/** An e-mail address counts when the provider has verified it (OpenID Connect Core 1.0, 5.7). */
function identityOf(
  claims: Readonly<Record<string, unknown>>,
  { issuer, loginClaim }: { issuer: string; loginClaim: 'email' | 'preferred_username' },
): Identity {
  const text = (name: string) => {
    const value = claims[name];
    return typeof value === 'string' && value.trim() !== '' ? value.trim() : null;
  };
  const isVouchedFor = loginClaim !== 'email' || claims['email_verified'] === true;
  return {
    issuer,
    subject: text('sub') ?? '',
    login: isVouchedFor ? text(loginClaim) : null,
    name: text('name'),
  };
}

/** A network failure says what it was in its cause. */
function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;
}
