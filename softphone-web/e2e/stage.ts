import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { extname, join } from 'node:path';
import {
  type CallPage,
  type CallView,
  FRAME_SDK_PATH,
  type CardView,
  type Colleague,
  LIVE_VERSION,
  type LiveMessage,
  type Me,
  type PbxStatus,
  type Queue,
} from '@perezvon/cti-server/contract';
import { WebSocketServer } from 'ws';
import { ago } from './sample-calls.ts';
import { CARD_SETTINGS } from './sample-firm.ts';

/** What an answer of the stand-in server is made of. */
type Answer = (request: { path: string; query: URLSearchParams; body: unknown }) => unknown;

/** The built page over a stand-in server: tests say what it answers and push live messages. */
export interface Stage {
  readonly url: string;
  /** `METHOD /path` → answer; a function's result (or what its promise gives), JSON. Unlisted ones are 404 problems. */
  readonly answers: Map<string, Answer>;
  /** What the page asked, oldest first. */
  readonly asked: { method: string; path: string; body: unknown }[];
  /** The user who is signed in; null: nobody. */
  me: Me | null;
  calls: CallView[];
  pbx: PbxStatus[];
  /** A call began or changed. */
  push: (call: CallView, pop?: boolean) => void;
  /** A colleague says something of missed callers. */
  tellMissed: () => void;
  /** The work of a contact is another. */
  tellWork: (contactId: string | null) => void;
  /** Who is where: told after the beginning, where there is any. */
  presence: { colleagues: Colleague[]; queues: Queue[] };
  /** Some of them changed. */
  tellPresence: (part: Partial<Presence>) => void;
  /** The first PBX changes. */
  tellPbx: (part: Partial<PbxStatus>) => void;
  /** Says that it lives, as it does by itself every ten seconds. */
  beat: () => void;
  /** Cuts the live links and refuses new ones until `true` again. */
  letLive: (on: boolean) => void;
  close: () => Promise<void>;
}

/** As often as the product's server. */
const BEAT_MS = 10_000;
/** So many calls the product's server gives at a time. */
const PAGE = 50;

type Presence = Omit<Extract<LiveMessage, { type: 'presence' }>, 'type' | 'n'>;

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
};

// As the product's server sends it: no inline script, no foreign host.
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; " +
  "media-src 'self' blob:; connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'self'";

