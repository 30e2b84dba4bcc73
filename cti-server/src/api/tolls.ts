import { versionOf } from '@perezvon/crm-core';
import { Type } from 'typebox';
import { changesBetween } from '../audit/changes.ts';
import {
  type AuditTarget,
  TollFirm,
  TollRules,
  TollRulesEntry,
  TollRulesList,
  TollState,
  VersionedFirm,
  VersionedRules,
} from '../contract/index.ts';
import type { Tolls } from '../tolls/tolls.ts';
import type { Noted } from './noted.ts';
import { type Api, orNotFound, signedIn } from './route.ts';
import { createReplace, SEEN, Seen } from './seen-version.ts';

const Id = Type.Object({ id: Type.String({ maxLength: 64 }) });

/** Limits on outside calls: who may call what, and the switch that stops them all. */
export function tollRoutes(
  api: Api,
  tolls: Pick<Tolls, 'rules' | 'state' | 'stop'>,
  audit: Noted,
): void {
  stopRoutes(api, tolls, audit);
  const { rules } = tolls;
  const replace = createReplace();
  const firmNow = (): VersionedFirm => versioned(rules.firm());

  api.get(
    '/api/tolls/rules',
    {
      schema: {
        summary: 'Who may call what outside, how much and when',
        response: { 200: TollRulesList },
      },
    },
    async () => ({ firm: firmNow(), items: rules.list().map(versioned) }),
  );

  api.put(
    '/api/tolls/firm',
    {
      schema: {
        summary: `What holds for the outside calls of all together. ${SEEN}`,
        headers: Seen,
        body: TollFirm,
        response: { 200: VersionedFirm },
      },
    },
    async (request) => {
      const before = rules.firm();
      const changes = changesBetween(before, request.body);
      const change = { action: 'toll-rules-changed', target: null, changes } as const;
      const save = () => audit.change(request, change, () => rules.saveFirm(request.body));
      await replace(request, () => firmNow().version, save);
      return firmNow();
    },
  );

  api.post(
    '/api/tolls/rules',
    {
      schema: {
        summary: 'Make rules for some people or roles; they stand in place of the general ones',
        body: TollRulesEntry,
        response: { 201: VersionedRules },
      },
    },
    async (request, reply) => {
      const target = { kind: rulesOf({ id: '', name: '' }).kind };
      const change = { action: 'toll-rules-created', target } as const;
      const made = await audit.change(request, change, () => rules.save(null, request.body));
      return reply.status(201).send(versioned(orNotFound(made)));
    },
  );

  api.put(
    '/api/tolls/rules/:id',
    {
      schema: {
        summary: `Change rules; they count from the next call on. ${SEEN}`,
        params: Id,
        headers: Seen,
        body: TollRulesEntry,
        response: { 200: VersionedRules },
      },
    },
    async (request) => {
      const { id } = request.params;
      const now = () => orNotFound(rules.list().find((one) => one.id === id));
      const before = now();
      const changes = ruleChanges(before, { ...before, ...request.body });
      const target = rulesOf({ id, name: request.body.name });
      const change = { action: 'toll-rules-changed', target, changes } as const;
      const save = () => audit.change(request, change, () => rules.save(id, request.body));
      return versioned(orNotFound(await replace(request, () => versioned(now()).version, save)));
    },
  );

  api.delete(
    '/api/tolls/rules/:id',
    { schema: { summary: 'Remove rules; the general ones hold for their people', params: Id } },
    async (request, reply) => {
      const { id } = request.params;
      const target = rulesOf(orNotFound(rules.list().find((one) => one.id === id)));
      const change = { action: 'toll-rules-removed', target, changes: [] } as const;
      orNotFound(await audit.change(request, change, () => rules.remove(id)));
      return reply.status(204).send();
    },
  );
}

function stopRoutes(api: Api, tolls: Pick<Tolls, 'state' | 'stop'>, audit: Noted): void {
  api.get(
    '/api/tolls',
    { schema: { summary: 'Outside calls as they are now', response: { 200: TollState } } },
    async () => tolls.state(),
  );

  api.put(
    '/api/tolls/stop',
    {
      schema: {
        summary: 'Stop all outside calls: those that go on end, and no other may begin',
        response: { 200: TollState },
      },
    },
    async (request) => {
      const changes = changesBetween({}, { ended: tolls.stop.wouldEnd().length });
      const change = { action: 'outside-calls-stopped', target: null, changes } as const;
      await audit.change(request, change, () => tolls.stop.throw(signedIn(request).user));
      return tolls.state();
    },
  );

  api.delete(
    '/api/tolls/stop',
    { schema: { summary: 'Allow outside calls again', response: { 200: TollState } } },
    async (request) => {
      const change = { action: 'outside-calls-released', target: null, changes: [] } as const;
      await audit.change(request, change, () => tolls.stop.release());
      return tolls.state();
    },
  );
}

function versioned<T extends object>(kept: T): T & { version: string } {
  return { ...kept, version: versionOf([kept]) };
}

function rulesOf({ id, name }: Pick<TollRules, 'id' | 'name'>): AuditTarget {
  return { kind: 'toll-rules', id, name };
}

function ruleChanges(before: TollRules | null, after: TollRules) {
  return changesBetween(before ?? {}, after).filter(({ field }) => field !== 'id');
}
