import { versionOf } from '@perezvon/crm-core';
import { type Static, Type } from 'typebox';
import { changesBetween } from '../audit/changes.ts';
import {
  Retention,
  RetentionPreview,
  RetentionRules,
  type RetentionRun,
} from '../contract/index.ts';
import type { Retention as Runs } from '../retention/retention.ts';
import type { Rules } from '../retention/rules.ts';
import type { Noted } from './noted.ts';
import type { Api } from './route.ts';
import { createReplace, SEEN, Seen } from './seen-version.ts';

/** The rules in a query: what is left out is kept for good. */
const Asked = Type.Object(
  {
    callsDays: Type.Optional(Type.Integer({ minimum: 1, maximum: 36_500 })),
    recordingsDays: Type.Optional(Type.Integer({ minimum: 1, maximum: 36_500 })),
    capturesDays: Type.Optional(Type.Integer({ minimum: 0, maximum: 36_500 })),
  },
  { additionalProperties: false },
);

/** How long things are kept: for administrators. */
export function retentionRoutes(
  api: Api,
  { rules, retention, audit }: { rules: Rules; retention: Runs; audit: Noted },
): void {
  const replace = createReplace();
  const now = (): Static<typeof Retention> => ({
    rules: rules.now(),
    last: retention.last(),
    version: versionOf([rules.now()]),
  });

  api.get(
    '/api/retention',
    {
      schema: {
        summary: 'How long calls, recordings and what the PBX said are kept',
        response: { 200: Retention },
      },
    },
    async () => now(),
  );

  api.get(
    '/api/retention/preview',
    {
      schema: {
        summary: 'What rules would remove if they were in force now',
        querystring: Asked,
        response: { 200: RetentionPreview },
      },
    },
    async ({ query }) => {
      const { capturesDays } = rules.now();
      return retention.preview({ callsDays: null, recordingsDays: null, capturesDays, ...query });
    },
  );

  api.put(
    '/api/retention',
    {
      schema: {
        summary: `Set how long things are kept; what is older goes within the hour, for good. ${SEEN}`,
        headers: Seen,
        body: RetentionRules,
        response: { 200: Retention },
      },
    },
    async (request) => {
      const change = { action: 'retention-changed', target: null, before: rules.now() } as const;
      const save = () => audit.change(request, change, () => rules.set(request.body));
      await replace(request, () => now().version, save);
      return now();
    },
  );
}

/** What a run of the rules did, as the audit log tells it. */
export function runChanges({ calls, recordings, left }: RetentionRun) {
  return changesBetween({}, { calls, recordings, left });
}
