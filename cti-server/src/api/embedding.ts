import { versionOf } from '@perezvon/crm-core';
import { changesBetween } from '../audit/changes.ts';
import { FrameOrigins, VersionedOrigins } from '../contract/index.ts';
import type { FrameOrigins as Frames } from '../firm/frame-origins.ts';
import type { Noted } from './noted.ts';
import type { Api } from './route.ts';
import { createReplace, SEEN, Seen } from './seen-version.ts';

/** Whose pages may hold the phone in a frame: for administrators. */
export function embeddingRoutes(api: Api, frames: Frames, audit: Noted): void {
  const replace = createReplace();
  const now = (): VersionedOrigins => {
    const origins = [...frames.list()];
    return { origins, version: versionOf(origins) };
  };

  api.get(
    '/api/embedding',
    {
      schema: {
        summary: 'Whose pages may hold the phone in a frame',
        response: { 200: VersionedOrigins },
      },
    },
    async () => now(),
  );

  api.put(
    '/api/embedding',
    {
      schema: {
        summary: `Set whose pages may hold the phone in a frame. ${SEEN}`,
        headers: Seen,
        body: FrameOrigins,
        response: { 200: VersionedOrigins },
      },
    },
    async (request) => {
      const next = frames.checked(request.body.origins);
      const changes = changesBetween({ origins: [...frames.list()] }, { origins: next });
      const change = { action: 'embedding-changed', target: null, changes } as const;
      const save = () => audit.change(request, change, () => frames.set(next));
      await replace(request, () => now().version, save);
      return now();
    },
  );
}
