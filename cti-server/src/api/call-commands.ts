import { Type } from 'typebox';
import type { Commands } from '../commands/commands.ts';
import {
  CommandAnswer,
  ConsultationRequest,
  DialAnswer,
  DialRequest,
  TonesRequest,
  TransferRequest,
} from '../contract/index.ts';
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
    async (request) => {
      const { transfer = false, ...asked } = request.body;
      const { user } = signedIn(request);
      return transfer
        ? commands.digits(user, asked.number)
        : commands.dial(user, asked, visitorOf(request));
    },
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

  const { acts } = commands;

  api.post(
    '/api/calls/:id/transfer',
    {
      schema: {
        summary: 'Send the other party on to a number, or ask there first while they wait',
        params: Id,
        body: TransferRequest,
      },
    },
    async (request, reply) => {
      const doer = { user: signedIn(request).user, from: visitorOf(request) };
      const { number, ask = false } = request.body;
      await acts.transfer(doer, request.params.id, { number, ask });
      return reply.status(204).send();
    },
  );

  api.post(
    '/api/calls/:id/consultation',
    {
      schema: {
        summary: 'Complete a consultation, or go back to who waits',
        params: Id,
        body: ConsultationRequest,
      },
    },
    async (request, reply) => {
      await acts.consultation(signedIn(request).user, request.params.id, request.body.act);
      return reply.status(204).send();
    },
  );

  api.post(
    '/api/calls/:id/tones',
    {
      schema: { summary: 'Let the other party hear tones', params: Id, body: TonesRequest },
    },
    async (request, reply) => {
      await acts.tones(signedIn(request).user, request.params.id, request.body.tones);
      return reply.status(204).send();
    },
  );
}
