import { Type } from 'typebox';
import { changesBetween } from '../audit/changes.ts';
import {
  SETTINGS_VERSION,
  SettingsFile,
  SettingsImport,
  type SettingsItem,
  SettingsReport,
} from '../contract/index.ts';
import { AppError } from '../kernel/errors.ts';
import type { SettingsTransfer } from '../settings/transfer.ts';
import type { Noted } from './noted.ts';
import { type Api, signedIn } from './route.ts';
import { check } from './validation.ts';

/** 5,000 people with all their fields fit. */
const bodyLimit = 4 * 1_048_576;
const Plan = Type.Object({ file: Type.Unknown() }, { additionalProperties: false });

/** All settings as one file without secrets: for administrators. */
export function settingsRoutes(
  api: Api,
  { transfer, audit }: { transfer: SettingsTransfer; audit: Noted },
): void {
  api.get(
    '/api/settings/export',
    {
      schema: { summary: 'All settings as one file, without secrets; that it was is noted first' },
    },
    async (request, reply) => {
      await audit.note(request, { action: 'settings-exported' });
      const file = await transfer.file();
      return reply
        .type('application/json; charset=utf-8')
        .header('content-disposition', 'attachment; filename="perezvon-settings.json"')
        .send(Buffer.from(`${JSON.stringify(file, null, 2)}\n`));
    },
  );

  api.post(
    '/api/settings/plan',
    {
      bodyLimit,
      schema: {
        summary: 'What an import of the file would do, item by item',
        body: Plan,
        response: { 200: SettingsReport },
      },
    },
    async (request) => ({
      items: await transfer.plan(fileOf(request.body.file), signedIn(request)),
    }),
  );

  api.post(
    '/api/settings/import',
    {
      bodyLimit,
      schema: {
        summary: 'Import the file, item by item; what is not in it stays as it is',
        body: SettingsImport,
        response: { 200: SettingsReport },
      },
    },
    async (request) => {
      const { file, secrets } = request.body;
      const items = await transfer.apply(fileOf(file), {
        by: signedIn(request),
        secrets,
        noting: ({ item, does, act }) =>
          audit.change(
            request,
            { ...does, changes: [...item.changes, ...changesBetween({}, {}, item.secrets)] },
            act,
          ),
      });
      await audit.note(request, { action: 'settings-imported', changes: counted(items) });
      return { items };
    },
  );
}

/** Throws `AppError` `settings-unreadable`, `settings-version`; `InvalidRequest` with what is wrong in it. */
function fileOf(file: unknown): SettingsFile {
  const { format, version } = (file ?? {}) as Partial<Record<string, unknown>>;
  const isVersion = Number.isInteger(version) && Number(version) >= 1;
  if (format !== 'perezvon-settings' || !isVersion) throw new AppError('settings-unreadable');
  if (Number(version) > SETTINGS_VERSION) {
    throw new AppError('settings-version', {
      values: { version: String(version), ours: SETTINGS_VERSION },
    });
  }
  check(SettingsFile, file, 'file');
  return file as SettingsFile;
}

function counted(items: readonly SettingsItem[]) {
  const does = (what: SettingsItem['does']) =>
    items.filter((item) => item.does === what && item.problem === null).length;
  const failed = items.filter(({ problem }) => problem !== null).length;
  return changesBetween({}, { added: does('add'), changed: does('change'), failed });
}
