import { type PhotoStore, plainPhoto } from '@perezvon/crm-core';
import { PhotoAnswer, PhotoRequest } from '@perezvon/crm-core/model';
import { Type } from 'typebox';
import type { AuditTarget } from '../contract/index.ts';
import { AppError } from '../kernel/errors.ts';
import type { Noted } from './noted.ts';
import { type Api, orNotFound } from './route.ts';

const Id = Type.Object({ id: Type.String({ maxLength: 64 }) });
const Version = Type.Object(
  { v: Type.Optional(Type.String({ maxLength: 64 })) },
  { additionalProperties: false },
);

/** A photo with this version never changes; a browser lets go of it after a week, for those who are erased. */
const FOR_A_WEEK = 'private, max-age=604800, immutable';

/** What contacts look like. */
export function photoRoutes(
  api: Api,
  parts: {
    photos: PhotoStore;
    audit: Noted;
    /** Told whose photo is another now. */
    tellWork: (contactId: string) => void;
  },
): void {
  const { photos, audit, tellWork } = parts;

  api.get(
    '/api/contacts/:id/photo',
    {
      schema: {
        summary: 'The photo of a contact; `v`, its version as the contact has it, lets it be kept',
        params: Id,
        querystring: Version,
      },
    },
    async (request, reply) => {
      const { type, bytes, version } = orNotFound(photos.of(request.params.id));
      if (request.query.v === version) reply.header('cache-control', FOR_A_WEEK);
      return reply.type(type).send(Buffer.from(bytes));
    },
  );

  api.put(
    '/api/contacts/:id/photo',
    {
      schema: {
        summary:
          'Give a contact a photo: JPEG, PNG or WebP by its bytes, of which only what paints it is kept (no EXIF, no place)',
        params: Id,
        body: PhotoRequest,
        response: { 200: PhotoAnswer },
      },
    },
    async (request) => {
      const { id } = request.params;
      const photo = plainPhoto(Buffer.from(request.body.image, 'base64'));
      if (!photo) throw new AppError('photo-wrong', { fields: { image: 'wrong' } });
      const { type, bytes } = photo;
      const change = { action: 'photo-set', target: contactOf(id), changes: [] } as const;
      const version = await audit.change(request, change, () => photos.put(id, { type, bytes }));
      tellWork(id);
      return { photo: orNotFound(version) };
    },
  );

  api.delete(
    '/api/contacts/:id/photo',
    { schema: { summary: 'Remove the photo', params: Id, response: { 204: Type.Null() } } },
    async (request, reply) => {
      const { id } = request.params;
      const change = { action: 'photo-removed', target: contactOf(id), changes: [] } as const;
      orNotFound((await audit.change(request, change, () => photos.remove(id))) || null);
      tellWork(id);
      return reply.status(204).send(null);
    },
  );
}

/** Without the name: the audit log outlives an erasure. */
function contactOf(id: string): AuditTarget {
  return { kind: 'contact', id, name: '' };
}
