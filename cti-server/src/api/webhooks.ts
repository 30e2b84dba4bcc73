import { Type } from 'typebox';
import {
  type AuditTarget,
  NewWebhook,
  Webhook,
  WebhookDeliveries,
  WebhookDelivery,
  WebhookReplay,
  WebhookReplayed,
  Webhooks as WebhookList,
  WebhookSecret,
  WebhookState,
} from '../contract/index.ts';
import type { Deliveries } from '../webhooks/deliveries.ts';
import type { Webhooks } from '../webhooks/webhooks.ts';
import type { Noted } from './noted.ts';
import type { Paced } from './paced.ts';
import { type Api, orNotFound } from './route.ts';
import { createReplace, SEEN, Seen } from './seen-version.ts';

const Id = Type.Object({ id: Type.String({ maxLength: 64 }) });
const Query = Type.Object(
  {
    state: Type.Optional(WebhookState),
    before: Type.Optional(Type.Integer({ minimum: 1 })),
  },
  { additionalProperties: false },
);

/** Receivers of events, and what became of what was sent to them: for administrators. */
export function webhookRoutes(
  api: Api,
  { webhooks, audit, paced }: { webhooks: Webhooks & Deliveries; audit: Noted; paced: Paced },
): void {
  settingRoutes(api, webhooks, audit);
  deliveryRoutes(api, { webhooks, audit, paced });
}

function settingRoutes(api: Api, webhooks: Webhooks, audit: Noted): void {
  const replace = createReplace();

  api.get(
    '/api/webhooks',
    { schema: { summary: 'All webhooks', response: { 200: WebhookList } } },
    async () => ({ items: webhooks.list() }),
  );

  api.post(
    '/api/webhooks',
    {
      schema: {
        summary: 'Add a webhook; its secret is told this once',
        body: NewWebhook,
        response: { 201: WebhookSecret },
      },
    },
    async (request, reply) => {
      const change = { action: 'webhook-added', target: { kind: 'webhook' } } as const;
      const { webhook, secret } = await audit.change(request, change, () =>
        webhooks.add(request.body),
      );
      return reply.status(201).send({ id: webhook.id, secret });
    },
  );

  api.put(
    '/api/webhooks/:id',
    {
      schema: {
        summary: `Change a webhook; its secret stays. ${SEEN}`,
        params: Id,
        headers: Seen,
        body: NewWebhook,
        response: { 200: Webhook },
      },
    },
    async (request) => {
      const { id } = request.params;
      const now = () => orNotFound(webhooks.get(id));
      const before = settingsOf(now());
      const change = { action: 'webhook-changed', target: { kind: 'webhook' }, before } as const;
      const save = () => webhooks.change(id, request.body);
      return orNotFound(
        await replace(
          request,
          () => now().version,
          () => audit.change(request, change, save),
        ),
      );
    },
  );

  api.delete(
    '/api/webhooks/:id',
    { schema: { summary: 'Remove a webhook; what waits for it is not sent', params: Id } },
    async (request, reply) => {
      const { id } = request.params;
      const before = orNotFound(webhooks.get(id));
      const change = { action: 'webhook-removed', target: targetOf(before) } as const;
      const removed = audit.change(request, { ...change, before: settingsOf(before) }, () =>
        webhooks.remove(id),
      );
      orNotFound((await removed) || null);
      return reply.status(204).send();
    },
  );

  api.post(
    '/api/webhooks/:id/secret',
    {
      schema: {
        summary: 'A new secret, told this once; the one of before signs beside it for a day',
        params: Id,
        response: { 200: WebhookSecret },
      },
    },
    async (request) => {
      const { id } = request.params;
      const target = targetOf(orNotFound(webhooks.get(id)));
      const changes = [{ field: 'secret', before: null, after: null, secret: true as const }];
      const change = { action: 'webhook-secret-renewed', target, changes } as const;
      return orNotFound(await audit.change(request, change, () => webhooks.renewSecret(id)));
    },
  );
}

function deliveryRoutes(
  api: Api,
  { webhooks, audit, paced }: { webhooks: Webhooks & Deliveries; audit: Noted; paced: Paced },
): void {
  api.post(
    '/api/webhooks/:id/test',
    {
      schema: {
        summary: 'Send a message that means nothing',
        params: Id,
        response: { 200: WebhookDelivery },
      },
    },
    async (request) => {
      const { id } = request.params;
      const target = targetOf(orNotFound(webhooks.get(id)));
      await paced(request, target);
      const made = orNotFound(await webhooks.tryOut(id));
      await audit.note(request, { action: 'webhook-tried', target });
      return made;
    },
  );

  api.get(
    '/api/webhooks/:id/deliveries',
    {
      schema: {
        summary: 'What was sent to a webhook and what waits, newest first',
        params: Id,
        querystring: Query,
        response: { 200: WebhookDeliveries },
      },
    },
    async (request) => {
      const { id } = orNotFound(webhooks.get(request.params.id));
      const { state = null, before = null } = request.query;
      return webhooks.deliveries({ id, state, before });
    },
  );

  api.post(
    '/api/webhooks/:id/replay',
    {
      schema: {
        summary: 'Send again what was given up: one delivery, or all without n',
        params: Id,
        body: WebhookReplay,
        response: { 200: WebhookReplayed },
      },
    },
    async (request) => {
      const { id } = request.params;
      const target = targetOf(orNotFound(webhooks.get(id)));
      const count = await webhooks.replay(id, request.body.n ?? null);
      const changes = [{ field: 'deliveries', before: null, after: count }];
      await audit.note(request, { action: 'webhook-replayed', target, changes });
      return { count };
    },
  );
}

function settingsOf({ name, url, events, enabled }: Webhook): NewWebhook {
  return { name, url, events, enabled };
}

function targetOf({ id, name }: Webhook): AuditTarget {
  return { kind: 'webhook', id, name };
}
