import { changesBetween } from '../audit/changes.ts';
import { FrameOrigins } from '../contract/index.ts';
import type { FrameOrigins as Frames } from '../firm/frame-origins.ts';
import type { Noted } from './noted.ts';
import type { Api } from './route.ts';

/** Whose pages may hold the phone in a frame: for administrators. */
export function embeddingRoutes(api: Api, frames: Frames, audit: Noted): void {
  const now = () => ({ origins: [...frames.list()] });

  api.get(
    '/api/embedding',
    {
      schema: {
        summary: 'Whose pages may hold the phone in a frame',
        response: { 200: FrameOrigins },
      },
    },
    async () => now(),
  );

  api.put(
    '/api/embedding',
    {
      schema: {
        summary: 'Set whose pages may hold the phone in a frame',
        body: FrameOrigins,
        response: { 200: FrameOrigins },
      },
    },
    async (request) => {
      const next = frames.checked(request.body.origins);
      const changes = changesBetween(now(), { origins: next });
      const change = { action: 'embedding-changed', target: null, changes } as const;
      await audit.change(request, change, () => frames.set(next));
      return now();
    },
  );
}
