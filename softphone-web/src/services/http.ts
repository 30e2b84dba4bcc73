import type { Problem } from '@perezvon/cti-server/contract';
import { isProofCode, type ProofCode } from './proof-asker.ts';

/** Longest wait for an answer, ms. */
export const ANSWER_WITHIN_MS = 15_000;

/**
 * An answer that is not a success. `code` is the server catalogue's stable code, or one of the page's
 * own: `offline` (no answer reached us), `timeout` (none within the time limit), `unreadable` (the
 * answer was no JSON, as from a proxy in between).
 */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  readonly code: string;
  /** HTTP status; 0 where no usable answer came. */
  readonly status: number;
  readonly detail: string;
  readonly cure: string | undefined;
  /** Message per form field. */
  readonly fields: Readonly<Record<string, string>>;
  /** Seconds to wait before another try, from `Retry-After`; null when not told. */
  readonly retryAfter: number | null;

  constructor(problem: ProblemParts, options?: { cause?: unknown }) {
    super(problem.detail, options);
    this.code = problem.code;
    this.status = problem.status;
    this.detail = problem.detail;
    this.cure = problem.cure;
    this.fields = problem.fields ?? {};
    this.retryAfter = problem.retryAfter ?? null;
  }
}

type ProblemParts = Pick<Problem, 'code' | 'status' | 'detail' | 'cure' | 'fields'> & {
  readonly retryAfter?: number | null;
};

/** Query parameters; null, undefined and empty ones are left out. */
export type Query = Readonly<Record<string, string | number | boolean | null | undefined>>;

/** JSON over HTTP to our own origin. Paths begin with `/`. All reject with an {@link ApiProblem}. */
export interface Http {
  readonly get: <T>(path: string, query?: Query) => Promise<T>;
  /** `withinMs`: for what takes longer than an answer may. */
  readonly post: <T>(path: string, body?: unknown, withinMs?: number) => Promise<T>;
  /** Asks for what comes line by line, each line JSON; ends when all came, or `signal` cancels it. */
  readonly lines: <T>(path: string, signal: AbortSignal) => AsyncGenerator<T>;
  /** A `Blob` goes as the bytes that it is. `version`: which one is replaced; another one is refused. */
  readonly put: <T>(path: string, body: unknown, version?: string) => Promise<T>;
  /** `version`: which one is changed; another one is refused. */
  readonly patch: <T>(path: string, body: unknown, version?: string) => Promise<T>;
  readonly delete: <T>(path: string) => Promise<T>;
  /** The user has left: what is still to be sent (a note that is tried again) must not go out as the next one's. */
  readonly end: () => void;
}

/** What {@link createHttp} needs from outside. */
export interface HttpOptions {
  readonly fetch: typeof fetch;
  /** Called on a 401 that is not the answer to a sign-in: the session has ended. */
  readonly onSignedOut: () => void;
  readonly answerWithinMs?: number;
  /** Asks who sits here to show again who they are; what was refused for want of it is then sent once more. */
  readonly prove?: (code: ProofCode) => Promise<boolean>;
}

/**
 * Opens the way to the server's HTTP. Nothing is sent twice: a request whose answer got lost may have
 * been carried out, so trying again is for whoever knows that it is harmless.
 */
export function createHttp(options: HttpOptions): Http {
  let ended = false;
  const { answerWithinMs = ANSWER_WITHIN_MS } = options;
  async function answered(method: string, what: Sent): Promise<Response> {
    if (ended)
      throw new ApiProblem({ code: 'not-signed-in', status: 401, detail: 'You have signed out.' });
    const answer = await send(options, method, what);
    const { path } = what;
    if (!ended && answer.status === 401 && path !== SESSION && path !== WELCOME)
      options.onSignedOut();
    if (!answer.ok) throw await problemOf(answer);
    return answer;
  }
  async function ask<T>(
    method: string,
    path: string,
    {
      withinMs = answerWithinMs,
      body,
      version,
    }: Partial<Omit<Sent, 'path' | 'signal'>> & Wait = {},
  ): Promise<T> {
    const send = () =>
      answered(method, { path, body, version, signal: AbortSignal.timeout(withinMs) });
    const answer = await send().catch(async (error: unknown) => {
      // it was refused, so nothing was done: it may be sent again
      if (await isProven(error)) return send();
      throw error;
    });
    if (answer.status === 204) return undefined as T;
    return (await read(answer)) as T;
  }
  async function isProven(error: unknown): Promise<boolean> {
    if (!(error instanceof ApiProblem) || !isProofCode(error.code)) return false;
    return (await options.prove?.(error.code)) ?? false;
  }
  return {
    get: (path, query) => ask('GET', path + queryText(query)),
    post: (path, body, withinMs) => ask('POST', path, { body, withinMs }),
    async *lines<T>(path: string, signal: AbortSignal) {
      const answer = await answered('POST', { path, body: undefined, signal });
      yield* linesOf<T>(answer);
    },
    put: (path, body, version) => ask('PUT', path, { body, version }),
    patch: (path, body, version) => ask('PATCH', path, { body, version }),
    delete: (path) => ask('DELETE', path),
    end: () => {
      ended = true;
    },
  };
}