/** Serves a built page with an API and a live channel that the test holds in its hand. */
export async function openStage(folder: string): Promise<Stage> {
  const server = createServer((request, response) => void respond(request, response));
  const sockets = new WebSocketServer({ noServer: true });
  let live = true;
  let n = 1;
  const beats = setInterval(() => stage.beat(), BEAT_MS);
  const stage: Stage = {
    url: '',
    answers: new Map(),
    asked: [],
    me: null,
    calls: [],
    pbx: [upStatus()],
    push(call, pop = true) {
      stage.calls = [call, ...stage.calls.filter((other) => other.id !== call.id)];
      send({ type: 'call', n: ++n, call, pop });
    },
    beat: () => send({ type: 'beat', n }),
    tellWork: (contactId) => send({ type: 'work', n, contactId }),
    tellMissed: () => send({ type: 'missed', n }),
    presence: { colleagues: [], queues: [] },
    tellPresence: (part) => send(presenceOf(part)),
    tellPbx(part) {
      const status = { ...(stage.pbx[0] ?? upStatus()), ...part };
      stage.pbx = [status, ...stage.pbx.slice(1)];
      send({ type: 'pbx', n, status });
    },
    letLive(on) {
      live = on;
      if (!on) for (const socket of sockets.clients) socket.terminate();
    },
    async close() {
      clearInterval(beats);
      for (const socket of sockets.clients) socket.terminate();
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };

  function send(message: LiveMessage): void {
    for (const socket of sockets.clients) socket.send(JSON.stringify(message));
  }

  function presenceOf(part: Partial<Presence>): LiveMessage {
    const nothing = { colleagues: [], queues: [], gone: { colleagues: [], queues: [] } };
    return { type: 'presence', n, ...nothing, ...part };
  }

  async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://stage');
    if (/^\/(api|healthz)/.test(url.pathname)) return answer(request, response, url);
    const file = extname(url.pathname) ? url.pathname : '/index.html';
    try {
      const body = await readFile(join(folder, file));
      const type = TYPES[extname(file)] ?? 'application/octet-stream';
      response
        .writeHead(200, {
          'content-type': type,
          'content-security-policy': POLICY,
          ...(file === FRAME_SDK_PATH ? { 'access-control-allow-origin': '*' } : {}),
        })
        .end(body);
    } catch {
      response.writeHead(404).end();
    }
  }

  async function answer(request: IncomingMessage, response: ServerResponse, url: URL) {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString();
    const body: unknown = text ? JSON.parse(text) : null;
    const method = request.method ?? 'GET';
    stage.asked.push({ method, path: url.pathname, body });
    const make = stage.answers.get(`${method} ${url.pathname}`) ?? fallback(method, url.pathname);
    const made = await make?.({ path: url.pathname, query: url.searchParams, body });
    if (made instanceof Uint8Array) {
      response.writeHead(200, { 'content-type': 'image/jpeg' }).end(made);
      return;
    }
    const problem = made instanceof StageProblem ? made : made === undefined ? notFound : null;
    response.writeHead(problem?.status ?? 200, {
      'content-type': problem ? 'application/problem+json' : 'application/json',
      ...problem?.headers,
    });
    response.end(JSON.stringify(problem ? problem.body : made));
  }

  function fallback(method: string, path: string): Answer | undefined {
    if (method === 'PUT' && /^\/api\/calls\/[^/]+\/quality$/.test(path)) return () => ({});
    const noted = method === 'PUT' && /^\/api\/calls\/([^/]+)\/note$/.exec(path)?.[1];
    if (noted) return ({ body }) => keepNote(noted, body);
    if (method !== 'GET') return undefined;
    if (path === '/api/me') return () => stage.me ?? new StageProblem(401, 'not-signed-in', '');
    if (path === '/api/calls') return ({ query }) => pageOf(Number(query.get('cursor')));
    if (path === '/api/tolls')
      return () => ({ stopped: null, open: 0, today: 0, perDay: 5_000, alarm: null });
    if (path === '/api/tasks' || path === '/api/deals') return () => ({ items: [] });
    if (path === '/api/card-settings') return () => CARD_SETTINGS;
    if (/^\/api\/calls\/[^/]+\/card$/.test(path)) return () => EMPTY_CARD;
    if (path === '/api/missed') return () => ({ items: [], total: 0 });
    if (/^\/api\/(?:filters|calls\/[^/]+\/marks)$/.test(path)) return () => ({ items: [] });
    if (path === '/api/pause-reasons') return () => ({ items: ['Обед'] });
    if (path === '/api/open-id') return () => ({ name: null });
    if (path === '/api/welcome') return () => ({ awaitsAdmin: false });
    if (['/api/gaps', '/api/places', '/api/directory'].includes(path)) return () => ({ items: [] });
    if (path === '/api/second-factors') return () => ({ items: [], required: [] });
    if (/^\/api\/calls\/[^/]+\/quality$/.test(path)) return () => ({ items: [] });
    if (path === '/api/contacts') return () => ({ items: [], next: null });
    const one = /^\/api\/calls\/([^/]+)$/.exec(path)?.[1];
    return one ? () => stage.calls.find((call) => call.id === one) : undefined;
  }

  function pageOf(from: number): CallPage {
    const to = from + PAGE;
    const next = to < stage.calls.length ? String(to) : null;
    return { items: stage.calls.slice(from, to), next };
  }

  function keepNote(id: string, body: unknown): object {
    const { note } = body as { note: string };
    const noted = stage.calls.find((call) => call.id === id);
    const noteVersion = `of ${note}`;
    if (noted) stage.push({ ...noted, note, noteVersion }, false);
    return { noteVersion };
  }

  server.on('upgrade', (request, socket, head) => {
    if (!live) {
      socket.destroy();
      return;
    }
    sockets.handleUpgrade(request, socket, head, (link) => {
      link.once('message', () => {
        const { calls, pbx } = stage;
        const open = calls.filter((call) => call.state !== 'ended');
        const text: LiveMessage = {
          type: 'snapshot',
          n,
          epoch: 'e',
          version: LIVE_VERSION,
          calls: open,
          pbx,
        };
        link.send(JSON.stringify(text));
        if (stage.presence.colleagues.length > 0) {
          link.send(JSON.stringify(presenceOf(stage.presence)));
        }
      });
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (typeof address === 'string' || !address) throw new Error('The stage has no port.');
  return Object.assign(stage, { url: `http://127.0.0.1:${address.port}` });
}

/** Nothing is known beside the call. */
export const EMPTY_CARD: CardView = { contact: null, deals: [], tasks: [], people: [] };

/** An answer that is a problem (RFC 9457). */
export class StageProblem {
  readonly status: number;
  readonly body: object;
  readonly headers: Record<string, string>;
  constructor(status: number, code: string, detail: string, headers: Record<string, string> = {}) {
    this.status = status;
    this.body = { type: 'about:blank', title: code, status, detail, code, cure: CURE };
    this.headers = headers;
  }
}

/** The cure in every problem of the stage. */
export const CURE = 'Так это лечится.';

const notFound = new StageProblem(404, 'not-found', 'There is no such thing here.');

function upStatus(): PbxStatus {
  const name = 'Основная АТС';
  return {
    pbx: 'main',
    name,
    state: 'up',
    since: ago(600),
    problem: null,
    detail: null,
    lastGap: null,
  };
}

export { CARD_SETTINGS, operator } from './sample-firm.ts';
