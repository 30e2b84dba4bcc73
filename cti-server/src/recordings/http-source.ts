import { Readable } from 'node:stream';
import type { Phrase } from '../kernel/errors.ts';
import { audioType } from './paths.ts';
import {
  type ByteRange,
  HEADER_BYTES,
  type RecordingFile,
  type RecordingSource,
  RecordingSourceError,
} from './source.ts';

/** Where a PBX offers its recordings by HTTP(S). */
export interface HttpPlace {
  /** Ends with a slash; paths of recordings are put behind it. */
  readonly url: string;
  /** Basic authentication (RFC 7617); null for none. */
  readonly user: string | null;
  readonly secret: string | null;
}

/** A PBX that says nothing for so long is not reachable. */
const ANSWER_MS = 10_000;

const BY_HTTP: Phrase = {
  ru: 'записи берутся с АТС по HTTP, удалить их можно только там',
  en: 'recordings come from the PBX by HTTP and can be removed only there',
};

/** Recordings by HTTP(S) from the PBX. The address is the administrator's; no redirect is followed. */
export function createHttpSource({ url, user, secret }: HttpPlace): RecordingSource {
  const headers: Record<string, string> = {};
  if (user !== null) {
    headers.authorization = `Basic ${Buffer.from(`${user}:${secret ?? ''}`).toString('base64')}`;
  }

  async function ask(path: string, init: RequestInit): Promise<Response> {
    const target = new URL(path.split('/').map(encodeURIComponent).join('/'), url);
    const abort = new AbortController();
    const timer = setTimeout(() => abort.abort(), ANSWER_MS);
    try {
      return await fetch(target, { ...init, redirect: 'error', signal: abort.signal });
    } catch (error) {
      const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
      const reason = abort.signal.aborted ? `no answer in ${ANSWER_MS / 1_000} s` : String(cause);
      throw new RecordingSourceError(`${new URL(url).origin}: ${reason}`, { cause: error });
    } finally {
      clearTimeout(timer);
    }
  }

  async function fileAt(path: string): Promise<RecordingFile | null> {
    const type = audioType(path);
    if (type === null) return null;
    const answer = await ask(path, { method: 'HEAD', headers });
    if (answer.status === 404 || answer.status === 410) return null;
    const size = Number(answer.headers.get('content-length') ?? Number.NaN);
    if (!answer.ok || !Number.isSafeInteger(size))
      throw new RecordingSourceError(`${new URL(url).origin} answered ${answer.status}`);
    return size > HEADER_BYTES ? { size, type, read: (range) => read(path, range) } : null;
  }

  async function read(path: string, { start, end }: ByteRange): Promise<Readable> {
    const answer = await ask(path, { headers: { ...headers, range: `bytes=${start}-${end}` } });
    if (!answer.ok || answer.body === null)
      throw new RecordingSourceError(`${new URL(url).origin} answered ${answer.status}`);
    const bytes = answer.body as unknown as AsyncIterable<Uint8Array>;
    // a server without ranges sends the whole file
    return Readable.from(answer.status === 206 ? bytes : part(bytes, { start, end }), {
      objectMode: false,
    });
  }

  return {
    async find(paths) {
      for (const path of paths) {
        const file = await fileAt(path);
        if (file) return file;
      }
      return null;
    },
    remove: async () => ({ kind: 'left', reason: BY_HTTP }),
  };
}

async function* part(bytes: AsyncIterable<Uint8Array>, { start, end }: ByteRange) {
  let at = 0;
  for await (const chunk of bytes) {
    const wanted = chunk.subarray(Math.max(0, start - at), Math.max(0, end + 1 - at));
    at += chunk.length;
    if (wanted.length > 0) yield wanted;
    if (at > end) return;
  }
}