/** Where one signs in: there a 401 says "wrong password" or "dead link", not "the session has ended". */
export const SESSION = '/api/session';
export const WELCOME = '/api/welcome';
export const WELCOME_LINK = '/api/welcome/link';

/** Whether the session still lives. True where nobody can tell: a server that is away signs nobody out. */
export function stillSignedIn(): Promise<boolean> {
  return fetch('/api/me', { cache: 'no-store' }).then(
    (answer) => answer.status !== 401,
    () => true,
  );
}

/**
 * Why a file that a part of the page loads by itself does not come; null when it does come. One byte is asked
 * for, and not the first: no play of a recording begins with it.
 */
export async function refusalOf(path: string): Promise<ApiProblem | null> {
  try {
    const answer = await fetch(path, { cache: 'no-store', headers: { range: 'bytes=1-1' } });
    if (!answer.ok) return await problemOf(answer);
    await answer.body?.cancel();
    return null;
  } catch (cause) {
    return new ApiProblem({ code: 'offline', status: 0, detail: 'No answer.' }, { cause });
  }
}

/** The version of whatever there is. */
export const ANY = '*';

/** What is sent, and what ends the waiting. */
interface Sent {
  readonly path: string;
  readonly body: unknown;
  /** The version that is replaced. */
  readonly version?: string | undefined;
  readonly signal: AbortSignal;
}

interface Wait {
  readonly withinMs?: number | undefined;
}

async function send(options: HttpOptions, method: string, what: Sent): Promise<Response> {
  try {
    return await options.fetch(what.path, {
      method,
      credentials: 'same-origin',
      cache: 'no-store',
      signal: what.signal,
      headers: {
        accept: 'application/json',
        ...(what.body === undefined ? {} : { 'content-type': typeOf(what.body) }),
        ...(what.version === undefined
          ? {}
          : { 'if-match': what.version === ANY ? ANY : `"${what.version}"` }),
      },
      ...(what.body === undefined ? {} : { body: bytesOf(what.body) }),
    });
  } catch (cause) {
    const late = cause instanceof DOMException && cause.name === 'TimeoutError';
    throw late
      ? own('timeout', 'The server did not answer in time.', cause)
      : own('offline', 'The server does not answer.', cause);
  }
}

const typeOf = (body: unknown) =>
  body instanceof Blob ? 'application/octet-stream' : 'application/json';
const bytesOf = (body: unknown) => (body instanceof Blob ? body : JSON.stringify(body));

async function read(answer: Response): Promise<unknown> {
  try {
    return await answer.json();
  } catch (cause) {
    throw own('unreadable', 'The answer of the server is not JSON.', cause);
  }
}

/** What comes line by line, as it comes. A line that was cut is an answer that did not come. */
async function* linesOf<T>(answer: Response): AsyncGenerator<T> {
  const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  while (reader) {
    const { done, value } = await reader.read().catch((cause: unknown) => {
      throw own('offline', 'The answer of the server broke off.', cause);
    });
    if (done) return;
    const lines = (rest + value).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) yield JSON.parse(line) as T;
  }
}

async function problemOf(answer: Response): Promise<ApiProblem> {
  const body: unknown = await answer.json().catch(() => null);
  const retryAfter = Number(answer.headers.get('retry-after')) || null;
  if (isProblem(body)) return new ApiProblem({ ...body, status: answer.status, retryAfter });
  const detail = `The server answered ${answer.status}.`;
  return new ApiProblem({ code: 'unreadable', status: answer.status, detail, retryAfter });
}

function isProblem(body: unknown): body is Problem {
  if (typeof body !== 'object' || body === null) return false;
  const { code, detail } = body as Partial<Problem>;
  return typeof code === 'string' && typeof detail === 'string';
}

/** A problem that the page itself met. */
function own(code: string, detail: string, cause: unknown): ApiProblem {
  return new ApiProblem({ code, status: 0, detail }, { cause });
}

/** `?` and the parameters; empty where there are none. */
export function queryText(query: Query = {}): string {
  const parameters = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) {
    if (value !== null && value !== undefined && value !== '') parameters.set(key, String(value));
  }
  const text = parameters.toString();
  return text && `?${text}`;
}
