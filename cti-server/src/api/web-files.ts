import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import { FRAME_SDK_PATH } from '../contract/index.ts';
import { AppError } from '../kernel/errors.ts';
import type { Api } from './route.ts';

/** Paths that are the server's own: an unknown one is an error, not the page. */
const OURS = /^\/(?:api|healthz|live|sip)(?:[/?]|$)/;

/**
 * The built page; without one (`webDir` null) every path that is no route is a 404. Files under
 * `/assets/` bear a hash of their content in their names and are kept by the browser for good; every
 * other path gives the page itself, which finds the screen for it.
 */
export async function webFiles(api: Api, webDir: string | null): Promise<void> {
  if (webDir !== null) await serveFiles(api, webDir);
  api.setNotFoundHandler((request, reply) => {
    const page =
      webDir !== null &&
      request.method === 'GET' &&
      !OURS.test(request.url) &&
      (request.headers.accept ?? '').includes('text/html');
    if (!page) throw new AppError('not-found');
    return reply.sendFile('index.html');
  });
}

async function serveFiles(api: Api, webDir: string): Promise<void> {
  await api.register(fastifyStatic, {
    root: webDir,
    wildcard: true,
    prefix: '/',
    index: 'index.html',
    preCompressed: true,
    cacheControl: false,
    setHeaders: (response, path) => {
      const hashed = path.startsWith(join(webDir, 'assets'));
      const kept = hashed ? 'public, max-age=31536000, immutable' : 'no-cache';
      response.header('cache-control', kept);
      // Pages of other sites load this one: it is the same for everybody, and says nothing of anybody.
      if (path === join(webDir, FRAME_SDK_PATH)) {
        response.header('cross-origin-resource-policy', 'cross-origin');
        response.header('access-control-allow-origin', '*');
      }
    },
  });
}

/** Whether a built page lies there. */
export function hasPage(webDir: string): boolean {
  return existsSync(join(webDir, 'index.html'));
}
