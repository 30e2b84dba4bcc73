import { Type } from 'typebox';
import type { Commands } from '../commands/commands.ts';
import { CommandAnswer, DialAnswer, DialRequest } from '../contract/index.ts';
import { type Api, signedIn, visitorOf } from './route.ts';

const Id = Type.Object({ id: Type.String({ maxLength: 200 }) });

/** Placing and ending calls, always by POST: no link and no image can dial. */
export function callCommandRoutes(api: Api, commands: Commands): void {
  api.post(
    '/api/calls',
    {
      schema: {
        summary: 'Call a number from the own phone',
        body: DialRequest,
        response: { 200: DialAnswer },
      },
    },
    async (request) => commands.dial(signedIn(request).user, request.body, visitorOf(request)),
  );

  api.post(
    '/api/calls/:id/hangup',
    {
      schema: {
        summary: 'End the own leg of a call, on whatever phone',
        params: Id,
        response: { 200: CommandAnswer },
      },
    },
    async (request) => commands.hangUp(signedIn(request).user, request.params.id),
  );
}
