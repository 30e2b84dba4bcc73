import { type Static, Type } from 'typebox';
import { AuditChange } from './audit.ts';
import { CardSettings, PopWhen } from './card.ts';
import { FrameOrigins } from './embedding.ts';
import { OwnPhone, Role } from './http.ts';
import { NewUser, TeamEntry } from './people.ts';
import { PauseReasons } from './presence.ts';
import { RetentionRules } from './retention.ts';
import { TollFirm, TollRulesEntry } from './tolls.ts';
import { NewWebhook } from './webhooks.ts';

const strict = { additionalProperties: false } as const;
const Logins = Type.Array(Type.String({ minLength: 1, maxLength: 100 }), { maxItems: 1000 });

/** The version of the file that this server writes; it reads those before it, too. */
export const SETTINGS_VERSION = 4;

/**
 * All settings in one file, without a secret: passwords and keys are asked for again. Users are known by login, teams
 * and their people by name and login, webhooks by name, PBX connections by id. The file grows by a new version alone.
 */
export const SettingsFile = Type.Object(
  {
    format: Type.Literal('perezvon-settings'),
    version: Type.Integer({ minimum: 1, maximum: SETTINGS_VERSION }),
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
      Type.Interface(
        [Type.Omit(NewUser, ['sipPassword', 'morePhones'])],
        {
          disabled: Type.Boolean(),
          morePhones: Type.Optional(Type.Array(OwnPhone, { maxItems: 5 })),
        },
        strict,
      ),
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
    /** Not in version 1, as what follows: what a file does not tell of stays as it is. */
    places: Type.Optional(Type.Array(OwnPhone, { maxItems: 1000 })),
    tolls: Type.Optional(
      Type.Object(
        {
          firm: TollFirm,
          rules: Type.Array(
            Type.Interface(
              [Type.Omit(TollRulesEntry, ['users'])],
              {
                /** They hold for all whom no others name. */
                general: Type.Boolean(),
                users: Logins,
              },
              strict,
            ),
            { maxItems: 200 },
          ),
        },
        strict,
      ),
    ),
    /** Of whom a second factor is asked. */
    secondFactorRoles: Type.Optional(Type.Array(Role, { maxItems: 4, uniqueItems: true })),
    /** Not in version 2, as what follows: outcomes, wrap-up, when a card comes. */
    cards: Type.Optional(
      Type.Interface(
        [Type.Omit(CardSettings, ['pops'])],
        {
          pops: Type.Interface(
            [Type.Omit(CardSettings.properties.pops, ['users'])],
            {
              users: Type.Array(
                Type.Object(
                  { login: Type.String({ minLength: 1, maxLength: 100 }), when: PopWhen },
                  strict,
                ),
                { maxItems: 1000 },
              ),
            },
            strict,
          ),
        },
        strict,
      ),
    ),
    /** Whose pages may hold the phone in a frame. */
    frameOrigins: Type.Optional(FrameOrigins.properties.origins),
    pauseReasons: Type.Optional(PauseReasons.properties.items),
    /** Not in version 3. Whether they are enabled is not told: a new one needs its secret first. */
    webhooks: Type.Optional(
      Type.Array(Type.Interface([Type.Omit(NewWebhook, ['enabled'])], {}, strict), {
        maxItems: 200,
      }),
    ),
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
    Type.Literal('place'),
    Type.Literal('toll-firm'),
    Type.Literal('toll-rules'),
    Type.Literal('retention'),
    Type.Literal('second-factor'),
    Type.Literal('cards'),
    Type.Literal('embedding'),
    Type.Literal('pause-reasons'),
    Type.Literal('webhook'),
  ]),
  /** Id of a connection, login of a user, name of a team, of rules or of a webhook, phone of a place. Hostile text. */
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
