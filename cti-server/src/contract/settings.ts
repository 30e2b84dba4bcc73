import { type Static, Type } from 'typebox';
import { AuditChange } from './audit.ts';
import { NewUser, TeamEntry } from './people.ts';
import { RetentionRules } from './retention.ts';

const strict = { additionalProperties: false } as const;
const Logins = Type.Array(Type.String({ minLength: 1, maxLength: 100 }), { maxItems: 1000 });

/** The version of the file that this server writes and reads. */
export const SETTINGS_VERSION = 1;

/**
 * All settings in one file, without a secret: passwords and keys are asked for again. Users are known by login, teams
 * and their people by name and login, PBX connections by id. The file grows by a new version alone.
 */
export const SettingsFile = Type.Object(
  {
    format: Type.Literal('perezvon-settings'),
    version: Type.Literal(SETTINGS_VERSION),
    exportedAt: Type.String({ maxLength: 40 }),
    connections: Type.Array(
      Type.Object(
        {
          id: Type.String({ minLength: 1, maxLength: 64 }),
          enabled: Type.Boolean(),
          entry: Type.Record(Type.String({ maxLength: 40 }), Type.Unknown()),
          /** Which secrets were set, by their paths. */
          secrets: Type.Array(Type.String({ maxLength: 100 }), { maxItems: 20 }),
        },
        strict,
      ),
      { maxItems: 200 },
    ),
    users: Type.Array(
      Type.Interface([Type.Omit(NewUser, ['sipPassword'])], { disabled: Type.Boolean() }, strict),
      { maxItems: 5000 },
    ),
    teams: Type.Array(
      Type.Interface(
        [Type.Omit(TeamEntry, ['members', 'supervisors'])],
        { members: Logins, supervisors: Logins },
        strict,
      ),
      { maxItems: 1000 },
    ),
    retention: RetentionRules,
  },
  strict,
);
export type SettingsFile = Static<typeof SettingsFile>;

/** One thing of a file, against what is set now. */
export const SettingsItem = Type.Object({
  kind: Type.Union([
    Type.Literal('connection'),
    Type.Literal('user'),
    Type.Literal('team'),
    Type.Literal('retention'),
  ]),
  /** Id of a connection, login of a user, name of a team. Hostile text. */
  name: Type.String(),
  /** What an import does with it: `same` nothing; `blocked` nothing, and `problem` says why. */
  does: Type.Union([
    Type.Literal('add'),
    Type.Literal('change'),
    Type.Literal('same'),
    Type.Literal('blocked'),
  ]),
  changes: Type.Array(AuditChange),
  /** Paths of secrets that must be typed for it. */
  secrets: Type.Array(Type.String()),
  /** Why it is blocked, or, after an import, why it could not be done; in each language. */
  problem: Type.Union([Type.Object({ ru: Type.String(), en: Type.String() }), Type.Null()]),
});
export type SettingsItem = Static<typeof SettingsItem>;

/** Answer of `POST /api/settings/plan` and `POST /api/settings/import`: in the order in which it is done. */
export const SettingsReport = Type.Object({ items: Type.Array(SettingsItem) });
export type SettingsReport = Static<typeof SettingsReport>;

/** Body of `POST /api/settings/import`. `secrets`: `CONNECTION/PATH` → text. */
export const SettingsImport = Type.Object(
  {
    file: Type.Unknown(),
    secrets: Type.Record(
      Type.String({ maxLength: 200 }),
      Type.String({ minLength: 1, maxLength: 20_000 }),
    ),
  },
  strict,
);
export type SettingsImport = Static<typeof SettingsImport>;
